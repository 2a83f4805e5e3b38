// Oracle: sums and shares by hand; the list that another connection reads anew; Pearson's formula; comparing each with each.
import { expect } from "chai";
import {
  audit,
  complete,
  enqueue,
  lease,
  openGradebook,
  override,
  receive,
} from "../../../autograder/gradebook/index.ts";
import { formatNotebook } from "../../../autograder/notebook/index.ts";
import { entries } from "../../../autograder/review/order.ts";
import { correlation } from "../../../autograder/review/overview.ts";
import { edit } from "../grade/submissions.ts";
import { sqliteDatabase, type TestDatabase } from "../gradebook/databases.ts";
import { type Classroom, openClassroom, resultsOf, Visitor } from "./classroom.ts";

const base = "/a/small-steps/q1";

describe("the class at a glance, and who looks at what", () => {
  let database: TestDatabase;
  let room: Classroom;
  let [mentor, lead]: Visitor[] = [];

  before(async () => {
    database = await sqliteDatabase();
    const scores = [4, 4, 1, 0];
    room = await openClassroom(
      database,
      scores.map((score, index) => ({
        name: index === 3 ? "=cmd()" : `s${index}`,
        answer: `const a = ${index};`,
        score,
      })),
    );
    [mentor, lead] = [new Visitor(room.server), new Visitor(room.server)];
    await mentor!.enter(room.server.invite("Mia"));
    await lead!.enter(room.server.invite("Lee", "lead"));
  });
  after(async () => {
    await room.close();
    await database.remove();
  });

  it("tells points, difficulty, failing tests and nobody's name but to leads", async () => {
    const page = await mentor!.text("/overview/small-steps");
    // (4 + 4 + 1 + 0) / 4 of 4 points; all got the same for the others, so nothing tells the strong from the weak.
    expect(page).to.match(/>q1<.*?56%.*?–/s);
    expect(page).to.include("4 students; 7.3 of 9 points on average, 9 in the middle, from 5 to 9");
    expect(page).to.include("2 (50%)").and.to.include("1 (25%)");
    expect(page).not.to.match(/cmd|\bs0\b/);
    const chart = await mentor!.text("/overview/small-steps/chart/points");
    expect(chart).to.include('data-kind="vega-lite"').and.to.include('"count":2');
    expect((await mentor!.get("/overview/small-steps/chart/constructor")).status).to.equal(404);
  });

  it("exports points that no spreadsheet takes for a formula", async () => {
    const text = await lead!.text("/overview/small-steps/grades.csv");
    expect(text.split("\r\n").slice(0, 2)).to.deep.equal([
      "student,score,max_score,late,q1,q2,q3",
      "'=cmd(),5,9,1,0,2,3",
    ]);
  });

  it("gives answers to mentors, whose next one is never another's", async () => {
    const { csrf } = await mentor!.form(base);
    await mentor!.post(`${base}/assign`, [
      ["csrf", csrf],
      ["count", "3"],
      ["assignee", "Lee"],
    ]);
    expect(await lead!.text(`${base}?show=mine`)).to.include("Mine (3)");
    const list = await mentor!.text(base);
    const codes = [...list.matchAll(/\/s\/([0-9a-f]{12})">Number/g)].map(([, code]) => code!);
    expect(list.match(/class="button" href="([^"]*)"/)![1]).to.equal(`${base}/s/${codes[3]}`);
    const form = await mentor!.form(`${base}/s/${codes[3]}`);
    const saved = await mentor!.post(`${base}/s/${codes[3]}`, [
      ["csrf", form.csrf],
      ["version", "0"],
      ["action", "done"],
    ]);
    expect(saved.headers.get("location"), "none is left for Mia").to.equal(`${base}/s/${codes[3]}?saved=${codes[3]}`);
    await mentor!.post(`${base}/s/${codes[1]}/assign`, [
      ["csrf", csrf],
      ["assignee", ""],
    ]);
    expect((await mentor!.text(base)).match(/class="button" href="([^"]*)"/)![1]).to.equal(`${base}/s/${codes[1]}`);
    await mentor!.post(`${base}/s/${codes[1]}/assign`, [
      ["csrf", csrf],
      ["assignee", "nobody known"],
    ]);
    expect(await mentor!.text(base)).not.to.include("nobody known");
    expect(await audit(room.book)).to.include({ ok: true });
  });

  it("keeps a list by events as if it were read anew", async () => {
    const fresh = await openGradebook(database.url);
    const key = { assignment: room.id, version: room.version, question: "q1", max: 4 };
    const read = async (book: typeof fresh) => (await entries(book, key)).map((entry) => ({ ...entry }));
    await override(room.book, {
      submission: room.submissions.get("s2")!,
      ...{ question: "q1", score: 3, reason: "a second look", author: "Lee" },
    });
    expect(await read(room.book)).to.deep.equal(await read(fresh));
    const again = edit(room.assignment.solution, "q1", (cell) => [{ ...cell, source: "const again = 1;" }]);
    const { submission } = await receive(room.book, room.id, "s2", Buffer.from(formatNotebook(again)));
    await enqueue(room.book, submission, room.version);
    await complete(
      room.book,
      (await lease(room.book, "test"))!,
      resultsOf(room.assignment, { name: "s2", answer: "", score: 4 }),
    );
    expect(await read(room.book), "another attempt counts").to.deep.equal(await read(fresh));
    expect((await read(room.book)).map((entry) => entry.submission)).to.include(submission);
    await override(room.book, { submission, question: "q1", score: 0, reason: "copied", author: "Lee" });
    expect(await read(room.book), "and the first again").to.deep.equal(await read(fresh));
    expect((await read(room.book)).map((entry) => entry.submission)).not.to.include(submission);
    await fresh.close();
  });

  it("correlates as Pearson does", () => {
    expect(correlation([1, 2, 3, 4], [2, 4, 6, 9])).to.be.closeTo(11.5 / Math.sqrt(5 * 26.75), 1e-12);
    expect(correlation([1, 2], [2, 1])).to.be.closeTo(-1, 1e-12);
    expect(correlation([1, 1], [2, 1])).to.equal(null);
    expect(correlation([1], [2])).to.equal(null);
  });
});

describe("answers that are alike, at the desk", () => {
  let database: TestDatabase;
  let room: Classroom;
  let mentor: Visitor;
  const loop = (name: string) =>
    `function relu(values: number[]): number[] {\n  const ${name}: number[] = [];\n  for (const x of values) {\n    if (x > 0) ${name}.push(x);\n    else ${name}.push(0);\n  }\n  return ${name}; // by ${name}\n}`;

  before(async () => {
    database = await sqliteDatabase();
    const answers = [
      loop("first"),
      loop("second"),
      "function relu(values: number[]) {\n  return values.map(Math.abs);\n}",
    ];
    room = await openClassroom(
      database,
      answers.map((answer, index) => ({ name: `s${index}`, answer })),
    );
    mentor = new Visitor(room.server);
    await mentor.enter(room.server.invite("Mia"));
  });
  after(async () => {
    await room.close();
    await database.remove();
  });

  it("stand in groups that one comment serves, and side by side with what they share", async () => {
    const { csrf, page } = await mentor.form(`${base}/alike`);
    expect(page.match(/class="group"/g)).to.have.length(1);
    expect(page).to.include("2 answers");
    const action = page.match(/action="([^"]*\/groups\/[^"]*)"/)![1]!;
    for (const given of [2, 0]) {
      const answer = await mentor.post(action, [
        ["csrf", csrf],
        ["text", "One line with `map` does it"],
      ]);
      expect(answer.headers.get("location"), "said once").to.equal(`${base}/alike?given=${given}`);
    }
    const members = [...page.matchAll(/<a href="([^"]*\/s\/[0-9a-f]{12})"/g)].map(([, to]) => to!).slice(0, 2);
    for (const member of members) expect(await mentor.text(member)).to.include("One line with <code>map</code>");
    const codes = members.map((member) => member.split("/").at(-1));
    const evidence = await mentor.text(`${base}/alike/${codes.join("/")}`);
    expect(evidence.match(/<li class="alike">/g)!.length).to.be.at.least(10);
    expect((await mentor.get(`${base}/alike/${codes[0]}/ffffffffffff`)).status).to.equal(404);
  });
});
