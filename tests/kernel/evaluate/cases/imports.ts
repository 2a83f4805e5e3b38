import type { Case } from "../../support/cases.ts";

const write = (name: string, text: string) =>
  `(await import("node:fs")).writeFileSync(${JSON.stringify(name)}, ${JSON.stringify(text)});`;

export const imports: Case[] = [
  {
    title: "Node's modules, static and dynamic",
    cells: [
      ["import fs from 'node:fs'; fs.existsSync('.')", "true"],
      ["import { readFile } from 'fs/promises'; typeof readFile", "'function'"],
      ["import * as path from 'path'; path.sep", "'/'"],
      ["const os = await import('node:os'); typeof os.cpus", "'function'"],
      ["await import('node:fs').then((m) => typeof m.readFileSync)", "'function'"],
    ],
  },
  {
    title: "an ESM-only package",
    cells: [
      ["import * as chai from 'chai'; typeof chai.expect", "'function'"],
      ["import { compile } from 'vega-lite'; typeof compile", "'function'"],
      ["typeof (await import('chai')).assert", "'function'"],
    ],
  },
  {
    title: "a CommonJS package",
    cells: [
      ["import seedrandom from 'seedrandom'; typeof seedrandom", "'function'"],
      ["import { alea } from 'seedrandom'; typeof alea", "'function'"],
    ],
  },
  { title: "a subpath of exports", cells: [["import { html } from 'hono/html'; typeof html", "'function'"]] },
  {
    title: "the course library wherever the notebook is",
    cells: [["import { version } from 'tsgrad/package.json'; version", "'0.1.0'"]],
  },
  {
    title: "JSON with and without attributes",
    cells: [
      [write("data.json", '{"k": 1}')],
      ["import js from './data.json'; js.k", "1"],
      ["import js2 from './data.json' with { type: 'json' }; js2.k", "1"],
      ["(await import('./data.json')).default.k", "1"],
    ],
  },
  {
    title: "local TypeScript by every name",
    cells: [
      [write("mymod.ts", "export const val: number = 2; export function fn(x: number) { return x * 100 }")],
      ["import { val, fn } from './mymod'; [val, fn(2)]", "[ 2, 200 ]"],
      ["import { val as v3 } from './mymod.ts'; v3", "2"],
      ["import { val as v4 } from './mymod.js'; v4", "2"],
      ["(await import('./mymod')).val", "2"],
    ],
  },
  {
    title: "a local module with decorators",
    cells: [
      [
        write(
          "decorated.ts",
          "import type { PathLike } from 'node:fs';\nexport const seen: string[] = [];\nfunction note(_: unknown, c: ClassMethodDecoratorContext) { seen.push(String(c.name)) }\nexport class Noted { @note go(p?: PathLike) {\n  throw new Error('from a decorated module') } }",
        ),
      ],
      ["import { Noted, seen } from './decorated'; seen", "[ 'go' ]"],
      ["new Noted().go()", { error: "Error: from a decorated module", trace: ["decorated.ts:5"] }],
    ],
  },
  {
    title: "local .mts, .tsx-free folders and enums",
    cells: [
      [write("esmod.mts", "enum Q { A = 7 }; export const ev = Q.A")],
      ["import { ev } from './esmod.mts'; ev", "7"],
      [`(await import("node:fs")).mkdirSync("folder"); ${write("folder/index.ts", "export default 'index'")}`],
      ["import whole from './folder'; whole", "'index'"],
    ],
  },
  {
    title: "hot reload",
    cells: [
      [write("hot.ts", "export const h = 1")],
      ["import { h } from './hot'; h", "1"],
      [write("hot.ts", "export const h = 22")],
      ["h", "1"],
      ["import { h } from './hot'; h", "22"],
    ],
  },
  {
    title: "hot reload through a second module and by dynamic import",
    cells: [
      [`${write("low.ts", "export const low = 1")} ${write("mid.ts", "export { low } from './low.ts'")}`],
      ["(await import('./mid')).low", "1"],
      [write("low.ts", "export const low = 33")],
      ["(await import('./mid')).low", "33"],
    ],
  },
  {
    title: "an unchanged module is not run again",
    cells: [
      [
        write(
          "once.ts",
          "(globalThis as any).runs = ((globalThis as any).runs ?? 0) + 1; export const runs = (globalThis as any).runs",
        ),
      ],
      ["import './once'"],
      ["import { runs } from './once'; runs", "1"],
    ],
  },
  {
    title: "a module that does not parse, then does",
    cells: [
      [write("broken.ts", "export const a: = 1")],
      ["import { a } from './broken'", { error: /^SyntaxError/, trace: ["broken.ts, line 1", "export const a: = 1"] }],
      [write("broken.ts", "export const a = 12")],
      ["import { a } from './broken'; a", "12"],
    ],
  },
  {
    title: "an error inside a module",
    cells: [
      [write("thrower.ts", "type T = number\n\nexport function thrower(): T {\n  throw new Error('in module')\n}")],
      [
        "import { thrower } from './thrower'; thrower()",
        { error: "Error: in module", trace: ["thrower.ts, line 4", "throw new Error('in module')"] },
      ],
    ],
  },
  {
    title: "a name that is not exported",
    cells: [["import { nope } from 'node:fs'; nope", /^SyntaxError: "node:fs" has no export named "nope"/]],
  },
  {
    title: "a package that is not there",
    cells: [
      ["import missing from 'not-a-package-at-all'; missing", /^Error: Cannot find package 'not-a-package-at-all'/],
    ],
  },
  {
    title: "import.meta",
    cells: [
      ["import.meta.url.endsWith('/notebook.ts')", "true"],
      ["import.meta.dirname === process.cwd()", "true"],
      ["import.meta.resolve('node:fs')", "'node:fs'"],
    ],
  },
  {
    title: "require",
    cells: [
      ["require('node:path').sep", "'/'"],
      ["require('chai').expect !== undefined", "true"],
    ],
  },
  {
    title: "default and namespace together",
    cells: [["import def, * as ns from 'node:path'; def.sep === ns.sep", "true"]],
  },
  {
    title: "the notebook's own tsconfig paths",
    cells: [
      [
        `${write("tsconfig.json", '{ // with a comment\n "compilerOptions": { "paths": { "@parts/*": ["./parts/*"], "@one": ["./parts/one.ts"] } } }')}
        (await import("node:fs")).mkdirSync("parts"); ${write("parts/one.ts", "export const one: number = 11")}`,
      ],
      ["import { one } from '@parts/one'; one", "11"],
      ["import { one as again } from '@one'; again", "11"],
      ["import nothing from '@parts/none'; nothing", /^Error: Cannot find package '@parts/],
    ],
  },
  {
    title: "local .tsx",
    cells: [
      [
        `${write("view.tsx", '/** @jsxImportSource hono/jsx */\nexport const view = (name: string) => <b class="x">{name}</b>;')}`,
      ],
      ["import { view } from './view.tsx'; String(view('hi'))", "'<b class=\"x\">hi</b>'"],
    ],
  },
];
