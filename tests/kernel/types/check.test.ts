// Oracle: TypeScript's rules in strict mode, and the language of the cells: one scope in the order they ran.
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { expect } from "chai";
import { createDisplay } from "../../../kernel/display/api.ts";
import { installGlobals } from "../../../kernel/display/globals.ts";
import { cases } from "./cases.ts";
import { codesIn, startNotebook, type TypedNotebookFixture } from "./notebook.ts";

describe("types of cells", () => {
  let notebook: TypedNotebookFixture;
  before(() => {
    notebook = startNotebook();
  });
  after(() => notebook.stop());

  for (const { title, cells } of cases) {
    it(title, async () => {
      for (const [code, ...errors] of cells) {
        const traceback = await notebook.cell(code);
        expect(codesIn(traceback), `${code}\n${traceback}`).to.deep.equal(errors);
      }
    });
  }

  it("everything that the kernel puts into cells is declared", async () => {
    const before = new Set(Object.getOwnPropertyNames(globalThis));
    const { display, updateDisplay, clearOutput } = createDisplay(() => {});
    const undo = installGlobals({
      display,
      updateDisplay,
      clearOutput,
      comms: {},
      require: createRequire(import.meta.url),
    });
    const names = Object.getOwnPropertyNames(globalThis).filter((name) => !before.has(name));
    undo();
    expect(names).to.include.members(["display", "prompt"]);
    for (const name of [...names, "progress", "help"]) expect(await notebook.cell(`void ${name}`), name).to.equal("");
  });

  it("a code frame with the cell, the line, a caret, the code and where the other end is", async () => {
    await notebook.cell("interface Frame { width: number; height: number }");
    const traceback = await notebook.cell("const square: Frame = {\n  width: 3,\n};");
    expect(traceback.replace(/In\[\d+\]/g, "In[n]")).to.equal(
      [
        "TypeScriptError: Property 'height' is missing in type '{ width: number; }' but required in type 'Frame'. (TS2741)",
        "",
        "In[n], line 1",
        "  > 1 | const square: Frame = {",
        "      |       ^^^^^^",
        "    2 |   width: 3,",
        "    3 | };",
        "    In[n], line 1: 'height' is declared here.",
        "      interface Frame { width: number; height: number }",
        '  Note: add "height" to the object, or make it optional in the type: height?: ...',
      ].join("\n"),
    );
  });

  it("types of one name say which cell they are of", async () => {
    await notebook.cell("type Version = { one: 1 }\nfunction read(v: Version) {}");
    await notebook.cell("type Version = { two: 2 }; const second: Version = { two: 2 }");
    expect(await notebook.cell("read(second)")).to.match(
      /type 'Version \(of In\[\d+\]\)' but required in type 'Version \(of In\[\d+\]\)'/,
    );
  });

  it("shows four errors and counts the rest", async () => {
    const traceback = await notebook.cell("m1; m2; m3; m4; m5; m6");
    expect(codesIn(traceback)).to.deep.equal([2304, 2304, 2304, 2304]);
    expect(traceback).to.match(/\.\.\. and 2 more errors$/);
  });

  it("no error speaks of the modules that cells are", async () => {
    await notebook.cell("class Hidden { private secret = 1 }\nconst hidden = new Hidden(); let open = hidden");
    for (const code of ["hidden.nope", "open = 1", "hidden = 2", "const h: string = hidden", "new Hidden(1)"])
      expect(await notebook.cell(code))
        .to.match(/TS\d+/)
        .and.not.match(/__cells|tsgrad|cell_\d|\$\d/);
  });

  it("local modules by every name, and again when they have changed", async () => {
    const write = (name: string, text: string) => writeFileSync(join(notebook.directory, name), text);
    write("helper.ts", "export const helper = 1;");
    expect(await notebook.cell('import { helper } from "./helper.ts"; helper.toFixed()')).to.equal("");
    expect(await notebook.cell('import { helper as again } from "./helper"; again.toFixed()')).to.equal("");
    write("helper.ts", "export const helper = 'text';");
    expect(codesIn(await notebook.cell('import { helper as third } from "./helper"; third.getDate()'))).to.deep.equal([
      2339,
    ]);
    write("untyped.js", "export default function anything() {}");
    expect(await notebook.cell('import anything from "./untyped.js"; anything(1).whatever')).to.equal("");
    write("data.json", '{ "k": [1] }');
    expect(await notebook.cell('import data from "./data.json"; data.k[0]!.toFixed()')).to.equal("");
    mkdirSync(join(notebook.directory, "inner"));
    write("inner/index.ts", "export * from '../helper';");
    expect(await notebook.cell('import * as inner from "./inner"; inner.helper.length')).to.equal("");
  });

  it("packages that are installed, and changed, while the notebook is open", async () => {
    const late = startNotebook("late-", false);
    const install = (declaration: string) => {
      const folder = join(late.directory, "node_modules/late-package");
      mkdirSync(folder, { recursive: true });
      const exports = { ".": { types: "./late.d.ts", default: "./late.js" } };
      writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "late-package", type: "module", exports }));
      writeFileSync(join(folder, "late.d.ts"), declaration);
    };
    try {
      const code = 'import { late } from "late-package"; late.toFixed()';
      expect(codesIn(await late.cell(code))).to.deep.equal([2307]);
      install("export const late: number;");
      expect(await late.cell(code)).to.equal("");
      install("export const late: Date; // another version");
      expect(codesIn(await late.cell(code))).to.deep.equal([2339]);
    } finally {
      late.stop();
    }
  });

  it("the notebook's own tsconfig.json: paths, types and options, read again when it changes", async () => {
    const write = (name: string, text: string) => writeFileSync(join(notebook.directory, name), text);
    mkdirSync(join(notebook.directory, "shared"));
    write("shared/area.ts", "export const area = (r: number) => r * r;");
    expect(codesIn(await notebook.cell('import { area } from "@shared/area"'))).to.deep.equal([2307]);
    write("base.json", '{ "compilerOptions": { "noUncheckedIndexedAccess": true } }');
    write(
      "tsconfig.json",
      '{\n  // with comments\n  "extends": "./base.json",\n  "compilerOptions": { "paths": { "@shared/*": ["./shared/*"] }, "module": "commonjs", },\n}',
    );
    expect(await notebook.cell('import { area } from "@shared/area"; await Promise.resolve(area(2))')).to.equal("");
    expect(codesIn(await notebook.cell("[1][0].toFixed()"))).to.deep.equal([2532]);
  });

  it("a folder with a name that is hard to write", async () => {
    const odd = startNotebook("week 1 (ü) [a+b] #2 %20 ");
    try {
      expect(await odd.cell('import { html } from "hono/html"; const odd1 = 1')).to.equal("");
      expect(await odd.cell("let odd2: number = odd1")).to.equal("");
      expect(codesIn(await odd.cell("odd2 = 'a'"))).to.deep.equal([2322]);
      writeFileSync(join(odd.directory, "near.ts"), "export const near = 1;");
      expect(await odd.cell('import { near } from "./near"; near.toFixed()')).to.equal("");
    } finally {
      odd.stop();
    }
  });

  it("cells that are run again, or leave nothing, take no new modules", async () => {
    const again = startNotebook();
    try {
      const paths = new Set<string>();
      for (let index = 0; index < 60; index++) {
        for (const code of [
          "const one = 1; type One = { a: number }",
          "const two: One = { a: one }; const f = (o: One) => o.a",
          "f(two)",
          "1 + 1",
        ]) {
          const cell = again.types.notebook.add("In[1]", code)!;
          again.types.notebook.ran(cell);
          paths.add(cell.path);
        }
      }
      expect(paths.size).to.be.below(8);
      expect(await again.cell("f({ a: one }).toFixed(); two.a")).to.equal("");
      expect(codesIn(await again.cell("two.b"))).to.deep.equal([2339]);
    } finally {
      again.stop();
    }
  });

  it("a cell that others refer to keeps its module when its names mean something else", async () => {
    await notebook.cell("type Base9 = { a: number }");
    await notebook.cell("const take9 = (b: Base9) => b.a");
    await notebook.cell("type Base9 = string");
    for (let index = 0; index < 10; index++) await notebook.cell(`const filler9 = ${index}; type Filler9 = ${index}`);
    expect(await notebook.cell("take9({ a: 1 }).toFixed()")).to.equal("");
    expect(codesIn(await notebook.cell("take9('a')"))).to.deep.equal([2345]);
  });

  it("more cells than there were modules for at the start", async () => {
    for (let index = 0; index < 150; index++) expect(await notebook.cell(`const many${index} = ${index}`)).to.equal("");
    expect(await notebook.cell("many0 + many75 + many149")).to.equal("");
    expect(codesIn(await notebook.cell("many149.length"))).to.deep.equal([2339]);
  });
});

describe("promises that nothing waits for", () => {
  let notebook: TypedNotebookFixture;
  before(async () => {
    notebook = startNotebook();
    expect(
      await notebook.cell(
        "async function save() { return 1 }\nconst later = () => Promise.resolve('a'); const now = () => 1; const store = { put: save };\ndeclare function many(a: string): Promise<void>; declare function many(a: number): Promise<number>; declare function given(f: () => Promise<void>): void",
      ),
    ).to.equal("");
  });
  after(() => notebook.stop());

  const advice = async (code: string) => (await notebook.types.check("In[9]", code)).advice;

  for (const call of ["save()", "later()", "store.put()", "many(1)", "fetch('a')"])
    it(`are told of: ${call}`, async () => {
      expect(await advice(`1;\n${call};\n2`)).to.equal(
        `In[9], line 2: ${call} gives a Promise that nothing waits for. Put await before it, or void if that is meant.`,
      );
    });

  for (const code of [
    "await save(); 1",
    "void save(); 1",
    "const s = save(); 1",
    "save()",
    "now(); 1",
    "given(async () => {}); 1",
    "console.log(save()); 1",
  ])
    it(`are not seen in: ${code}`, async () => {
      expect(await advice(code)).to.equal(undefined);
    });
});

describe("a server that does not stay alive", () => {
  it("ends the checks, not the notebook, and is tried again when asked for", async () => {
    const notebook = startNotebook();
    try {
      await notebook.cell("const alive: number = 1");
      for (let death = 0; death < 8 && notebook.types.mode === "error"; death++) {
        const pid = notebook.types.workspace.pid;
        if (pid) process.kill(pid, "SIGKILL");
        await new Promise((resolve) => setTimeout(resolve, 100));
        await notebook.cell(`const death${death} = alive`);
      }
      expect(notebook.types.mode).to.equal("off");
      expect(notebook.told.at(-1)).to.match(/does not stay alive: cells run unchecked/);
      expect(await notebook.cell("const unchecked: string = alive")).to.equal("");
      expect(codesIn(await notebook.cell("%types error\nconst checked: string = alive"))).to.deep.equal([2322]);
    } finally {
      notebook.stop();
    }
  });
});
