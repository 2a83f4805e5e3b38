// Oracle: the table of who may open what, written here by hand and asked by real HTTP of every route that the application has.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { audit, publish, publishedFeedback } from "../../../autograder/gradebook/index.ts";
import { Access, reviewApp, serveReview } from "../../../autograder/review/index.ts";
import { preferred } from "../../../autograder/review/words.ts";
import { sqliteDatabase, type TestDatabase } from "../gradebook/databases.ts";
import { type Classroom, openClassroom, Visitor } from "./classroom.ts";

const base = "/a/small-steps/q1";

/**
 * Route, and what a student, a mentor and a lead get; CODE stands for an answer. 409 was let in: the test writes to
 * version 0, which a line before has changed.
 */
const table: Record<string, [path: string, student: number, mentor: number, lead: number]> = {
  "GET /": ["/", 200, 200, 200],
  "GET /me/:assignment": ["/me/small-steps", 200, 403, 403],
  "POST /me/:assignment/:question/messages": ["/me/small-steps/q1/messages", 303, 403, 403],
  "GET /requests": ["/requests", 403, 200, 200],
  "GET /overview/:assignment": ["/overview/small-steps", 403, 200, 200],
  "GET /overview/:assignment/chart/:name": ["/overview/small-steps/chart/points", 403, 200, 200],
  "GET /overview/:assignment/grades.csv": ["/overview/small-steps/grades.csv", 403, 403, 200],
  "POST /a/:assignment/:question/assign": [`${base}/assign`, 403, 303, 303],
  "POST /a/:assignment/:question/s/:code/assign": [`${base}/s/CODE/assign`, 403, 303, 303],
  "GET /a/:assignment": ["/a/small-steps", 403, 200, 200],
  "POST /a/:assignment/releases": ["/a/small-steps/releases", 403, 403, 303],
  "GET /a/:assignment/:question": [base, 403, 200, 200],
  "GET /a/:assignment/:question/rubric": [`${base}/rubric`, 403, 200, 200],
  "POST /a/:assignment/:question/rubric": [`${base}/rubric`, 403, 303, 409],
  "GET /a/:assignment/:question/alike": [`${base}/alike`, 403, 200, 200],
  "GET /a/:assignment/:question/alike/:a/:b": [`${base}/alike/CODE/CODE`, 403, 200, 200],
  "POST /a/:assignment/:question/groups/:code": [`${base}/groups/CODE`, 403, 303, 303],
  "GET /a/:assignment/:question/s/:code": [`${base}/s/CODE`, 403, 200, 200],
  "POST /a/:assignment/:question/s/:code": [`${base}/s/CODE`, 403, 409, 409],
  "GET /a/:assignment/:question/s/:code/preview": [`${base}/s/CODE/preview`, 403, 200, 200],
  "POST /a/:assignment/:question/s/:code/messages": [`${base}/s/CODE/messages`, 403, 303, 303],
  "GET /a/:assignment/:question/s/:code/chart/:cell/:output": [`${base}/s/CODE/chart/q1/0`, 403, 200, 200],
};
/** What anybody may fetch: our own scripts and styles, and the entrance. */
const open = ["GET /enter", "GET /style.css", "GET /desk.js", "GET /charts/:name"];

describe("who may open what at the desk", function () {
  this.timeout(60_000);
  let database: TestDatabase;
  let room: Classroom;
  let [student, mentor, lead, stranger]: Visitor[] = [];
  let code: string;

  before(async () => {
    database = await sqliteDatabase();
    const chart = { "application/vnd.vegalite.v5+json": { mark: "point" } };
    room = await openClassroom(
      database,
      ["ada", "bob"].map((name) => ({
        name,
        answer: `function relu(values: number[]): number[] {\n  return values.map((v) => (v > 0 ? v : 0)); // ${name}'s own\n}`,
        score: 2,
        message: `for ${name}`,
        outputs: [{ output_type: "display_data", data: chart, metadata: {} }],
      })),
    );
    [student, mentor, lead, stranger] = Array.from({ length: 4 }, () => new Visitor(room.server));
    await student!.enter(room.server.invite("ada", "student"));
    await mentor!.enter(room.server.invite("Mia"));
    await lead!.enter(room.server.invite("Lee", "lead"));
    code = (await mentor!.text(base)).match(/\/s\/([0-9a-f]{12})"/)![1]!;
  });
  after(async () => {
    await room.close();
    await database.remove();
  });

  const csrfOf = async (who: Visitor) => {
    const row = await room.book.db.selectFrom("sessions").selectAll().execute();
    const name = who === student ? "ada" : who === mentor ? "Mia" : "Lee";
    return row.find(({ author }) => author === name)!.csrf;
  };
  const setReleased = async (action: "release" | "withdraw", question: string) =>
    lead!.post("/a/small-steps/releases", [
      ["csrf", await csrfOf(lead!)],
      ["question", question],
      ["action", action],
    ]);

  it("knows every route", () => {
    const app = reviewApp(room.book, { access: new Access(room.book), origins: () => [], bundles: "" });
    const routes = app.routes.filter(({ method }) => method !== "ALL").map(({ method, path }) => `${method} ${path}`);
    expect([...new Set(routes)].sort()).to.deep.equal([...open, ...Object.keys(table)].sort());
  });

  it("holds for every route and role", async () => {
    await setReleased("release", "q1");
    for (const [name, [path, ...expected]] of Object.entries(table)) {
      const address = path.replaceAll("CODE", code);
      const post = name.startsWith("POST");
      expect((await (post ? stranger!.post(address, []) : stranger!.get(address))).status, `${name}, nobody`).to.equal(
        401,
      );
      for (const [index, who] of [student!, mentor!, lead!].entries()) {
        const fields: [string, string][] = [
          ["csrf", await csrfOf(who)],
          ["version", "0"],
          ["action", "release"],
          ["question", "q1"],
          ["text", name.endsWith("rubric") ? "" : "Why?"],
        ];
        const response = await (post ? who.post(address, fields) : who.get(address));
        expect(response.status, `${name}, ${["student", "mentor", "lead"][index]}`).to.equal(expected[index]);
        if (response.status === 403) expect(await response.text()).not.to.match(/relu|Small steps/);
        if (post) expect((await who.post(address, [])).status, `${name} without its token`).to.equal(403);
      }
    }
    expect(await audit(room.book)).to.include({ ok: true });
  });

  it("shows a student their own released work and nothing else", async () => {
    const page = await student!.text("/me/small-steps");
    expect(page).to.include("ada&#39;s own").and.to.include("for ada").and.to.include("2 of 4 points");
    expect(page, "nobody else's work").not.to.match(/bob/);
    expect(page, "no hidden test's title, no solution").not.to.match(/CANARY|Math\.max/);
    expect(page).to.include("Not released yet: q2").and.not.to.include('id="question-q2"');
    const refused = await student!.post("/me/small-steps/q2/messages", [
      ["csrf", await csrfOf(student!)],
      ["text", "and this?"],
    ]);
    expect(refused.status).to.equal(404);
    await setReleased("withdraw", "q1");
    expect((await student!.get("/me/small-steps")).status).to.equal(404);
    expect(await student!.text("/")).to.include("Nothing was released");
    await setReleased("release", "");
    expect(await student!.text("/me/small-steps")).to.include('id="question-q2"');
  });

  it("shows a student comments of reviews that are done, as the preview does", async () => {
    const own = [...(await mentor!.text(base)).matchAll(/\/s\/([0-9a-f]{12})">Number/g)].map(([, each]) => each!);
    const pages = await Promise.all(own.map((each) => mentor!.text(`${base}/s/${each}`)));
    const path = `${base}/s/${own[pages.findIndex((page) => page.includes("ada&#39;s own"))]}`;
    const say = async (action: string, text: string) => {
      const { csrf, version } = await mentor!.form(path);
      const comment: [string, string][] = [
        ["comment-cell", "q1"],
        ["comment-line", "2"],
        ["comment-text", text],
      ];
      expect(
        (await mentor!.post(path, [["csrf", csrf], ["version", version], ["action", action], ...comment])).status,
      ).to.equal(303);
    };
    await say("open", "A *thought*");
    expect(await student!.text("/me/small-steps")).not.to.include("thought");
    await say("done", "Why $\\max$? <script>x</script>");
    for (const page of [await student!.text("/me/small-steps"), await mentor!.text(`${path}/preview`)]) {
      expect(page).to.include("<math").and.to.include("&lt;script&gt;");
      expect(page).not.to.match(/CANARY|Math\.max/);
    }
  });

  it("puts released comments into the feedback that is handed out as files", async () => {
    await publish(room.book, room.id, room.version);
    const said = async () => {
      const all = await publishedFeedback(room.book, room.id);
      const { questions } = all.find(({ student }) => student === "ada")!;
      return questions.find(({ name }) => name === "q1")!.comments ?? [];
    };
    expect(await said()).to.deep.equal(["Cell q1, line 2: Why $\\max$? <script>x</script>"]);
    await setReleased("withdraw", "q1");
    expect(await said()).to.deep.equal([]);
    await setReleased("release", "q1");
  });

  it("speaks Korean to students who want it", async () => {
    const korean = await (
      await student!.get("/me/small-steps", { "accept-language": "ko-KR,ko;q=0.9,en;q=0.8" })
    ).text();
    expect(korean).to.include('<html lang="ko">').and.to.include("4점 중 2점").and.to.include("✗ 실패");
    expect(korean).to.include('href="/me/small-steps?lang=en"');
    const english = "Question|points|Tests|passed|failed|hidden|Send|Ask for|released|assignments";
    expect(korean.replace(/<[^>]*>/g, " ").match(new RegExp(english, "g")), "no English is left").to.equal(null);
    const chosen = await student!.get("/me/small-steps?lang=ko");
    expect(chosen.headers.get("set-cookie")).to.match(/^tsgrad-language=ko;.*HttpOnly/);
    expect(await student!.text("/me/small-steps")).to.include('<html lang="en">');
    expect(await (await mentor!.get("/", { "accept-language": "ko" })).text()).to.include('<html lang="en">');
    expect(preferred("fr, en;q=0.2, ko;q=0.7")).to.equal("ko");
    expect(["", "fr", "*;q=x", "constructor"].map(preferred)).to.deep.equal(["en", "en", "en", "en"]);
  });

  it("carries a student's question to the mentors and the answer back, without their name", async () => {
    const ask = async (text: string) =>
      (
        await student!.post("/me/small-steps/q2/messages", [
          ["csrf", await csrfOf(student!)],
          ["text", text],
        ])
      ).status;
    expect(await ask("My sum is right")).to.equal(303);
    const requests = await mentor!.text("/requests");
    expect(requests)
      .to.include("My sum is right")
      .and.not.to.match(/\bada\b/);
    const path = requests.match(/href="(\/a\/small-steps\/q2\/s\/[0-9a-f]{12})#thread"/)![1]!;
    expect(await mentor!.text(path))
      .to.include("My sum is right")
      .and.not.to.match(/>ada,/);
    await mentor!.post(`${path}/messages`, [
      ["csrf", await csrfOf(mentor!)],
      ["text", "You are right"],
    ]);
    expect(await student!.text("/me/small-steps")).to.include("You are right");
    expect(await mentor!.text("/requests")).not.to.include("My sum is right");
    for (let turn = 0; turn < 3; turn++) expect(await ask("And now?")).to.equal(303);
    expect(await ask("Hello?"), "patience").to.equal(422);
  });

  it("keeps sessions over a restart of the server, and ends those that are over", async () => {
    const bundles = mkdtempSync(join(tmpdir(), "tsgrad-review-"));
    const again = await serveReview(room.book, { port: 0, bundles });
    const returning = new Visitor(again);
    returning.cookie = mentor!.cookie;
    const { csrf, version } = await returning.form(`${base}/s/${code}`);
    const saved = await returning.post(`${base}/s/${code}`, [
      ["csrf", csrf],
      ["version", version],
      ["action", "done"],
    ]);
    expect(saved.status).to.equal(303);
    await room.book.db
      .updateTable("sessions")
      .set({ expires: "2020-01-01T00:00:00.000Z" })
      .where("author", "=", "Mia")
      .execute();
    expect((await returning.get(base)).status).to.equal(401);
    await again.close();
    rmSync(bundles, { recursive: true, force: true });
  });
});
