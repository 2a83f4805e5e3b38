// Oracle: what the types of the code say; cursors are where "|" stands.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { type Completion, completeCode, createTypeService, inspectCode } from "../../../kernel/types/index.ts";
import { startNotebook, type TypedNotebookFixture } from "./notebook.ts";

const given = `/** Adds one.
 * @param n a number */
function increment(n: number): number {
  return n + 1;
}
class Person {
  /** What she is called. */
  name = "Ada";
  greet(greeting: string, times = 1): string { return greeting + times }
}
const ada = new Person(); let counter = 3;
interface Options { alpha: number; beta?: string }
function choose(kind: "sum" | "mean", options: Options) {}
const loose: any = { a: 1 };`;

/** Code with a cursor and labels that must be among the matches; `!` before those that must not. */
const completions: [code: string, ...labels: string[]][] = [
  ["Math.sq|", "sqrt", "!abs"],
  ["ada.|", "name", "greet"],
  ["ada?.gr|", "greet", "!name"],
  ["incr|", "increment"],
  ["cou|", "counter", "!count"],
  ["Per|", "Person"],
  ["const p: Opt|", "Options"],
  ["const o: Options = { al|", "alpha", "!beta"],
  ["const o: Options = { alpha: 1, | }", "beta", "!alpha"],
  ['choose("|")', "sum", "mean"],
  ["if (ada.name) { ada.gr|", "greet"],
  ["increment(ada.|", "name"],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is code.
  ["`${ada.na|}`", "name"],
  ['const s = "😀"; s.len|', "length"],
  ["const own = { first: 1 };\nown.|", "first"],
  ["for (const letter of 'abc') { letter.toUp|", "toUpperCase"],
  ['import { readFi| } from "node:fs"', "readFileSync"],
  ['import fs from "node:f|"', "node:fs"],
  ['import { nn } from "tsgrad";\nnew nn.Conv|', "Conv2d"],
  ["%types off\nada.|", "name", "greet"],
  ["tensorF|", "!tensor"],
  ["disp|", "display"],
  ["__cel|", "!__cells"],
  ["retur|", "return"],
];

/** Code with a cursor and what the plain text must hold, in this order. */
const hovers: [code: string, ...texts: string[]][] = [
  ["increment|", "function increment(n: number): number", "Adds one.", "@param n — a number"],
  ["incr|ement(1)", "function increment(n: number): number"],
  ["increment(|", "increment(n: number): number", "Argument here: n: number (a number)"],
  ['ada.greet("x", |)', "greet(greeting: string, times?: number): string", "Argument here: times?: number"],
  ["increment(counter|)", "let counter: number", "increment(n: number): number"],
  ["ada.na|me", "Person.name: string", "What she is called."],
  ["counter|", "let counter: number"],
  ["new Person(|", "Person(): Person"],
  ["Math.max(|)", "max(...values: number[]): number"],
  ["choose(increment|", "function increment(n: number): number"],
  ["const own = (a: string) => a.length; ow|n", "const own: (a: string) => number"],
  ['import { tensor } from "tsgrad"; tensor|', "function tensor(data: TensorData", "Makes a tensor"],
];

describe("completion and inspection", () => {
  let notebook: TypedNotebookFixture;
  before(async () => {
    notebook = startNotebook();
    expect(await notebook.cell(given)).to.equal("");
  });
  after(() => notebook.stop());

  const live = async () => [
    { name: "alpha", isFunction: false },
    { name: "run", isFunction: true },
  ];
  const complete = (code: string): Promise<Completion> =>
    completeCode(notebook.types, code.replace("|", ""), code.indexOf("|"), live);
  const inspect = async (code: string, source = false) =>
    inspectCode(notebook.types, code.replace("|", ""), code.indexOf("|"), { source });

  for (const [code, ...labels] of completions) {
    it(`completes ${code.replace(/\n/g, "\\n")}`, async () => {
      const { matches, start } = await complete(code);
      const texts = matches.map(({ text }) => text);
      for (const label of labels) {
        if (label.startsWith("!")) expect(texts).to.not.include(label.slice(1));
        else expect(texts).to.include(label);
      }
      expect(new Set(texts).size, "each once").to.equal(texts.length);
      const typed = code.slice(start, code.indexOf("|"));
      for (const text of texts)
        expect(text.toLowerCase().startsWith(typed.toLowerCase()), `${text} goes on from ${typed}`).to.equal(true);
    });
  }

  for (const [code, ...texts] of hovers) {
    it(`inspects ${code}`, async () => {
      const text = (await inspect(code))?.["text/plain"] ?? "";
      let from = 0;
      for (const part of texts) {
        const at = text.indexOf(part, from);
        expect(at, `${part} in:\n${text}`).to.be.at.least(0);
        from = at + part.length;
      }
    });
  }

  it("finds nothing where nothing is", async () => {
    for (const code of ["|", "  |  ", "no_such_name|", "// a comment|"])
      expect(await inspect(code), code).to.equal(undefined);
  });

  it("kinds, signatures and documentation come with the matches", async () => {
    const [increment] = (await complete("incr|")).matches;
    expect(increment).to.deep.equal({
      text: "increment",
      type: "function",
      signature: "function increment(n: number): number",
      documentation: "Adds one.\n\n*@param* `n` — a number",
    });
    expect((await complete("ada.gr|")).matches[0]).to.deep.include({
      type: "method",
      signature: "Person.greet(greeting: string, times?: number): string",
    });
  });

  it("names of the course library come with the import they need", async () => {
    const match = (await complete("manualS|")).matches.find(({ text }) => text === "manualSeed");
    expect(match).to.deep.equal({
      text: "manualSeed",
      type: "import",
      signature: 'import { manualSeed } from "tsgrad";',
      import: 'import { manualSeed } from "tsgrad";',
    });
    expect(await notebook.cell('import { manualSeed } from "tsgrad"')).to.equal("");
    expect((await complete("manualS|")).matches[0]).to.include({ type: "function" });
  });

  it("packages of the notebook's own project come with theirs", async () => {
    const project = startNotebook("project-");
    writeFileSync(
      join(project.directory, "package.json"),
      '{ "name": "project", "dependencies": { "chai": "6.3.0" } }',
    );
    const own = createTypeService({ directory: project.directory, tell() {} });
    try {
      const imports = async (code: string) =>
        (await completeCode(own, code, code.length, live)).matches.flatMap((match) => match.import ?? []);
      expect(await imports("expec")).to.include('import { expect } from "chai";');
      expect(await imports("tensor")).to.include('import { tensor } from "tsgrad";');
      expect(await imports("Kysel")).to.deep.equal([]);
    } finally {
      own.stop();
      project.stop();
    }
  });

  it("members of a value without a type are those it has now", async () => {
    expect((await complete("loose.|")).matches).to.deep.equal([
      { text: "alpha", type: "property" },
      { text: "run", type: "method" },
    ]);
    expect((await complete("loose.al|")).matches.map(({ text }) => text)).to.deep.equal(["alpha"]);
  });

  it("source at detail level 1: of a cell, of this cell, of a module", async () => {
    expect((await inspect("increment|", true))!["text/plain"]).to.match(
      /Source, In\[1\], line 3:\s+function increment\(n: number\): number \{\n {2}return n \+ 1;\n\}$/,
    );
    expect((await inspect("ada.greet|", true))!["text/plain"]).to.match(/Source, In\[1\], line 9:\s+greet\(greeting/);
    expect((await inspect("const mine = () => 1;\nmine|", true))!["text/plain"]).to.match(
      /Source, this cell, line 1:\s+const mine/,
    );
    const library = (await inspect('import { manualSeed } from "tsgrad"; manualSeed|', true))!["text/plain"];
    expect(library).to.match(/export function manualSeed/);
  });

  it("HTML escapes what it shows", async () => {
    const html = (await inspect("[1].map|"))!["text/html"]!;
    expect(html).to.match(/^<div class="tsgrad-inspect"><pre><code>Array&lt;number&gt;\.map&lt;U&gt;/);
    expect(html).to.match(/<i>@param<\/i> <code>callbackfn<\/code>/);
  });
});
