// Oracle: what a mentor sees and does in real Chromium; axe-core's rules of WCAG 2.2 AA; the gradebook's standings.
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { expect } from "chai";
import { type Browser, chromium, type Page } from "playwright-core";
import { standings } from "../../../autograder/gradebook/index.ts";
import { inState } from "../../../cli/setup/paths.mjs";
import { findBrowser } from "../../browser/support/lab.ts";
import { sqliteDatabase, type TestDatabase } from "../gradebook/databases.ts";
import { type Classroom, openClassroom, Visitor } from "./classroom.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const base = "/a/small-steps/q1";
const pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
const vegaLite = "application/vnd.vegalite.v5+json";
const chart = {
  data: { values: [1, 2, 3].map((x) => ({ x, y: x * x })) },
  mark: "line",
  encoding: { x: { field: "x", type: "quantitative" }, y: { field: "y", type: "quantitative" } },
};
/** Specifications that would fetch, run or lead somewhere. */
const hostileCharts = [
  { data: { url: "https://evil.example/data.json" }, mark: "point" },
  {
    data: { values: [{ u: "https://evil.example/image.png" }] },
    mark: "image",
    encoding: { url: { field: "u", type: "nominal" } },
  },
  {
    data: { values: [{ a: 1 }] },
    transform: [{ calculate: "constructor.constructor('fetch(\"https://evil.example/run\")')()", as: "b" }],
    mark: "point",
    encoding: { href: { value: "javascript:alert(1)" }, x: { field: "b", type: "quantitative" } },
  },
  { mark: "</script><script>parent.hacked = 2</script>" },
];
const answer = `function relu(values: number[]): number[] {
  // keep what is positive
  const kept: number[] = [];
  for (const value of values) {
    if (value > 0) kept.push(value);
  }
  return kept;
}`;

async function findAsync<Value>(values: Value[], matches: (value: Value) => Promise<boolean>): Promise<Value> {
  for (const value of values) if (await matches(value)) return value;
  throw new Error("Expected one that matches");
}

describe("the mentor's desk in Chromium", function () {
  this.timeout(90_000);
  let database: TestDatabase;
  let room: Classroom;
  let browser: Browser;
  let page: Page;
  let mentorPage: Page;
  let lead: Visitor;
  const foreign: string[] = [];
  const note = (url: string, failure?: string) => {
    const ours = url.startsWith(`http://127.0.0.1:${room.server.port}/`) || url.startsWith("data:");
    if (failure !== "csp" && !ours) foreign.push(url);
  };

  before(async function () {
    const executablePath = findBrowser();
    if (!executablePath) return this.skip();
    database = await sqliteDatabase();
    const names = Array.from({ length: 20 }, (_, index) => `student-${index}`);
    room = await openClassroom(
      database,
      names.map((name) => ({
        name,
        answer,
        score: 2,
        message: "relu([-1, 2]) must be [0, 2]; the result has 1 entry, not 2.",
        outputs: [
          { output_type: "stream", name: "stdout", text: "[ 2, 3 ]\n" },
          { output_type: "display_data", data: { "image/png": pixel, "text/plain": "A picture" }, metadata: {} },
          {
            output_type: "display_data",
            data: { [vegaLite]: chart, "image/png": pixel, "text/plain": "Losses" },
            metadata: {},
          },
          ...(name === names[7] ? hostileCharts : []).map((spec) => ({
            output_type: "display_data" as const,
            data: { [vegaLite]: spec },
            metadata: {},
          })),
          {
            output_type: "display_data",
            data: {
              "text/html":
                '<b>bold</b><script>parent.hacked = 1; fetch("https://evil.example/")</script><img src="https://evil.example/x.png">',
            },
            metadata: {},
          },
        ],
      })),
    );
    lead = new Visitor(room.server);
    await lead.enter(room.server.invite("Lead"));
    const { csrf, version } = await lead.form(`${base}/rubric`);
    const items = [
      ["Right for positive numbers", "0.5"],
      ["Drops entries instead of clipping them", "-1"],
      ["Clear names", "0.5"],
    ];
    const fields = items.flatMap(([text, points]): [string, string][] => [
      ["id", ""],
      ["text", text!],
      ["points", points!],
    ]);
    await lead.post(`${base}/rubric`, [["csrf", csrf], ["version", version], ["start", "tests"], ...fields]);
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.setDefaultTimeout(20_000);
    // What our policy refuses never leaves the browser; it is told of as a request that failed for "csp".
    page.on("requestfailed", (request) => note(request.url(), request.failure()?.errorText));
    page.on("requestfinished", (request) => note(request.url()));
  });
  after(async () => {
    await browser?.close();
    await room?.close();
    await database?.remove();
  });

  const shot = async (name: string) => {
    mkdirSync(inState("screenshots"), { recursive: true });
    await page.screenshot({ path: join(inState("screenshots"), `review-${name}.png`), fullPage: true });
  };
  const accessible = async () => {
    await page.evaluate(axe);
    const found = (await page.evaluate(
      `axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], iframes: false }).then(({ violations }) =>
        violations.map(({ id, nodes }) => id + ": " + nodes.map(({ html }) => html.slice(0, 200)).join(" | ")))`,
    )) as string[];
    expect(found).to.deep.equal([]);
  };

  it("lets a mentor review an answer by keyboard alone, and keeps it", async () => {
    await page.goto(room.server.invite("Mia"));
    await page.goto(`http://127.0.0.1:${room.server.port}${base}`);
    await accessible();
    await shot("list");
    await page.getByText("Review the next one to do").focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/s\//);
    const first = page.url();
    expect(
      await page.evaluate(`document.querySelector('img[alt="A picture"]').naturalWidth`),
      "the picture is shown",
    ).to.equal(1);
    for (const key of ["2", "j", "j", "j", "j", "j", "c"]) await page.keyboard.press(key);
    await page.keyboard.type("Negative numbers must become `0`, not vanish: the length *stays*.");
    await page.keyboard.press("Escape");
    await page.keyboard.press("m");
    await page.keyboard.type("Nearly there.");
    await page.keyboard.press("Escape");
    expect(await page.locator("#score").textContent()).to.match(/^1\s+of 4 points, once saved/);
    await page.reload();
    expect(await page.locator("#draft").textContent()).to.include("What you had not saved is back");
    await accessible();
    await shot("desk");
    await page.keyboard.press("d");
    await page.keyboard.press("f");
    await page.keyboard.press("s");
    await page.waitForURL((url) => url.href !== first && /\/s\//.test(url.href));
    await page.keyboard.press("p");
    await page.waitForURL(first);
    await page.getByText("Negative numbers must become 0, not vanish: the length stays.").first().waitFor();
    const line = page.locator('li[data-line="5"] .shown');
    expect(await line.locator("em").textContent()).to.equal("stays");
    expect(await page.locator('[name="flagged"]').isChecked()).to.equal(true);
    expect(await page.locator("#draft").isVisible()).to.equal(false);
    await shot("reviewed");
    const scores = (await standings(room.book, room.id, room.version)).map(({ questions }) => questions.q1);
    expect(scores.sort()).to.deep.equal([1, ...Array(19).fill(2)]);
  });

  it("lets a mentor grade twenty answers of a question by keyboard alone", async () => {
    await page.goto(`http://127.0.0.1:${room.server.port}${base}?show=todo`);
    await page.getByText("Review the next one to do").focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/s\//);
    for (let left = 19; left > 0; left--) {
      const here = page.url();
      await page.keyboard.press(left % 2 ? "1" : "2");
      if (left % 3 === 0) {
        // The first comment that was written is offered again.
        for (const key of ["j", "j", "j", "b"]) await page.keyboard.press(key);
        await page.keyboard.type("must become");
        await page.keyboard.press("Enter");
        await page.keyboard.press("Escape");
      }
      await page.keyboard.press("s");
      // After the last there is none to go to.
      if (left > 1) await page.waitForURL((url) => url.href !== here && url.search === "");
      else await page.getByText("Saved by Mia, done.").waitFor();
    }
    expect(await page.locator("[data-number]").textContent()).to.match(/^(1|2\.5)$/);
    const scores = (await standings(room.book, room.id, room.version)).map(({ questions }) => questions.q1);
    expect(scores.sort()).to.deep.equal([...Array(10).fill(1), ...Array(10).fill(2.5)]);
    const list = await lead.text(base);
    expect(list).to.include("20 of 20");
    const codes = [...list.matchAll(/\/s\/([0-9a-f]{12})">Number/g)].map(([, code]) => code!);
    const pages = await Promise.all(codes.map((code) => lead.text(`${base}/s/${code}`)));
    expect(pages.filter((text) => text.includes("Negative numbers must become"))).to.have.length(20);
    const onLine = /data-line="3".*?Negative numbers must become.*?data-line="4"/s;
    expect(pages.filter((text) => onLine.test(text))).to.have.length(6);
    await page.goto(`http://127.0.0.1:${room.server.port}${base}/s/${codes[0]}`);
    await page.keyboard.press("b");
    await accessible();
    await shot("bank");
    await page.keyboard.press("Escape");
  });

  it("fits a narrow screen", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.evaluate("document.documentElement.scrollWidth")).to.be.at.most(390);
    await accessible();
    await shot("narrow");
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  it("runs nothing and fetches nothing of what students hand in", async () => {
    const codes = [...(await lead.text(base)).matchAll(/\/s\/([0-9a-f]{12})">Number/g)].map(([, code]) => code!);
    const hostile = await findAsync(codes, async (code) =>
      (await lead.text(`${base}/s/${code}`)).includes("/chart/q1/6"),
    );
    await page.goto(`http://127.0.0.1:${room.server.port}${base}/s/${hostile}`);
    // The frames were drawn, so whatever they would have run or fetched has had its turn.
    expect(await page.frameLocator("iframe:not(.chart)").locator("b").textContent()).to.equal("bold");
    const charts = page.locator("iframe.chart");
    expect(await charts.count()).to.equal(1 + hostileCharts.length);
    for (const index of hostileCharts.keys()) {
      await charts.nth(index + 1).scrollIntoViewIfNeeded();
      await charts
        .nth(index + 1)
        .contentFrame()
        .locator("#chart:not(:empty)")
        .waitFor();
    }
    await page.waitForTimeout(300);
    expect(await page.evaluate("window.hacked")).to.equal(undefined);
    expect(foreign).to.deep.equal([]);
  });

  it("draws charts live, without a network", async () => {
    const drawn = page.locator("iframe.chart").first();
    await drawn.scrollIntoViewIfNeeded();
    await drawn.contentFrame().locator("svg").waitFor();
    expect(await drawn.contentFrame().locator("svg .mark-line path").count()).to.equal(1);
    await page.waitForFunction(`document.querySelector("iframe.chart").offsetHeight !== 320`);
    await shot("charts");
  });

  it("shows two mentors who edit one answer what the other wrote, and loses nothing", async () => {
    const address = page.url();
    const others = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    const other = await others.newPage();
    await other.goto(room.server.invite("Noor"));
    await other.goto(address);
    const saved = (who: Page, name: string) => who.getByText(`Saved by ${name}, done.`).waitFor();
    for (const [who, text] of [
      [other, "Noor was here first."],
      [page, "Mia thinks otherwise."],
    ] as const) {
      await who.keyboard.press("m");
      await who.keyboard.type(text);
    }
    await other.keyboard.press("Control+Enter");
    await saved(other, "Noor");
    await page.keyboard.press("Control+Enter");
    await page.getByText("Noor saved this answer while you wrote").waitFor();
    await accessible();
    await shot("conflict");
    await page.keyboard.press("Control+Enter");
    await saved(page, "Mia");
    for (const text of ["Noor was here first.", "Mia thinks otherwise."])
      expect(await page.getByText(text).count(), text).to.be.greaterThan(0);
    await others.close();
  });

  it("loses nothing when the server restarts while a mentor writes", async () => {
    await page.keyboard.press("m");
    await page.keyboard.type("Written over a restart.");
    const { port } = room.server;
    await room.restart();
    expect(room.server.port).to.equal(port);
    await page.reload();
    expect(await page.locator("#new-comment").inputValue()).to.equal("Written over a restart.");
    await page.keyboard.press("Control+Enter");
    await page.getByText("Written over a restart.").first().waitFor();
    expect(await page.locator("#draft").isVisible()).to.equal(false);
  });

  it("gives pages of groups, of the student and of requests that everybody can use", async () => {
    const origin = `http://127.0.0.1:${room.server.port}`;
    const code = page.url().split("/").at(-1)!.split("?")[0];
    for (const [name, path] of [
      ["list-narrow", base],
      ["overview", "/overview/small-steps"],
      ["alike", `${base}/alike`],
      ["preview", `${base}/s/${code}/preview`],
      ["requests", "/requests"],
      ["questions", "/a/small-steps"],
    ] as const) {
      if (name === "list-narrow") await page.setViewportSize({ width: 390, height: 844 });
      await page.goto(origin + path);
      await accessible();
      await shot(name);
      expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth"), name).to.be.at.most(0);
      await page.setViewportSize({ width: 1280, height: 900 });
    }
    const students = await browser.newContext({ viewport: { width: 390, height: 844 } });
    const theirs = await students.newPage();
    const chief = new Visitor(room.server);
    await chief.enter(room.server.invite("Chief", "lead"));
    const { csrf } = await chief.form("/a/small-steps");
    const form: [string, string][] = [
      ["csrf", csrf],
      ["question", ""],
      ["action", "release"],
    ];
    await chief.post("/a/small-steps/releases", form);
    await theirs.goto(room.server.invite("student-7", "student"));
    await theirs.getByText("Small steps").click();
    await theirs.getByText("Ask for another look").first().waitFor();
    expect(await theirs.evaluate("document.documentElement.scrollWidth")).to.be.at.most(390);
    [page, mentorPage] = [theirs, page];
    await accessible();
    await shot("student-narrow");
    page = mentorPage;
    await students.close();
  });

  it("gives a rubric page that a mentor can use", async () => {
    await page.goto(`http://127.0.0.1:${room.server.port}${base}/rubric`);
    await accessible();
    await shot("rubric");
  });
});
