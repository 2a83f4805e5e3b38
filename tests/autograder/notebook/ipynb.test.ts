// Oracle: nbformat's documented form of a 4.5 notebook; the operating system for links and pipes.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import {
  codeCell,
  markdownCell,
  type Notebook,
  parseNotebook,
  readNotebook,
  writeNotebook,
} from "../../../autograder/notebook/index.ts";

const notebook: Notebook = {
  nbformat: 4,
  nbformat_minor: 5,
  metadata: {},
  cells: [markdownCell("a", "# Ü\nline"), codeCell("b", "let x = 1;\n", { tags: ["z"] })],
};

describe("notebook files", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "tsgrad-ipynb-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const rejection = (name: string, options?: { maxBytes: number }) =>
    readNotebook(join(folder, name), options).then(
      () => "no error",
      (error: Error) => error.message,
    );

  it("writes sorted keys and lists of lines, leaves no temporary file, and reads the same back", async () => {
    const path = join(folder, "n.ipynb");
    await writeNotebook(path, notebook);
    expect(readFileSync(path, "utf8")).to.match(
      /^\{\n "cells": \[\n {2}\{\n {3}"cell_type": "markdown",\n {3}"id": "a",/,
    );
    expect(JSON.parse(readFileSync(path, "utf8")).cells[0].source).to.deep.equal(["# Ü\n", "line"]);
    expect(readdirSync(folder)).to.deep.equal(["n.ipynb"]);
    expect(await readNotebook(path)).to.deep.equal(notebook);
  });

  it("says what is there in place of a missing notebook, and `tsgrad run` passes it on", async () => {
    expect(await rejection("none.ipynb")).to.match(
      /^Expected the path of a notebook, got ".*none\.ipynb": no such file/,
    );
    expect(await rejection("no/none.ipynb")).to.match(/there is no folder ".*no"\. Check the path/);
    writeFileSync(join(folder, "there.ipynb"), "{}");
    expect(await rejection("none.ipynb")).to.match(/Give the name of one that is there: there\.ipynb$/);
    const cli = fileURLToPath(new URL("../../../cli/tsgrad.mjs", import.meta.url));
    const { status, stderr } = spawnSync(process.execPath, [cli, "run", "none.ipynb"], { cwd: folder });
    expect(status).to.equal(1);
    expect(String(stderr)).to.equal(
      'tsgrad run: Expected the path of a notebook, got "none.ipynb": no such file. Give the name of one that is there: there.ipynb\n',
    );
  });

  it("follows no symbolic link", async () => {
    writeFileSync(join(folder, "other.ipynb"), "{}");
    symlinkSync(join(folder, "other.ipynb"), join(folder, "n.ipynb"));
    expect(await rejection("n.ipynb")).to.match(/symbolic link/);
  });

  it("does not wait for a named pipe", async () => {
    execFileSync("mkfifo", [join(folder, "n.ipynb")]);
    expect(await rejection("n.ipynb")).to.match(/not a regular file/);
  });

  it("refuses a file above the limit without reading it", async () => {
    writeFileSync(join(folder, "n.ipynb"), "");
    truncateSync(join(folder, "n.ipynb"), 200 * 2 ** 20);
    expect(await rejection("n.ipynb")).to.match(/209715200 bytes/);
  });

  it("refuses deep nesting, other formats and text that is not JSON", async () => {
    writeFileSync(join(folder, "deep.ipynb"), "[".repeat(1e6));
    expect(await rejection("deep.ipynb")).to.match(/nested more than 100/);
    writeFileSync(join(folder, "v3.ipynb"), '{"nbformat":3,"cells":[]}');
    expect(await rejection("v3.ipynb")).to.match(/Expected nbformat 4, got 3/);
    writeFileSync(join(folder, "text.ipynb"), "PK\x03\x04");
    expect(await rejection("text.ipynb")).to.match(/not JSON/);
  });

  it("leaves damaged cells out where asked, and names them", () => {
    const problems: string[] = [];
    const text = JSON.stringify({
      nbformat: 4,
      cells: [
        null,
        { cell_type: "code" },
        { cell_type: "video", source: "" },
        { cell_type: "code", source: ["a\n", "b"] },
      ],
    });
    const { cells } = parseNotebook(text, (problem) => problems.push(problem));
    expect(cells.map(({ source }) => source)).to.deep.equal(["a\nb"]);
    expect(problems).to.have.length(3);
    expect(() => parseNotebook(text)).to.throw("Cell 1 is not an object");
  });
});
