// Oracle: the platforms' published formats, written as JSON schemas here; sums by hand.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv } from "ajv";
import { expect } from "chai";
import {
  gradescopeAutograder,
  toAutolab,
  toGradescope,
  toLineItem,
  toLtiScores,
  toPrairieLearn,
} from "../../../autograder/formats/index.ts";
import { csvField } from "../../../autograder/grade/csv.ts";
import type { Results } from "../../../autograder/grade/index.ts";
import { fixture, project } from "../grade/submissions.ts";

const results: Results = {
  schema: "tsgrad-results-1",
  assignment: "a",
  title: "A",
  student: "ada",
  submission: "00",
  outcome: "scored",
  score: 3.5,
  max_score: 8,
  notes: [{ kind: "locked-cell-changed", text: "A locked cell was changed." }],
  questions: [
    {
      name: "q1",
      status: "scored",
      score: 3.5,
      max_score: 4,
      errors: [],
      tests: [
        { name: "public one", visibility: "public", passed: true, score: 2, max_score: 2 },
        {
          name: "Hidden test 1",
          visibility: "hidden",
          passed: false,
          score: 1.5,
          max_score: 2,
          message: "3 of 4.",
          hint: "Edges.",
        },
      ],
    },
    {
      name: "q2",
      status: "not answered",
      score: 0,
      max_score: 2,
      reason: "The answer cell is missing.",
      errors: [],
      tests: [],
    },
    { name: "q3", status: "graded by a person", score: null, max_score: 2, errors: [], tests: [] },
  ],
};
const failed: Results = { ...results, outcome: "infrastructure error", score: null, questions: [] };

const visibility = { enum: ["visible", "hidden", "after_due_date", "after_published"] };
const format = { enum: ["text", "html", "simple_format", "md", "ansi"] };
const gradescopeSchema = {
  type: "object",
  additionalProperties: false,
  properties: {
    score: { type: "number", minimum: 0 },
    execution_time: { type: "number" },
    output: { type: "string" },
    output_format: format,
    test_output_format: format,
    test_name_format: format,
    visibility,
    stdout_visibility: visibility,
    extra_data: { type: "object" },
    tests: {
      type: "array",
      items: {
        type: "object",
        additionalProperties: false,
        properties: {
          score: { type: "number" },
          max_score: { type: "number" },
          status: { enum: ["passed", "failed"] },
          name: { type: "string" },
          name_format: format,
          number: { type: "string" },
          output: { type: "string" },
          output_format: format,
          tags: { type: "array", items: { type: "string" } },
          visibility,
          extra_data: { type: "object" },
        },
      },
    },
    leaderboard: { type: "array" },
  },
  anyOf: [{ required: ["score"] }, { required: ["tests"] }, { required: ["output"] }],
};

describe("exporting results", () => {
  it("to Gradescope validates, hides hidden tests until grades are published, and its scores add up", () => {
    const valid = new Ajv().compile(gradescopeSchema);
    const exported = toGradescope(results);
    expect(valid(exported), JSON.stringify(valid.errors)).to.equal(true);
    expect(exported.tests!.map(({ name, score, visibility: seen }) => [name, score, seen])).to.deep.equal([
      ["q1: public one", 2, "visible"],
      ["q1: Hidden test 1", 1.5, "after_published"],
      ["q2", 0, "visible"],
    ]);
    expect(exported.tests!.reduce((sum, { score }) => sum + score, 0)).to.equal(exported.score);
    expect(valid(toGradescope(failed))).to.equal(true);
    expect(toGradescope(failed)).to.not.have.any.keys("score", "tests");
  });

  it("to PrairieLearn gives a share of one, and no attempt for what could not be graded", () => {
    expect(toPrairieLearn(results)).to.deep.include({ gradable: true, score: 3.5 / 8 });
    expect(toPrairieLearn(results).tests[1]).to.deep.include({
      points: 1.5,
      max_points: 2,
      message: "3 of 4.\nHint: Edges.",
    });
    expect(toPrairieLearn(failed)).to.deep.include({ gradable: false, tests: [] });
  });

  it("to Autolab is one line of JSON, and refuses what has no score", () => {
    const line = toAutolab(results);
    expect(line).to.not.include("\n");
    expect(JSON.parse(line)).to.deep.equal({ scores: { q1: 3.5, q2: 0, q3: 0 }, scoreboard: [3.5] });
    expect(() => toAutolab(failed)).to.throw(/not graded/);
  });

  it("to LTI gives a line item and a score a known user", () => {
    const standing = {
      student: "ada",
      submission: 1,
      attempt: 1,
      submitted: "",
      outcome: "scored",
      questions: { q1: 3 },
      raw: 3,
      late: 0.9,
      score: 2.7,
      max_score: 4,
    };
    const { scores, unknown } = toLtiScores(
      [standing, { ...standing, student: "bob" }],
      new Map([["ada", "u-1"]]),
      "2026-01-01T00:00:00.000Z",
    );
    expect(unknown).to.deep.equal(["bob"]);
    expect(scores).to.deep.equal([
      {
        userId: "u-1",
        timestamp: "2026-01-01T00:00:00.000Z",
        scoreGiven: 2.7,
        scoreMaximum: 4,
        activityProgress: "Completed",
        gradingProgress: "FullyGraded",
        comment: "Late: 10 % off 3 points.",
      },
    ]);
    expect(toLineItem({ name: "a", title: "A", due: "2026-01-01T00:00:00.000Z" }, 4)).to.deep.equal({
      label: "A",
      scoreMaximum: 4,
      resourceId: "a",
      tag: "grade",
      endDateTime: "2026-01-01T00:00:00.000Z",
    });
  });

  it("to CSV lets no name become a formula", () => {
    for (const name of ["=1+1", "+1", "-1", "@x", "\t=1", "|x", "%0", " =1"]) {
      expect(csvField(name).replace(/^"/, "")[0], name).to.equal("'");
    }
    expect(csvField('a "b", c')).to.equal('"a ""b"", c"');
    expect(csvField(-2)).to.equal("-2");
  });

  it("to a Gradescope autograder makes a zip that unzip takes, scripts executable, tests inside", () => {
    const folder = mkdtempSync(join(tmpdir(), "tsgrad-zip-"));
    const path = join(folder, "autograder.zip");
    writeFileSync(path, gradescopeAutograder(project, fixture));
    const python = spawnSync(
      "python3",
      [
        "-c",
        "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; print('\\n'.join(f'{i.filename} {(i.external_attr >> 16) & 0o777:o}' for i in z.infolist()))",
        path,
      ],
      { encoding: "utf8" },
    );
    rmSync(folder, { recursive: true });
    expect(python.status, python.stderr).to.equal(0);
    const lines = python.stdout.split("\n");
    expect(lines).to.include.members([
      "setup.sh 755",
      "run_autograder 755",
      "assignment/small-steps/tests/hidden/q1.ts 644",
    ]);
    expect(lines.some((line) => line.startsWith("tsgrad/cli/tsgrad.mjs"))).to.equal(true);
    expect(lines.filter((line) => /node_modules|\.git\//.test(line))).to.deep.equal([]);
  });
});
