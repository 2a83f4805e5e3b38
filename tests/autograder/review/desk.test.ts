// Oracle: sums by hand; what a browser without scripts gets by real HTTP; the same on SQLite and PostgreSQL.
import { expect } from "chai";
import { audit, backup, openGradebook, override, restore, standings } from "../../../autograder/gradebook/index.ts";
import { hasPostgres, postgresDatabase, sqliteDatabase, type TestDatabase } from "../gradebook/databases.ts";
import { type Classroom, openClassroom, Visitor } from "./classroom.ts";

const base = "/a/small-steps/q1";
const relu = "function relu(values: number[]): number[] {\n  return values;\n}";
const students = ["ada", "bob", "cyd", "dan", "eve"].map((name, index) => ({
  name,
  answer: `${relu}\n// by someone ${index}`,
  score: 2,
}));

for (const [name, create] of [
  ["SQLite", sqliteDatabase],
  ...(hasPostgres ? [["PostgreSQL", postgresDatabase] as const] : []),
] as const) {
  describe(`the mentor's desk on ${name}`, function () {
    this.timeout(60_000);
    let database: TestDatabase;
    let room: Classroom;
    let mentor: Visitor;
    let other: Visitor;

    before(async () => {
      database = await create();
      room = await openClassroom(database, students);
      mentor = new Visitor(room.server);
      other = new Visitor(room.server);
      await mentor.enter(room.server.invite("Mia"));
      await other.enter(room.server.invite("Noor"));
    });
    after(async () => {
      await room.close();
      await database.remove();
    });
    afterEach(() => expect(room.troubles).to.deep.equal([]));

    const codes = async () =>
      [...(await mentor.text(base)).matchAll(/\/s\/([0-9a-f]{12})">Number/g)].map(([, code]) => code!);
    const desk = (code: string) => `${base}/s/${code}`;
    const pointsOf = async () => {
      const rows = await standings(room.book, room.id, room.version);
      return Object.fromEntries(rows.map(({ submission, questions }) => [submission, questions.q1]));
    };
    /** Which submission a code stands for, by the line its author wrote. */
    const submissionOf = async (code: string) => {
      const index = Number((await mentor.text(desk(code))).match(/by someone (\d)/)![1]);
      return room.submissions.get(students[index]!.name)!;
    };
    const save = async (who: Visitor, path: string, fields: [string, string][], action = "done") => {
      const { csrf, version } = await who.form(path);
      return who.post(path, [["csrf", csrf], ["version", version], ["action", action], ...fields]);
    };
    const rubric = (items: [id: string, text: string, points: string][], start: string): [string, string][] => [
      ["start", start],
      ...items.flatMap(([id, text, points]): [string, string][] => [
        ["id", id],
        ["text", text],
        ["points", points],
      ]),
    ];

    it("leads from the assignments to the questions and the submissions, without a name", async () => {
      expect(await mentor.text("/"))
        .to.include('href="/a/small-steps"')
        .and.to.include("Small steps");
      expect(await mentor.text("/a/small-steps"))
        .to.include(`href="${base}"`)
        .and.to.include("0 of 5");
      const page = await mentor.text(base);
      expect(await codes()).to.have.length(5);
      expect(await codes(), "the order stays").to.deep.equal(await codes());
      for (const { name: student } of students) expect(page).not.to.include(student);
      for (const code of await codes())
        for (const { name: student } of students)
          expect(await mentor.text(desk(code))).not.to.match(new RegExp(`\\b${student}\\b`));
      const orders = await Promise.all(["q1", "q2"].map((question) => mentor.text(`/a/small-steps/${question}`)));
      expect(orders[1]).not.to.include((await codes())[0]!);
    });

    it("shows the answer beside the solution, the tests with their titles and messages, notes and differences", async () => {
      const page = await mentor.text(desk((await codes())[0]!));
      expect(page).to.include("return values;").and.to.include("values.map((value) =&gt; Math.max(0, value))");
      for (const test of room.assignment.questions[0]!.tests)
        expect(page).to.include(test.title.replaceAll("'", "&#39;"));
      expect(page).to.include("hidden</span>").and.to.include("Expected 0 for -1");
      expect(page).to.include("Mentors: ask why <code>Math.max</code>");
      expect(page).to.include("<ins>+   return values;");
      expect(page).to.include("<del>−   return values.map");
      expect(page).to.include("The tests gave 2.");
    });

    it("gives everybody the points of the rubric, and new ones when it changes, but keeps a person's own", async () => {
      const [first, second, third, fourth] = (await codes()) as [string, string, string, string];
      expect(
        (
          await save(
            mentor,
            `${base}/rubric`,
            rubric(
              [
                ["", "Elegant", "1"],
                ["", "No comment", "-0,5"],
                ["", "Great", "9"],
              ],
              "tests",
            ),
          )
        ).status,
      ).to.equal(303);
      expect(
        (
          await save(mentor, desk(first), [
            ["item", "i1"],
            ["item", "i2"],
          ])
        ).headers.get("location"),
      ).to.include(`/s/${second}?saved=${first}`);
      await save(mentor, desk(second), [["item", "i3"]]);
      await save(mentor, desk(third), [
        ["item", "i1"],
        ["points", "0.25"],
        ["reason", "copied from the lecture"],
      ]);
      await save(mentor, desk(fourth), [["item", "i1"]], "open");
      const ids = await Promise.all([first, second, third, fourth].map(submissionOf));
      const scores = async () => {
        const points = await pointsOf();
        return ids.map((id) => points[id]);
      };
      expect(await scores(), "2 + 1 - 0.5; capped at 4; a person's; begun only").to.deep.equal([2.5, 4, 0.25, 2]);
      const changed = await save(
        mentor,
        `${base}/rubric`,
        rubric(
          [
            ["i1", "Elegant", "0.5"],
            ["i3", "Great", "1"],
          ],
          "zero",
        ),
      );
      expect(changed.headers.get("location")).to.equal(`${base}/rubric?repointed=2`);
      expect(await scores(), "0 + 0.5; 0 + 1").to.deep.equal([0.5, 1, 0.25, 2]);
      await save(
        mentor,
        `${base}/rubric`,
        rubric(
          [
            ["i1", "Elegant", "-1"],
            ["i3", "Great", "-5"],
          ],
          "full",
        ),
      );
      expect(await scores(), "4 - 1; never below 0").to.deep.equal([3, 0, 0.25, 2]);
      await override(room.book, {
        submission: ids[0]!,
        question: "q1",
        score: 1.5,
        reason: "by command",
        author: "lead",
      });
      await save(mentor, `${base}/rubric`, rubric([["i1", "Elegant", "1"]], "tests"));
      expect(await scores(), "a command's score stays too").to.deep.equal([1.5, 2, 0.25, 2]);
      expect(await audit(room.book)).to.include({ ok: true });
      expect(await mentor.text("/a/small-steps")).to.include("3 of 5");
    });

    it("keeps what both wrote when two mentors save the same answer", async () => {
      const code = (await codes())[4]!;
      const [mine, theirs] = [await mentor.form(desk(code)), await other.form(desk(code))];
      const write = (form: typeof mine, text: string): [string, string][] => [
        ["csrf", form.csrf],
        ["version", form.version],
        ["action", "done"],
        ["comment-cell", "q1"],
        ["comment-line", "2"],
        ["comment-text", text],
      ];
      expect((await other.post(desk(code), write(theirs, "Noor: *negative* numbers?"))).status).to.equal(303);
      const refused = await mentor.post(desk(code), write(mine, "Mia: the input comes back"));
      expect(refused.status).to.equal(409);
      const page = await refused.text();
      expect(page).to.include("Noor saved this answer while you wrote");
      expect(page)
        .to.include("Mia: the input comes back</textarea>")
        .and.to.include("Noor: *negative* numbers?</textarea>");
      expect(await mentor.text(desk(code)), "nothing was changed").not.to.include("Mia: the input");
      const version = page.match(/name="version" value="(\d+)"/)![1]!;
      const both: [string, string][] = [
        ...write({ ...mine, version }, "Mia: the input comes back"),
        ["comment-cell", "q1"],
        ["comment-line", "2"],
        ["comment-text", "Noor: *negative* numbers?"],
      ];
      expect((await mentor.post(desk(code), both)).status).to.equal(303);
      const now = await other.text(desk(code));
      expect(now).to.include("Noor: <em>negative</em> numbers?").and.to.include("Mia: the input comes back");
    });

    it("keeps what both wrote when two mentors change the rubric", async () => {
      const [mine, theirs] = [await mentor.form(`${base}/rubric`), await other.form(`${base}/rubric`)];
      const write = (form: typeof mine, text: string): [string, string][] => [
        ["csrf", form.csrf],
        ["version", form.version],
        ...rubric([["", text, "1"]], "tests"),
      ];
      expect((await other.post(`${base}/rubric`, write(theirs, "Noor's item"))).status).to.equal(303);
      const refused = await mentor.post(`${base}/rubric`, write(mine, "Mia's item"));
      expect(refused.status).to.equal(409);
      expect(await refused.text())
        .to.include("Mia&#39;s item")
        .and.to.include("Noor&#39;s item");
    });

    it("says what is wrong with a form and gives back what was written", async () => {
      const path = desk((await codes())[1]!);
      for (const [points, reason, words] of [
        ["2", "", "need a reason"],
        ["many", "x", "must be a number"],
        ["-1", "x", "must be a number"],
      ] as const) {
        const answer = await save(mentor, path, [
          ["points", points],
          ["reason", reason],
          ["comment-cell", ""],
          ["comment-line", ""],
          ["comment-text", "Kept & safe"],
        ]);
        expect(answer.status).to.equal(422);
        expect(await answer.text())
          .to.include(words)
          .and.to.include("Kept &amp; safe</textarea>");
      }
      expect(await mentor.text(path)).not.to.include("Kept &amp; safe");
    });

    it("filters by flag and state, and remembers flags", async () => {
      const code = (await codes())[2]!;
      await save(mentor, desk(code), [
        ["flagged", "1"],
        ["points", "1"],
        ["reason", "half"],
      ]);
      const flagged = await mentor.text(`${base}?show=flagged`);
      expect([...flagged.matchAll(/>Number \d+</g)]).to.have.length(1);
      expect(flagged).to.include("⚑ flagged").and.to.include("Flagged (1)");
      expect(await mentor.text(`${base}?show=todo`)).to.include("To do (1)");
    });

    it("is part of a backup", async () => {
      const target = await sqliteDatabase();
      const file = `${target.url}.gz`;
      await backup(room.book, file);
      const copy = await openGradebook(target.url);
      await restore(copy, file);
      for (const table of ["reviews", "rubrics"] as const) {
        const [kept, restored] = await Promise.all(
          [room.book, copy].map(({ db }) => db.selectFrom(table).selectAll().orderBy("id").execute()),
        );
        expect(kept).to.have.length.greaterThan(0);
        expect(restored).to.deep.equal(kept);
      }
      expect(await audit(copy)).to.include({ ok: true });
      await copy.close();
      await target.remove();
    });

    it("saves, and does nothing else, where Enter is pressed in a field", async () => {
      // Browsers take a form's first submit button for that.
      const page = await mentor.text(desk((await codes())[0]!));
      const form = page.slice(page.indexOf("<form"), page.indexOf("</form>"));
      const first = [...form.matchAll(/<button(?! type="button")([^>]*)>/g)][0]![1]!;
      expect(first).to.include('name="action" value="done"');
    });

    it("answers 404 where nothing is", async () => {
      for (const path of [
        "/a/none",
        "/a/small-steps/none",
        `${base}/s/ffffffffffff`,
        "/a/small-steps/none/rubric",
        "/etc/passwd",
      ])
        expect((await mentor.get(path)).status, path).to.equal(404);
    });
  });
}
