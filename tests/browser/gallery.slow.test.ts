// Oracle: what a student sees: every chart of tsgrad/viz drawn in real JupyterLab in Chromium, and what nbconvert makes of it.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import { type CodeCell, type Notebook, percentToNotebook, writeNotebook } from "../../autograder/notebook/index.ts";
import { inProject } from "../../cli/setup/paths.mjs";
import * as viz from "../../lib/viz/index.ts";
import { findBrowser, type Lab, openLab } from "./support/lab.ts";
import { type NotebookPage, openNotebook, until } from "./support/notebook.ts";

const source = readFileSync(inProject("docs", "gallery.ts"), "utf8");
const gallery = percentToNotebook(source);
const cells = codeOf(gallery);
/** Those after the set-up draw one chart or picture each. */
const charts = cells.slice(1);
const helpers = ["checkChart", "decimate", "pca", "tsne", "umap"];

describe("the gallery of charts", () => {
  it("has a cell for every chart there is", () => {
    const names = Object.entries(viz).filter(([name, value]) => typeof value === "function" && /^[a-z]/.test(name));
    const missing = names.filter(([name]) => !helpers.includes(name) && !source.includes(`viz.${name}(`));
    expect(missing.map(([name]) => name)).to.deep.equal([]);
    expect(charts.length).to.be.greaterThan(45);
  });

  describe("in JupyterLab", function () {
    this.timeout(400_000);
    let lab: Lab;
    let notebook: NotebookPage;

    before(async function () {
      const browser = findBrowser();
      if (!browser) return this.skip();
      lab = await openLab(browser, "gallery");
      lab.page.setDefaultTimeout(100_000);
      await writeNotebook(join(lab.folder, "gallery.ipynb"), gallery);
      notebook = await openNotebook(lab, "gallery.ipynb");
    });
    after(() => lab?.close());

    it("draws each of them", async () => {
      await notebook.press("Run all");
      await until(lab.page, async () => saved().every(({ execution_count }) => execution_count), 300, "the last cell");
      expect(
        saved().flatMap(({ outputs }) => outputs.filter(({ output_type }) => output_type === "error")),
      ).to.deep.equal([]);
      for (const [i, cell] of charts.entries()) {
        const place = notebook.output(i + 1);
        await place.scrollIntoViewIfNeeded();
        const drawn = place.locator("svg.marks, img").first();
        await drawn.waitFor();
        const box = await drawn.boundingBox();
        expect(box?.width, cell.source.toString()).to.be.greaterThan(150);
        expect(box?.height, cell.source.toString()).to.be.greaterThan(60);
        if (i % 4 === 0) await lab.screenshot(`gallery-${String(i).padStart(2, "0")}`);
      }
    });

    it("is seen in nbconvert's HTML without a network", async () => {
      execFileSync(
        inProject(".venv", "bin", "jupyter-nbconvert"),
        ["--to", "html", join(lab.folder, "gallery.ipynb")],
        {
          stdio: "ignore",
        },
      );
      const { page } = lab;
      await page.context().setOffline(true);
      try {
        await page.goto(pathToFileURL(join(lab.folder, "gallery.html")).href, { waitUntil: "domcontentloaded" });
        const sizes = await page.evaluate<number[]>(
          "[...document.querySelectorAll('.jp-OutputArea img')].map((image) => image.complete ? image.naturalWidth : 0)",
        );
        expect(sizes).to.have.length(charts.length);
        expect(sizes.filter((width) => width < 150)).to.deep.equal([]);
        await lab.screenshot("gallery-html");
      } finally {
        await page.context().setOffline(false);
      }
    });

    /** The notebook as the server has it; the page saves it now and then, and at once when asked. */
    function saved(): CodeCell[] {
      void lab.page.keyboard.press("Control+s");
      const text = readFileSync(join(lab.folder, "gallery.ipynb"), "utf8");
      return text.trimEnd().endsWith("}") ? codeOf(JSON.parse(text) as Notebook) : cells;
    }
  });
});

function codeOf(notebook: Notebook): CodeCell[] {
  return notebook.cells.filter((cell): cell is CodeCell => cell.cell_type === "code");
}
