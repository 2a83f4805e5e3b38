// Oracle: what was broken in each submission of the real assignment, by hand; a canary planted in each of its hidden tests.
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { type Assignment, loadAssignment } from "../../../autograder/assignment/index.ts";
import { buildAssignment } from "../../../autograder/build/index.ts";
import { search } from "./canary.ts";
import { Classroom, edit, project, scores, withSource } from "./submissions.ts";

const canary = "CANARY-real-51c7";

/** Looks at every file of the sandbox but the engine's libraries, which are larger than a cell's memory. */
const searcher = `
const fs = await import("node:fs");
const word = ["CANARY", "real", "51c7"].join("-");
const hits: string[] = []; let files = 0;
const space = Buffer.alloc(2 ** 24);
const holds = (path: string) => {
  const file = fs.openSync(path, "r");
  const read = fs.readSync(file, space);
  fs.closeSync(file);
  return space.subarray(0, read).includes(word);
};
const walk = (folder: string) => {
  for (const entry of fs.readdirSync(folder || "/", { withFileTypes: true })) {
    const path = folder + "/" + entry.name;
    if (/^\\/(usr|sys|proc|dev)|node_modules|\\.venv/.test(path)) continue;
    if (entry.isDirectory()) walk(path);
    else if (entry.isFile() && fs.statSync(path).size <= space.length) { files++; if (holds(path)) hits.push(path); }
  }
};
walk("");
console.log("SEARCHED", files > 100, "HITS", hits.length);
`;

describe("the assignment residual-block", () => {
  const root = mkdtempSync(join(tmpdir(), "tsgrad-residual-"));
  const folder = join(root, "residual-block");
  let assignment: Assignment;
  let room: Classroom;
  let graded: Awaited<ReturnType<Classroom["grade"]>>;
  let points: number[];

  before(async function () {
    this.timeout(900_000);
    cpSync(join(project, "assignments/residual-block"), folder, { recursive: true });
    for (const path of globSync(join(folder, "tests/hidden/*.ts"))) {
      const text = readFileSync(path, "utf8").replaceAll(/\bit\(\s*"/g, `it("${canary} `);
      writeFileSync(path, `// ${canary}\n${text}`);
    }
    assignment = await loadAssignment(folder);
    points = assignment.questions.map((question) => question.points);
    room = new Classroom(assignment, folder);
    const { solution, release } = assignment;
    await room.submit("solution", solution);
    await room.submit("release", release);
    await room.submit(
      "wrong",
      edit(solution, "q1", (cell) => [
        { ...cell, source: cell.source.replace(/forward\(x: Tensor\)[^{]*\{/, "$& return x;") },
      ]),
    );
    await room.submit("forever", withSource(solution, "q2", "while (true) {}"));
    await room.submit("exit", withSource(solution, "q3", "process.exit(0);"));
    await room.submit(
      "deleted",
      edit(solution, "q1", () => []),
    );
    await room.submit(
      "searcher",
      edit(solution, "q2", (cell) => [{ ...cell, source: cell.source + searcher }]),
    );
    graded = await room.grade("out");
  });
  after(() => {
    room?.remove();
    rmSync(root, { recursive: true, force: true });
  });

  const of = (student: string) => scores(graded.results.get(student)) as number[];

  it("gives the solution everything and the release nothing", () => {
    expect(of("solution")).to.deep.equal(points);
    expect(of("release")).to.deep.equal(points.map(() => 0));
  });

  it("takes from the others only what they broke", () => {
    const [q1, q2, q3] = points;
    expect(of("wrong")[0]).to.be.below(q1! / 2);
    expect(of("wrong").slice(1)).to.deep.equal([q2, q3]);
    expect(of("forever")).to.deep.equal([q1, 0, q3]);
    expect(of("exit")).to.deep.equal([q1, q2, 0]);
    expect(of("deleted")).to.deep.equal([0, q2, q3]);
    for (const result of graded.results.values()) expect(result.outcome).to.equal("scored");
  });

  it("shows no hidden test in release, feedback, results or the sandbox's file system", async () => {
    const built = await buildAssignment(folder, join(root, "built"));
    expect(built.release).to.include("residual-block.ipynb");
    expect(search([join(root, "built/release"), join(root, "built/solution"), graded.out], canary)).to.deep.equal([]);
    expect(readFileSync(join(graded.out, "searcher/feedback.html"), "utf8")).to.include("SEARCHED true HITS 0");
  });
});
