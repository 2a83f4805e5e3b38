// Oracle: what a student sees: real JupyterLab, as `npm start` starts it, in real Chromium.
import { expect } from "chai";
import { findBrowser, type Lab, openLab, writeCells } from "./support/lab.ts";
import { type NotebookPage, openNotebook, textOf, until } from "./support/notebook.ts";

const cells = {
  answer: "const answer: number = 6 * 7;\nanswer",
  complete: "answer.to",
  inspect: "answer",
  error: 'function half(n: number): number {\n  throw new RangeError("boom");\n}\nhalf(answer)',
  input: 'const name = prompt("Your name: ");\nconsole.log("Hello", name)',
  chart: `import { LiveChart } from "tsgrad/viz";
const chart = new LiveChart({ x: "step", panels: { loss: "loss" } });
for (let step = 0; step < 60; step++) {
  chart.add(step, { loss: { train: 1 / (step + 1) } });
  await new Promise((resolve) => setTimeout(resolve, 1000));
}`,
  progress: `for (const step of progress(Array(500).keys(), { total: 500, label: "steps" })) {
  await new Promise((resolve) => setTimeout(resolve, 50));
}`,
  forever: "let rounds = 0;\nwhile (true) { rounds++ }",
  survived: "[rounds > 0, answer]",
  forgotten: "answer",
};
const at = (name: keyof typeof cells) => Object.keys(cells).indexOf(name);

describe("JupyterLab in Chromium", function () {
  this.timeout(120_000);
  let lab: Lab;
  let notebook: NotebookPage;

  before(async function () {
    const browser = findBrowser();
    if (!browser) return this.skip();
    lab = await openLab(browser, "notebook");
    writeCells(lab.folder, "cells.ipynb", Object.values(cells));
    notebook = await openNotebook(lab, "cells.ipynb");
  });
  after(() => lab?.close());
  afterEach(async function () {
    await lab?.screenshot(`notebook ${this.currentTest?.title}`.replace(/\W+/g, "-"));
  });

  it("opens the notebook with the TypeScript kernel", async () => {
    expect(await textOf(lab.page.locator(".jp-NotebookPanel-toolbar"))).to.contain("TypeScript (tsgrad)");
  });

  it("runs a cell", async () => {
    expect(await notebook.run(at("answer"))).to.contain("42");
  });

  it("completes a name on Tab", async () => {
    await notebook.editAtEnd(at("complete"));
    await lab.page.keyboard.press("Tab");
    const completer = lab.page.locator(".jp-Completer:not(.lm-mod-hidden)");
    await completer.getByText("toFixed").first().waitFor();
    await lab.screenshot("notebook-completion");
    await lab.page.keyboard.press("Escape");
  });

  it("shows help on Shift+Tab", async () => {
    await notebook.editAtEnd(at("inspect"));
    await lab.page.keyboard.press("Shift+Tab");
    const tooltip = lab.page.locator(".jp-Tooltip");
    await tooltip.waitFor();
    expect(await textOf(tooltip)).to.contain("const answer: number");
    await lab.screenshot("notebook-help");
    await lab.page.keyboard.press("Escape");
  });

  it("shows an error in the cell's own lines", async () => {
    const text = await notebook.run(at("error"));
    expect(text).to.contain("RangeError: boom").and.contain("half").and.contain("throw new RangeError");
    expect(text).not.to.match(/node_modules|kernel\/|node:internal/);
  });

  it("asks for input", async () => {
    await notebook.start(at("input"));
    const field = notebook.output(at("input")).locator("input");
    await field.waitFor();
    await lab.screenshot("notebook-input");
    await field.fill("Ada");
    await field.press("Enter");
    await notebook.ended(at("input"));
    expect(await textOf(notebook.output(at("input")))).to.contain("Hello Ada");
  });

  it("draws a chart that moves while the cell runs", async () => {
    const line = notebook.output(at("chart")).locator("svg .mark-line path");
    await notebook.start(at("chart"));
    await line.first().waitFor();
    const first = await line.first().getAttribute("d");
    const moved = async () => (await line.first().getAttribute("d")) !== first;
    await until(lab.page, moved, 30, "the line to change");
    expect(await notebook.isRunning(at("chart")), "the line moved while the cell ran").to.equal(true);
    await notebook.press("Interrupt");
    await notebook.ended(at("chart"));
  });

  it("shows a progress bar that moves while the cell runs", async () => {
    const output = notebook.output(at("progress"));
    await notebook.start(at("progress"));
    await output.getByText("steps").waitFor();
    const first = await textOf(output);
    await until(lab.page, async () => (await textOf(output)) !== first, 30, "the bar to move");
    await lab.screenshot("notebook-progress");
    expect(await notebook.isRunning(at("progress")), "the bar moved while the cell ran").to.equal(true);
    await notebook.press("Interrupt");
    await notebook.ended(at("progress"));
  });

  it("stops an endless loop by the stop button, and keeps the variables", async () => {
    await notebook.start(at("forever"));
    await until(lab.page, () => notebook.isRunning(at("forever")), 10, "the cell to start");
    await lab.page.waitForTimeout(500);
    await notebook.press("Interrupt");
    await notebook.ended(at("forever"));
    expect(await textOf(notebook.output(at("forever")))).to.contain("Interrupt");
    expect(await notebook.run(at("survived"))).to.match(/true.*42/s);
  });

  it("starts anew by the restart button", async () => {
    await notebook.press("Restart");
    await notebook.idle();
    expect(await notebook.run(at("forgotten"))).to.match(/answer is not defined|Cannot find name 'answer'/);
  });
});
