// Oracle: what a student sees of the first lesson in real JupyterLab and Chromium, and the notebook it saves.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { type Notebook, percentToNotebook, writeNotebook } from "../../autograder/notebook/index.ts";
import { lessonNames } from "../../cli/setup/lessons.ts";
import { inProject } from "../../cli/setup/paths.mjs";
import { findBrowser, type Lab, openLab, writeCells } from "./support/lab.ts";
import { type NotebookPage, openNotebook, textOf, until } from "./support/notebook.ts";

const percent = /\d+\.\d %/;

describe("the first lesson in JupyterLab", function () {
  this.timeout(600_000);
  const [name = ""] = lessonNames();
  const lesson = percentToNotebook(readFileSync(inProject("course", name, "lesson.ts"), "utf8"));
  const [training = "", accuracy = ""] = codeOf(lesson).map(({ source }) => source);
  let lab: Lab;

  before(async function () {
    const browser = findBrowser();
    if (!browser) return this.skip();
    lab = await openLab(browser, "lesson");
    // While the processors compute and the page draws, it is slow to answer.
    lab.page.setDefaultTimeout(200_000);
  });
  after(() => lab?.close());

  /** Waits for the chart of a running cell to be drawn, and to be drawn differently. */
  async function chartMoves(notebook: NotebookPage, index: number): Promise<void> {
    const line = notebook.output(index).locator("svg .mark-line path").first();
    await line.waitFor({ timeout: 60_000 });
    const first = await line.getAttribute("d");
    await until(lab.page, async () => (await line.getAttribute("d")) !== first, 60, "the chart to move");
  }

  it("ends a training by the stop button; the variables survive, and training again works", async () => {
    const long = 'train(firstModel, { epochs: 300, lr: 0.01, title: "Too long" });';
    const again = 'train(firstModel, { epochs: 1, lr: 0.01, title: "Again" });';
    writeCells(lab.folder, "stop.ipynb", [training, long, accuracy, again, accuracy]);
    const notebook = await openNotebook(lab, "stop.ipynb");
    await notebook.start(0);
    await notebook.ended(0, 200);
    await notebook.start(1);
    await chartMoves(notebook, 1);
    await lab.screenshot("lesson-training");
    expect(await notebook.isRunning(1), "the chart moved while the cell ran").to.equal(true);
    await notebook.press("Interrupt");
    await notebook.ended(1, 200);
    expect(await textOf(notebook.output(1))).to.contain("InterruptError");
    await lab.screenshot("lesson-stopped");
    expect(await notebook.run(2)).to.match(percent);
    expect(await notebook.run(3)).not.to.contain("Error");
    expect(Number.parseFloat(await notebook.run(4))).to.be.greaterThan(70);
  });

  it("runs all cells without an error, draws, and saves", async () => {
    const file = `${name}.ipynb`;
    await writeNotebook(join(lab.folder, file), lesson);
    const notebook = await openNotebook(lab, file);
    await lab.screenshot("lesson-opened");
    await lab.page.evaluate(watchLines);
    await notebook.press("Run all");
    const started = Date.now();
    await until(
      lab.page,
      async () => (await saved()).every(({ execution_count }) => execution_count),
      400,
      "the last cell",
    );
    console.log(`      all cells: ${((Date.now() - started) / 1000).toFixed(0)} s`);
    // A fast machine trains the first network in a second: every state of its chart was written down as it was drawn.
    const drawn = await lab.page.evaluate<number>("linesDrawn.size");
    expect(drawn, "states of the charts").to.be.greaterThan(5);
    const outputs = (await saved()).flatMap(({ outputs }) => outputs);
    expect(outputs.filter(({ output_type }) => output_type === "error")).to.deep.equal([]);
    await lab.screenshot("lesson-end");

    async function saved() {
      await lab.page.keyboard.press("Control+s");
      for (;;) {
        await lab.page.waitForTimeout(2000);
        const text = readFileSync(join(lab.folder, file), "utf8");
        // The server is writing it.
        if (text.endsWith("}\n") || text.endsWith("}")) return codeOf(JSON.parse(text) as Notebook);
      }
    }
  });
});

/** In the page: notes each different line that a chart draws. */
const watchLines = `
  window.linesDrawn = new Set();
  const note = () => {
    for (const line of document.querySelectorAll("svg .mark-line path")) linesDrawn.add(line.getAttribute("d"));
  };
  new MutationObserver(note).observe(document.body, { subtree: true, childList: true, attributeFilter: ["d"] });
`;

function codeOf(notebook: Notebook) {
  return notebook.cells.filter((cell) => cell.cell_type === "code");
}
