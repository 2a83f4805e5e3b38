// Oracle: nbgrader itself (0.9.6), from the environment of the benchmarks.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { buildAssignment } from "../../../autograder/build/index.ts";
import { installedPeers, runPeer } from "../../../bench/grading/peers.ts";
import { fixture, project } from "../grade/submissions.ts";

interface Read {
  cells: number;
  wrong: string[];
  points: number;
  answers: number;
  page: string;
}

const script = fileURLToPath(new URL("nbgrader_reads.py", import.meta.url));

describe("nbgrader on a release of ours", () => {
  let bin: string;
  let folder: string;
  let release: string;
  before(async function () {
    const found = installedPeers(project);
    if (found === undefined) {
      console.warn(
        "nbgrader is not installed, so it is not asked: `npm run bench:attacks` installs it, TSGRAD_BENCH_PEERS names an environment",
      );
      this.skip();
    }
    bin = found;
    folder = mkdtempSync(join(tmpdir(), "tsgrad-nbgrader-"));
    await buildAssignment(fixture, folder);
    release = join(folder, "release/small-steps.ipynb");
  });
  after(() => {
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  it("reads it by its schema, agrees with every checksum, and shows it", () => {
    const [read] = JSON.parse(execFileSync(join(bin, "python"), [script, release], { encoding: "utf8" })) as [Read];
    expect(read).to.deep.include({ wrong: [], points: 9, answers: 3 });
    expect(read.cells).to.be.above(9);
    expect(read.page).to.include("Not implemented: q1").and.include("await");
  });

  it("sees that a checksum was changed", () => {
    const path = join(folder, "forged.ipynb");
    writeFileSync(path, readFileSync(release, "utf8").replace('"points": 4', '"points": 40'));
    const [read] = JSON.parse(execFileSync(join(bin, "python"), [script, path], { encoding: "utf8" })) as [Read];
    expect(read.wrong).to.deep.equal(["q1-check"]);
  });

  it("validates it: the notebook runs on our kernel and no locked cell has changed", () => {
    process.env.JUPYTER_PATH = join(project, ".venv/share/jupyter");
    const { ok, output } = runPeer(bin, "nbgrader", ["validate", release], folder, 120);
    expect(output).to.include("Success! Your notebook passes all the tests.");
    expect(ok).to.equal(true);
  });
}).timeout(300_000);
