// Oracle: what a student must never lose, and the sources of lesson and assignment.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { findAssignment, loadAssignment } from "../../autograder/assignment/index.ts";
import { formatNotebook, readNotebook, writeNotebook } from "../../autograder/notebook/index.ts";
import { run } from "../../cli/commands/course.ts";
import { placeNotebooks } from "../../cli/course/place.ts";
import { listCells, resetCell } from "../../cli/course/reset.ts";
import { studentNotebooks } from "../../cli/course/student-notebooks.ts";
import { lessonOfWeek, weeks } from "../../cli/setup/lessons.ts";
import { notebookOf, project, readLesson } from "./support.ts";

const lesson = "01-tensors-and-modules";
const assignment = "tensors-and-modules";

describe("the student's folder", () => {
  let folder: string;
  const at = (...parts: string[]) => join(folder, ...parts);
  const notebooks = () => readdirSync(folder).filter((name) => name.endsWith(".ipynb"));
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "tsgrad-student-"));
    expect(await run(["build", folder])).to.equal(0);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("has every week's lesson, and its assignment without solutions", async () => {
    const expected = weeks().flatMap((week) => [`${week.lesson}.ipynb`, `${week.assignment}.ipynb`]);
    expect(notebooks().sort()).to.deep.equal(expected.sort());
    expect((await readNotebook(at(`${lesson}.ipynb`))).cells).to.deep.equal(readLesson(lesson).cells);
    const { release } = await loadAssignment(findAssignment(assignment, project));
    expect(readFileSync(at(`${assignment}.ipynb`), "utf8")).to.equal(formatNotebook(release));
  });

  it("keeps what a student wrote when it is built again, and makes what is missing", async () => {
    writeFileSync(at(`${lesson}.ipynb`), "the student's");
    rmSync(at(`${assignment}.ipynb`));
    expect(await run(["build", folder])).to.equal(0);
    expect(readFileSync(at(`${lesson}.ipynb`), "utf8")).to.equal("the student's");
    expect(notebooks())
      .to.have.length(2 * weeks().length)
      .and.include(`${assignment}.ipynb`);
  });

  it("lays a changed notebook beside the student's, once, and lets no file be overwritten", async () => {
    const source = at("files");
    const known = new Map<string, string>();
    const versions = {
      read: (name: string) => known.get(name),
      write: (name: string, version: string) => void known.set(name, version),
    };
    const target = at("work");
    const place = (version: string) =>
      placeNotebooks(
        target,
        [{ name: "n", kind: "lesson", version, files: source, make: async () => notebookOf({ a: version }) }],
        versions,
      );
    mkdirSync(source);
    writeFileSync(join(source, "data.csv"), "ours");
    expect(await place("1")).to.deep.equal([join(target, "n.ipynb")]);
    writeFileSync(join(target, "files/data.csv"), "theirs");
    writeFileSync(join(target, "n.ipynb"), "theirs");
    expect(await place("2")).to.deep.equal([join(target, "n-2.ipynb")]);
    expect(await place("2")).to.deep.equal([]);
    expect(readFileSync(join(target, "n.ipynb"), "utf8")).to.equal("theirs");
    expect(readFileSync(join(target, "files/data.csv"), "utf8")).to.equal("theirs");
  });

  for (const [name, id] of [
    [lesson, "first-curve"],
    [lesson, "cell-2"],
    [assignment, "q1"],
  ] as const) {
    it(`brings ${id} of ${name} back, alone, and keeps what was there`, async () => {
      const path = at(`${name}.ipynb`);
      const original = await readNotebook(path);
      const mine = structuredClone(original);
      for (const cell of mine.cells) cell.source = `${cell.source}\n// mine`;
      await writeNotebook(path, mine);
      const { kept } = await resetCell(path, id, project);
      const after = await readNotebook(path);
      const expected = mine.cells.map((cell, i) => (cell.id === id ? original.cells[i] : cell));
      expect(after.cells).to.deep.equal(expected);
      expect(readFileSync(kept!, "utf8").trimEnd()).to.equal(mine.cells.find((cell) => cell.id === id)!.source);
      const second = await resetCell(path, id, project);
      expect(second.kept).not.to.equal(kept);
      expect(existsSync(kept!)).to.equal(true);
    });
  }

  it("puts a deleted cell back into its place, in a notebook under another name too", async () => {
    const original = await readNotebook(at(`${assignment}.ipynb`));
    const path = at("mine.ipynb");
    await writeNotebook(path, { ...original, cells: original.cells.filter(({ id }) => id !== "q3") });
    expect(await resetCell(path, "q3", project)).to.deep.equal({ kept: undefined });
    expect((await readNotebook(path)).cells).to.deep.equal(original.cells);
  });

  it("refuses a numbered cell of a lesson that has changed, an unknown cell and a foreign notebook", async () => {
    const refused = async (path: string, id: string) => {
      const before = readFileSync(path, "utf8");
      const message = await resetCell(path, id, project).then(
        () => "nothing refused",
        (error: Error) => error.message,
      );
      expect(readFileSync(path, "utf8")).to.equal(before);
      return message;
    };
    const path = at(`${lesson}.ipynb`);
    expect(await refused(path, "cell-999"))
      .to.include('has no cell "cell-999"')
      .and.to.include("first-curve");
    const old = await readNotebook(path);
    old.metadata.tsgrad = { lesson, version: "older" };
    await writeNotebook(path, old);
    expect(await refused(path, "cell-2")).to.include("may be another cell");
    await writeNotebook(at("foreign.ipynb"), notebookOf({ a: "1" }));
    expect(await refused(at("foreign.ipynb"), "a")).to.include("neither a lesson nor an assignment");
  });

  it("lists the cells that can be reset", async () => {
    expect(await listCells(at(`${assignment}.ipynb`), project)).to.match(/^ {2}q1 +function standardize/m);
  });
});

describe("weeks", () => {
  it("are found by their number", () => {
    expect(lessonOfWeek("1")).to.equal(lesson);
    for (const asked of ["99", "one", "", "01"]) expect(() => lessonOfWeek(asked)).to.throw(/There is no week ".*0 \(/);
  });

  it("have an order that names each notebook once", () => {
    const names = studentNotebooks(project).map(({ name }) => name);
    expect(new Set(names).size).to.equal(names.length);
  });
});
