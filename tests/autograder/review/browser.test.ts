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
const answer = `function relu(values: number[]): number[] {
  // keep what is positive
  const kept: number[] = [];
  for (const value of values) {
    if (value > 0) kept.push(value);
  }
  return kept;
}`;

describe("the mentor's desk in Chromium", function () {
  this.timeout(90_000);
  let database: TestDatabase;
  let room: Classroom;
  let browser: Browser;
  let page: Page;
  const foreign: string[] = [];
  const note = (url: string, failure?: string) => {
    const ours = url.startsWith(`http://127.0.0.1:${room.server.port}/`) || url.startsWith("data:");
    if (failure !== "csp" && !ours) foreign.push(url);
  };

  before(async function () {
    const executablePath = findBrowser();
    if (!executablePath) return this.skip();
    database = await sqliteDatabase();
    const names = ["ada", "bob", "cyd"];
    room = await openClassroom(
      database,
      names.map((name) => ({
        name,
        answer,
        score: 2,
        message: "relu([-1, 2]) must be [0, 2]; the result has 1 entry, not 2.",
        outputs: [
          { output_type: "stream", name: "stdout", text: "[ 2, 3 ]\n" },
          { output_type: "display_data", data: { "image/png": pixel, "text/plain": "A chart" }, metadata: {} },
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
    const lead = new Visitor(room.server);
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
      await page.evaluate(`document.querySelector('img[alt="A chart"]').naturalWidth`),
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
    expect(scores.sort()).to.deep.equal([1, 2, 2]);
  });

  it("fits a narrow screen", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.evaluate("document.documentElement.scrollWidth")).to.be.at.most(390);
    await accessible();
    await shot("narrow");
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  it("runs nothing and fetches nothing of what students hand in", async () => {
    // The frame was drawn, so whatever it would have run or fetched has had its turn.
    expect(await page.frameLocator("iframe").locator("b").textContent()).to.equal("bold");
    await page.waitForTimeout(300);
    expect(await page.evaluate("window.hacked")).to.equal(undefined);
    expect(foreign).to.deep.equal([]);
  });

  it("gives a rubric page that a mentor can use", async () => {
    await page.goto(`http://127.0.0.1:${room.server.port}${base}/rubric`);
    await accessible();
    await shot("rubric");
  });
});
