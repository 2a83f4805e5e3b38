// Oracle: nbgrader 0.9.6 (tests/goldens/autograder/nbgrader/make_course.py); otter-grader's rules of `otter assign`, by its documentation.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect } from "chai";
import { loadAssignment, type NbgraderMetadata } from "../../../autograder/assignment/index.ts";
import {
  importNbgrader,
  importNbgraderGradebook,
  importOtter,
  readNbgrader,
  writeImported,
  writeNbgrader,
} from "../../../autograder/formats/index.ts";
import { translateMarks } from "../../../autograder/formats/otter.ts";
import { audit, openGradebook, standings } from "../../../autograder/gradebook/index.ts";
import { type Cell, codeCell, type Notebook, parseNotebook } from "../../../autograder/notebook/index.ts";

const golden = (name: string) =>
  JSON.parse(
    gunzipSync(readFileSync(new URL(`../../goldens/autograder/nbgrader/${name}`, import.meta.url))).toString(),
  );

describe("nbgrader's metadata", () => {
  it("of versions 0 to 3 is upgraded as nbgrader does it", () => {
    const cases = golden("upgrades.json.gz") as { cell_type: "code"; before: object; after: object | null }[];
    expect(cases).to.have.length(400);
    for (const { cell_type, before, after } of cases) {
      const cell = { ...codeCell("x", "x", { nbgrader: before }), cell_type } as Cell;
      const upgraded = readNbgrader(cell);
      expect(upgraded === undefined ? null : { ...upgraded }, JSON.stringify(before)).to.deep.equal(after);
    }
  });

  it("is written for older versions and read back the same", () => {
    const metadata: NbgraderMetadata = {
      schema_version: 3,
      grade: true,
      solution: false,
      locked: true,
      task: false,
      grade_id: "q1",
      points: 2,
      cell_type: "code",
    };
    const cell = codeCell("q1", "assert(true)");
    for (const version of [1, 2, 3] as const) {
      const written = writeNbgrader(cell, metadata, version);
      expect(written.schema_version).to.equal(version);
      expect("cell_type" in written).to.equal(version >= 2);
      expect("task" in written).to.equal(version >= 3);
      const back = readNbgrader({ ...cell, metadata: { nbgrader: written } })!;
      expect(back).to.deep.include({ grade_id: "q1", points: 2, grade: true, checksum: written.checksum });
    }
    expect(() => readNbgrader({ ...cell, metadata: { nbgrader: { schema_version: 4 } } })).to.throw(
      /schema_version 0 to 3, got 4/,
    );
  });
});

describe("an nbgrader course", () => {
  const { files, summary } = golden("course.json.gz") as {
    files: Record<string, string>;
    summary: { student: string; score: number; max_score: number; timestamp: string }[];
  };
  const folder = mkdtempSync(join(tmpdir(), "tsgrad-course-"));
  before(() => {
    for (const [path, base64] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), Buffer.from(base64, "base64"));
    }
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("becomes assignments: questions with their points, hidden tests apart, answers for a person", async () => {
    const text = readFileSync(join(folder, "source/ps1/problem1.ipynb"), "utf8");
    const notebook = parseNotebook(text);
    const tests = notebook.cells.find(({ metadata }) => (metadata.nbgrader as NbgraderMetadata | undefined)?.grade)!;
    tests.source += "\n### BEGIN HIDDEN TESTS\nassert squares(3) == [1, 4, 9]\n### END HIDDEN TESTS";
    const imported = importNbgrader("ps1-problem1", notebook);
    const questions = imported.cells.filter(({ metadata }) => metadata.question);
    expect(
      questions.map(({ metadata }) => [metadata.question, metadata.points, metadata.manual ?? false]),
    ).to.deep.equal([
      ["squares", 2, false],
      ["sum_of_squares", 1, false],
      ["sum_of_squares_equation", 1, true],
      ["sum_of_squares_application", 2, true],
      ["cell-938593c4a215c6cc", 4, true],
    ]);
    expect(imported.tests.map(({ question, hidden, points }) => [question, hidden, points])).to.deep.include([
      "squares",
      true,
      1,
    ]);
    writeImported(folder, imported, {});
    const loaded = await loadAssignment(join(folder, "ps1-problem1"));
    expect(loaded.questions.reduce((sum, { points }) => sum + points, 0)).to.equal(10);
    expect(JSON.stringify(loaded.release)).to.not.include("BEGIN HIDDEN TESTS");
  });

  it("brings its gradebook: the same scores as nbgrader's, manual ones as overrides, and the audit is content", async () => {
    const book = await openGradebook(join(folder, "new.db"));
    const done = await importNbgraderGradebook(book, folder);
    expect(done.submissions).to.equal(summary.length);
    const [assignment] = await book.db
      .selectFrom("assignments")
      .select(["id", "published_version"])
      .where("name", "=", "ps1")
      .execute();
    const rows = await standings(book, assignment!.id, assignment!.published_version!);
    expect(rows.map(({ student, score, max_score }) => ({ student, score, max_score }))).to.have.deep.members(
      summary.map(({ student, score, max_score }) => ({ student, score, max_score })),
    );
    for (const { student, submitted } of rows) {
      const { timestamp } = summary.find((each) => each.student === student)!;
      expect(submitted).to.equal(`${timestamp.slice(0, 23)}Z`);
    }
    expect(await book.db.selectFrom("overrides").selectAll().execute()).to.have.length(1);
    expect((await audit(book)).problems).to.deep.equal([]);
    await book.close();
  });
});

describe("an otter master notebook", () => {
  const raw = (source: string): Cell => ({ cell_type: "raw", id: "", metadata: {}, source });
  const notebook: Notebook = {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {},
    cells: [
      raw("# ASSIGNMENT CONFIG\nname: hw 01\nrequirements: requirements.txt"),
      raw("# BEGIN QUESTION\nname: q1\npoints: 3"),
      { cell_type: "markdown", id: "", metadata: {}, source: "**Question 1.** Square it." },
      raw("# BEGIN SOLUTION"),
      codeCell(
        "",
        "function square(x) {\n  # BEGIN SOLUTION\n  return x * x;\n  # END SOLUTION\n}\nconst nine = square(3); # SOLUTION",
      ),
      raw("# END SOLUTION"),
      raw("# BEGIN TESTS"),
      codeCell("", "square(2) === 4"),
      codeCell("", "# HIDDEN\nsquare(-2) === 4"),
      codeCell(
        "",
        '""" # BEGIN TEST CONFIG\nhidden: true\npoints: 2\nfailure_message: Think of zero.\n""" # END TEST CONFIG\nsquare(0) === 0',
      ),
      raw("# END TESTS"),
      raw("# END QUESTION"),
      {
        cell_type: "markdown",
        id: "",
        metadata: {},
        source:
          "```otter\n# BEGIN QUESTION\nname: essay\nmanual: true\npoints: 1\n```\nWhy?\n```otter\n# BEGIN SOLUTION\n```",
      },
      { cell_type: "markdown", id: "", metadata: {}, source: "Because." },
      raw("# END SOLUTION"),
      raw("# END QUESTION"),
    ],
  };

  it("becomes an assignment that loads: stubs, solutions, points, tests by visibility, written answers", async () => {
    const imported = importOtter(notebook);
    expect(imported.name).to.equal("hw-01");
    expect(imported.remarks.join()).to.include("requirements");
    expect(
      imported.tests.map(({ question, hidden, points, message }) => [question, hidden, points, message]),
    ).to.deep.equal([
      ["q1", false, undefined, undefined],
      ["q1", true, undefined, undefined],
      ["q1", true, 2, "Think of zero."],
    ]);
    const folder = mkdtempSync(join(tmpdir(), "tsgrad-otter-"));
    writeImported(folder, imported, {});
    const { questions, release, solution } = await loadAssignment(join(folder, "hw-01"));
    rmSync(folder, { recursive: true });
    expect(questions.map(({ name, points, manual }) => [name, points, manual])).to.deep.equal([
      ["q1", 3, false],
      ["essay", 1, true],
    ]);
    expect(questions[0]!.tests.map(({ points }) => points)).to.deep.equal([0.5, 0.5, 2]);
    const source = (of: Notebook) => of.cells.find(({ id }) => id === "q1")!.source;
    expect(source(release)).to.equal("function square(x) {\n  ...\n}\nconst nine = ...");
    expect(source(solution)).to.equal("function square(x) {\n  return x * x;\n}\nconst nine = square(3);");
    expect(release.cells.find(({ id }) => id === "essay")!.source).to.equal("Your answer here.");
  });

  for (const [source, expected] of [
    ["x = 5 # SOLUTION", "// BEGIN SOLUTION\n// STUB x = ...\nx = 5\n// END SOLUTION"],
    ["  f(x) # SOLUTION", "  // BEGIN SOLUTION\n  // STUB ...\n  f(x)\n  // END SOLUTION"],
    ["secret = 1 # SOLUTION NO PROMPT", "// BEGIN SOLUTION\n// STUB\nsecret = 1\n// END SOLUTION"],
    ["seed(1) # SEED", "// BEGIN SOLUTION\n// STUB\nseed(1)\n// END SOLUTION"],
    ["# BEGIN SOLUTION NO PROMPT\na\n# END SOLUTION", "// BEGIN SOLUTION\n// STUB\na\n// END SOLUTION"],
  ] as const) {
    it(`translates ${JSON.stringify(source)}`, () => expect(translateMarks(source)).to.equal(expected));
  }
});
