// Oracle: Jupyter's kernelspec document: the folder, kernel.json, logos; no Python is asked for anything.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";

const main = fileURLToPath(new URL("../../../cli/tsgrad.mjs", import.meta.url));

describe("tsgrad kernel", () => {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "tsgrad-install-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  const tsgrad = (...args: string[]) =>
    spawnSync(process.execPath, [main, "kernel", ...args], {
      encoding: "utf8",
      env: { HOME: folder, JUPYTER_DATA_DIR: join(folder, "data"), PATH: "/nowhere" },
    });

  it("installs, lists and removes for a prefix, without Python", () => {
    const { status, stdout, stderr } = tsgrad("install", "--prefix", folder);
    expect(status, stderr).to.equal(0);
    const home = join(folder, "share/jupyter/kernels/tsgrad");
    expect(stdout).to.include(home);
    const spec = JSON.parse(readFileSync(join(home, "kernel.json"), "utf8")) as {
      argv: string[];
      interrupt_mode: string;
    };
    expect(isAbsolute(spec.argv[0]!)).to.equal(true);
    expect(spec.argv.at(-1)).to.equal("{connection_file}");
    expect(spec.interrupt_mode).to.equal("message");
    for (const logo of ["logo-32x32.png", "logo-64x64.png", "logo-svg.svg"])
      expect(existsSync(join(home, logo))).to.equal(true);
    expect(tsgrad("list", "--prefix", folder).stdout).to.include(home);
    expect(tsgrad("doctor", "--prefix", folder).status).to.equal(0);
    expect(tsgrad("remove", "--prefix", folder).status).to.equal(0);
    expect(existsSync(home)).to.equal(false);
  });

  it("installs for the user", () => {
    expect(tsgrad("install", "--user").status).to.equal(0);
    expect(existsSync(join(folder, "data/kernels/tsgrad/kernel.json"))).to.equal(true);
  });

  it("wrong use is told", () => {
    expect(tsgrad("nothing").status).to.equal(2);
    expect(tsgrad("install", "--user", "--prefix", folder).status).to.equal(2);
  });
});
