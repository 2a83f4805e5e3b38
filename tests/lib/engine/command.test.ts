// Oracle: the rule of the choice (gpu, cpu, wasm, js; a device asked for by name or an error), each in a process of its own.
import { spawnSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { driverProblem } from "../../../cli/setup/gpu.ts";

const project = join(import.meta.dirname, "../../..");

function engine(environment: Record<string, string>, ...args: string[]) {
  const { TSGRAD_DEVICE: _, TSGRAD_TENSORFLOW: __, ...rest } = process.env;
  const command = [join(project, "cli/tsgrad.mjs"), "engine", ...args];
  return spawnSync(process.execPath, command, { encoding: "utf8", env: { ...rest, ...environment } });
}

describe("tsgrad engine", () => {
  const empty = mkdtempSync(join(tmpdir(), "no-tensorflow-"));

  it("takes TensorFlow where it is found, and says why not the GPU", () => {
    const { status, stdout } = engine({}, "--json");
    const report = JSON.parse(stdout);
    expect(status).to.equal(0);
    expect(report.requested).to.equal(false);
    expect(report.device).to.be.oneOf(["gpu", "cpu"]);
    expect(report.versions.tensorflow).to.match(/^2\.\d+\.\d+/);
    if (report.device === "cpu") {
      expect(report.passedOver.map((entry: { device: string }) => entry.device)).to.deep.equal(["gpu"]);
      expect(report.passedOver[0].reason).to.include("lists no GPU").and.include("nvidia-smi");
    }
  });

  it("falls back to WebAssembly without TensorFlow, and names where it looked", () => {
    const { status, stdout } = engine({ TSGRAD_TENSORFLOW: empty });
    expect(status).to.equal(0);
    expect(stdout).to.include("Device: wasm, WebAssembly");
    expect(stdout).to.include("Passed over: cpu").and.include(`${empty} (TSGRAD_TENSORFLOW)`);
  });

  for (const name of ["gpu", "cpu"])
    it(`does not fall back where ${name} was asked for and is absent`, () => {
      const { status, stdout, stderr } = engine({ TSGRAD_TENSORFLOW: empty, TSGRAD_DEVICE: name });
      expect(status).to.equal(1);
      expect(stdout).to.equal("");
      expect(stderr).to.include(`Device "${name}" (asked for by TSGRAD_DEVICE) is not available`).and.include(empty);
    });

  it("names the devices where TSGRAD_DEVICE is none", () => {
    const { status, stdout } = engine({ TSGRAD_DEVICE: "cuda" }, "--json");
    expect(status).to.equal(1);
    expect(JSON.parse(stdout)).to.deep.equal({
      device: null,
      error: 'TSGRAD_DEVICE: expected one of "gpu", "cpu", "wasm", "js", got "cuda"',
    });
  });

  it("computes on the device asked for", () => {
    const { status, stdout } = engine({ TSGRAD_DEVICE: "wasm", TSGRAD_THREADS: "2" }, "--json");
    const { device, requested, threads } = JSON.parse(stdout);
    expect({ status, device, requested, threads }).to.deep.equal({
      status: 0,
      device: "wasm",
      requested: true,
      threads: 2,
    });
  });

  it("shows how it is used where the words are others", () => {
    for (const args of [["install"], ["--gpu"], ["instal", "--gpu"]]) {
      const { status, stderr } = engine({}, ...args);
      expect(status).to.equal(2);
      expect(stderr).to.include("tsgrad engine install --gpu");
    }
  });

  it("fetches CUDA only where a driver could use it", () => {
    const version = (driver: string) => `NVRM version: NVIDIA UNIX x86_64 Kernel Module  ${driver}  Thu Feb  1 2024\n`;
    expect(driverProblem("linux-x64", version("535.129.03"))).to.equal(null);
    expect(driverProblem("linux-x64", version("525.60.13"))).to.equal(null);
    expect(driverProblem("linux-x64", "")).to.equal(null);
    expect(driverProblem("linux-x64", version("525.53"))).to.include("driver 525.53 is too old");
    expect(driverProblem("linux-x64", version("470.82.01"))).to.include("Install 525.60 or newer");
    expect(driverProblem("linux-x64", null)).to.include("no NVIDIA driver").and.include("nvidia-smi");
    expect(driverProblem("darwin-arm64", null)).to.include("no CUDA build of TensorFlow for darwin-arm64");
  });
});
