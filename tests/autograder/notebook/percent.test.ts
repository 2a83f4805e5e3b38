// Oracle: jupytext 1.19.6, which read the same text (tests/goldens/autograder/percent/make.py).
import { readFileSync } from "node:fs";
import { expect } from "chai";
import fc from "fast-check";
import { type Cell, notebookToPercent, percentToNotebook } from "../../../autograder/notebook/index.ts";

const goldens = new URL("../../goldens/autograder/percent/", import.meta.url);
const plain = ({ id, cell_type, source, metadata }: Cell) => ({
  cell_type,
  source,
  metadata: id.startsWith("cell-") ? metadata : { id, ...metadata },
});

describe("percent format", () => {
  it("reads cells, options and separators as jupytext does", () => {
    const read = percentToNotebook(readFileSync(new URL("cells.txt", goldens), "utf8"));
    const expected = JSON.parse(readFileSync(new URL("cells.json", goldens), "utf8"));
    expect(read.cells.map(plain)).to.deep.equal(expected);
  });

  it("skips a YAML header", () => {
    const { cells } = percentToNotebook("// ---\n// jupyter:\n//   x: 1\n// ---\n\n// %%\nlet a;\n");
    expect(cells.map(({ source }) => source)).to.deep.equal(["let a;"]);
  });

  it("reads Windows line ends", () => {
    const { cells } = percentToNotebook("// %% [markdown]\r\n// a\r\n\r\n// %%\r\nlet b;\r\n");
    expect(cells.map(({ source }) => source)).to.deep.equal(["a", "let b;"]);
  });

  it("names the line of an option that is not JSON", () => {
    expect(() => percentToNotebook("// %%\na\n\n// %% points=three\n")).to.throw(SyntaxError, /Line 4.*points=three/);
  });

  it("refuses an id that occurs twice, given or counted", () => {
    expect(() => percentToNotebook('// %% id="a"\n\n// %% id="a"\n')).to.throw(/"a"/);
    expect(() => percentToNotebook('// %% id="cell-2"\n\n// %%\n')).to.throw(/"cell-2"/);
  });

  const line = fc.string({ maxLength: 12 }).filter((text) => !/[\r\n]|%%|```|~~~/.test(text) && text.trim() !== "");
  const source = fc
    .array(fc.oneof(line, fc.constant("")), { maxLength: 6 })
    .map((lines) => [...lines, "end"].join("\n"));
  const cell = fc.record({
    cell_type: fc.constantFrom("code" as const, "markdown" as const, "raw" as const),
    source,
    metadata: fc.dictionary(
      fc.stringMatching(/^[a-z][a-z_]{0,5}$/).filter((key) => !["id", "title"].includes(key)),
      fc.jsonValue({ maxDepth: 2 }),
    ),
  });

  it("writes what it reads back", () => {
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 5 }), (cells) => {
        const notebook = {
          nbformat: 4 as const,
          nbformat_minor: 5,
          metadata: {},
          cells: cells.map((c, i) => ({ ...c, id: `cell-${i + 1}` }) as Cell),
        };
        const back = percentToNotebook(notebookToPercent(notebook));
        expect(JSON.stringify(back.cells.map(plain))).to.equal(JSON.stringify(notebook.cells.map(plain)));
      }),
      { numRuns: 300 },
    );
  });
});
