// Oracle: the rule of the survey: an attacker gets what honest code of the same worth would get, and nobody else is affected.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { loadAssignment } from "../../../autograder/assignment/index.ts";
import { formatNotebook } from "../../../autograder/notebook/index.ts";
import { Classroom, fixture, scores } from "../grade/submissions.ts";
import type { Attack } from "./case.ts";
import { notebookAttacks } from "./notebook.ts";
import { patchAttacks } from "./patches.ts";
import { processAttacks } from "./process.ts";

const only = process.env.TSGRAD_ATTACKS?.split(",");
const attacks: Attack[] = [...notebookAttacks, ...patchAttacks, ...processAttacks].filter(
  ({ id }) => !only || only.includes(id),
);

describe("attacks on the grader", () => {
  let room: Classroom;
  let graded: Awaited<ReturnType<Classroom["grade"]>>;

  before(async function () {
    this.timeout(300_000);
    const assignment = await loadAssignment(fixture);
    room = new Classroom(assignment);
    for (const attack of attacks) {
      const notebook = structuredClone(assignment.solution);
      for (const question of ["q1", "q2", "q3"] as const) {
        const source = attack[question];
        if (source !== undefined) notebook.cells.find(({ id }) => id === question)!.source = source;
      }
      // A damaged notebook cannot be written by the writer of whole ones.
      if (attack.id === "7") {
        const text = JSON.parse(formatNotebook(notebook));
        attack.change!(text);
        writeFileSync(join(room.folder("attack-7"), "small-steps.ipynb"), JSON.stringify(text));
        continue;
      }
      attack.change?.(notebook);
      await room.submit(`attack-${attack.id}`, notebook);
    }
    // The neighbour, graded among them (34): nothing of the others may reach it.
    await room.submit("neighbour", assignment.solution);
    mkdirSync(join(room.root, "out"));
    graded = await room.grade("out");
  });
  after(() => room?.remove());

  for (const { id, title, expected, check } of attacks) {
    it(`${id}: ${title}`, () => {
      const results = graded.results.get(`attack-${id}`)!;
      expect(results.outcome, results.reason).to.equal("scored");
      expect(scores(results)).to.deep.equal(expected);
      check?.(results, readFileSync(join(graded.out, `attack-${id}`, "feedback.html"), "utf8"));
    });
  }

  it("34: a neighbour among the attackers gets its full score", () => {
    expect(scores(graded.results.get("neighbour"))).to.deep.equal([4, 2, 3]);
  });

  it("shows no hidden test to any attacker", () => {
    for (const student of graded.results.keys()) {
      for (const file of ["results.json", "feedback.html"]) {
        expect(readFileSync(join(graded.out, student, file), "utf8"), student).to.not.include("CANARY");
      }
    }
  });
});
