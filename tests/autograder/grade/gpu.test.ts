// Oracle: this machine's device files; where it has no GPU, that an assignment which needs one stays ungraded and nobody gets a zero.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { loadAssignment } from "../../../autograder/assignment/index.ts";
import { bubblewrapArguments } from "../../../autograder/sandbox/bubblewrap.ts";
import { gpuDevices } from "../../../autograder/sandbox/gpu.ts";
import { gpuNumbers, gradingPolicy, waitForGpuMemory } from "../../../autograder/sandbox/index.ts";
import { Classroom, project, scores } from "./submissions.ts";

const fixture = fileURLToPath(new URL("../fixtures/gpu-step", import.meta.url));

describe("assignments that need a GPU", () => {
  it("are graded on it, or are the machine's failure and no score where there is none", async () => {
    const assignment = await loadAssignment(fixture);
    expect(assignment.gpu).to.equal("required");
    const room = new Classroom(assignment, fixture);
    await room.submit("solution", assignment.solution);
    const { results } = await room.grade("out", { workers: 1 });
    room.remove();
    const result = results.get("solution")!;
    if (gpuNumbers().length > 0) expect(scores(result)).to.deep.equal([1]);
    else {
      expect(result.outcome).to.equal("infrastructure error");
      expect(result.score).to.equal(null);
      expect(result.reason).to.match(/needs a GPU, and this machine has none/);
    }
  });

  it("find the devices of a machine by their files", () => {
    const devices = mkdtempSync(join(tmpdir(), "tsgrad-dev-"));
    expect(gpuNumbers(devices)).to.deep.equal([]);
    for (const name of ["nvidiactl", "nvidia0", "nvidia11", "nvidia-uvm", "nvidia-caps"])
      writeFileSync(join(devices, name), "");
    expect(gpuNumbers(devices)).to.deep.equal([0, 11]);
    expect(gpuDevices(11, devices)).to.deep.equal(
      ["nvidia11", "nvidiactl", "nvidia-uvm"].map((name) => `${devices}/${name}`),
    );
    rmSync(devices, { recursive: true });
  });

  it("run under a policy that names the device and asks the library for it, with /proc writable for CUDA alone", () => {
    const policy = gradingPolicy(project, { gpu: 0 });
    expect(policy.environment).to.include({ TSGRAD_DEVICE: "gpu", TF_FORCE_GPU_ALLOW_GROWTH: "true" });
    policy.mounts.push({ kind: "device", path: "/dev/nvidia0" });
    const args = bubblewrapArguments(policy, ["x"]).join(" ");
    expect(args).to.include("--dev-bind /dev/nvidia0 /dev/nvidia0").and.not.include("--remount-ro /proc ");
    expect(bubblewrapArguments(gradingPolicy(project), ["x"]).join(" ")).to.include("--remount-ro /proc ");
  });

  it("begin when the memory of the job before is free, and say so when it does not come back", async () => {
    const readings = [5000, 2000, 320];
    await waitForGpuMemory(0, 300, async () => readings.shift()!);
    expect(readings).to.deep.equal([]);
  });
});
