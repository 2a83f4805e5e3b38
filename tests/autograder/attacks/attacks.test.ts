// Oracle: the rule of the survey: an attacker gets what honest code of the same worth would get, and nobody else is affected.
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { loadAssignment } from "../../../autograder/assignment/index.ts";
import { formatNotebook } from "../../../autograder/notebook/index.ts";
import { gpuMemoryUsed, gpuNumbers, waitForGpuMemory } from "../../../autograder/sandbox/index.ts";
import { Classroom, fixture, scores } from "../grade/submissions.ts";
import type { Attack } from "./case.ts";
import { notebookAttacks } from "./notebook.ts";
import { patchAttacks } from "./patches.ts";
import { processAttacks } from "./process.ts";

const only = process.env.TSGRAD_ATTACKS?.split(",");
const all: Attack[] = [...notebookAttacks, ...patchAttacks, ...processAttacks];
const attacks = all.filter(({ id }) => !only || only.includes(id));
const gpuFixture = fileURLToPath(new URL("../fixtures/gpu-step", import.meta.url));

const studentOf = ({ id, student }: Attack) => student ?? `attack-${id}`;

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
      const student = studentOf(attack);
      if (attack.file !== undefined) {
        writeFileSync(join(room.folder(student), "small-steps.ipynb"), attack.file);
        continue;
      }
      // A damaged notebook cannot be written by the writer of whole ones.
      if (attack.id === "7") {
        const text = JSON.parse(formatNotebook(notebook));
        attack.change!(text);
        writeFileSync(join(room.folder(student), "small-steps.ipynb"), JSON.stringify(text));
        continue;
      }
      attack.change?.(notebook);
      await room.submit(student, notebook);
    }
    // The neighbour, graded among them (34): nothing of the others may reach it.
    await room.submit("neighbour", assignment.solution);
    mkdirSync(join(room.root, "out"));
    graded = await room.grade("out");
  });
  after(() => room?.remove());

  for (const attack of attacks) {
    const { id, title, expected, check, refused } = attack;
    it(`${id}: ${title}`, () => {
      const results = graded.results.get(studentOf(attack))!;
      expect(results.outcome, results.reason).to.equal(refused ? "student error" : "scored");
      if (refused) expect(results.reason).to.match(refused);
      expect(scores(results)).to.deep.equal(expected);
      check?.(results, readFileSync(join(graded.out, studentOf(attack), "feedback.html"), "utf8"));
    });
  }

  it("34: a neighbour among the attackers gets its full score", () => {
    expect(scores(graded.results.get("neighbour"))).to.deep.equal([4, 2, 3]);
  });

  it("35: a machine with four times the work than processors gives the same scores", async function () {
    if (only && !only.includes("35")) return this.skip();
    this.timeout(300_000);
    const assignment = await loadAssignment(fixture);
    const busy = new Classroom(assignment);
    for (const id of ["19", "20", "8"]) {
      const notebook = structuredClone(assignment.solution);
      notebook.cells.find((cell) => cell.id === "q1")!.source = all.find((attack) => attack.id === id)!.q1!;
      await busy.submit(`attack-${id}`, notebook);
    }
    await busy.submit("neighbour", assignment.solution);
    const hogs = Array.from({ length: 4 * availableParallelism() }, () => spawn(process.execPath, ["-e", "for (;;);"]));
    const loaded = await busy.grade("out").finally(() => {
      for (const hog of hogs) hog.kill("SIGKILL");
    });
    for (const [student, results] of loaded.results) {
      const calm = readFileSync(join(graded.out, student, "results.json"), "utf8");
      if (graded.results.has(student)) expect(`${JSON.stringify(results, undefined, 2)}\n`, student).to.equal(calm);
    }
    expect(scores(loaded.results.get("neighbour"))).to.deep.equal([4, 2, 3]);
    busy.remove();
  });

  it("30: a GPU is given to one job at a time, and holds nothing of the job before", async () => {
    const gpus = gpuNumbers();
    if (gpus.length === 0) {
      // Without a GPU: what stands between two jobs must hold back the next one until the memory is free.
      const readings = [900, 900, 310];
      await waitForGpuMemory(0, 300, async () => readings.shift()!);
      expect(readings).to.deep.equal([]);
      return;
    }
    const before = await gpuMemoryUsed(gpus[0]!);
    const assignment = await loadAssignment(gpuFixture);
    const room = new Classroom(assignment, gpuFixture);
    await room.submit("keeper", assignment.solution);
    const { results } = await room.grade("out");
    expect(results.get("keeper")?.outcome).to.equal("scored");
    await waitForGpuMemory(gpus[0]!, before);
    room.remove();
  });

  it("shows no hidden test to any attacker", () => {
    for (const student of graded.results.keys()) {
      for (const file of ["results.json", "feedback.html"]) {
        expect(readFileSync(join(graded.out, student, file), "utf8"), student).to.not.include("CANARY");
      }
    }
  });
});
