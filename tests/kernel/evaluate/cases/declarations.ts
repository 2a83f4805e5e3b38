import type { Case } from "../../support/cases.ts";

const forms: Record<string, [declare: string, use: string, value: string]> = {
  const: ["const NAME = 1", "NAME", "1"],
  let: ["let NAME = 2", "NAME", "2"],
  var: ["var NAME = 3", "NAME", "3"],
  function: ["function NAME() { return 4 }", "NAME()", "4"],
  class: ["class NAME { static v = 5 }", "NAME.v", "5"],
  enum: ["enum NAME { A = 6 }", "NAME.A", "6"],
  import: ['import { sep as NAME } from "node:path"', "NAME", "'/'"],
};

/** Everything redeclared by everything: V8's REPL mode alone refuses 18 of these pairs. */
const pairs: Case[] = Object.entries(forms).flatMap(([first, [declare]]) =>
  Object.entries(forms).map(([second, [again, use, value]]) => {
    const name = (code: string) => code.replace("NAME", `${first}_${second}`);
    return {
      title: `${first} becomes ${second}`,
      cells: [[name(declare)], [name(again)], [name(use), value]],
    } satisfies Case;
  }),
);

export const declarations: Case[] = [
  ...pairs,
  {
    title: "let, const, let",
    cells: [["let chain = 1"], ["const chain = 2"], ["let chain = 3"], ["chain = 4; chain", "4"]],
  },
  {
    title: "closures see a name assigned later",
    cells: [
      ["let n = 0; function inc() { n += 1; return n }"],
      ["inc(); inc()", "2"],
      ["n = 100; inc()", "101"],
      ["n", "101"],
    ],
  },
  {
    title: "assignment in a timer",
    cells: [
      ["let t1 = 1; setTimeout(() => { t1 = 5 }, 10);"],
      ["await new Promise((r) => setTimeout(r, 40)); t1", "5"],
    ],
  },
  {
    title: "an old instance keeps its class",
    cells: [["class P { x = 1 }; const p0 = new P()"], ["class P { y = 2 }"], ["[p0.x, new P().y]", "[ 1, 2 ]"]],
  },
  { title: "a type redeclared", cells: [["type T = { a: number }"], ["type T = string; const t: T = 's'; t", "'s'"]] },
  {
    title: "an interface redeclared",
    cells: [["interface I { q: string }"], ["interface I { z: number } const i: I = { z: 1 }; i", "{ z: 1 }"]],
  },
  {
    title: "destructuring with rest",
    cells: [["const { x, ...others } = { x: 1, y: 2, z: 3 }; others", "{ y: 2, z: 3 }"]],
  },
  { title: "array destructuring with defaults", cells: [["let [d1, d2 = 7] = [1]; [d1, d2]", "[ 1, 7 ]"]] },
  { title: "var inside a block is seen later", cells: [["if (true) { var inBlock = 3 }"], ["inBlock", "3"]] },
  { title: "var in a for loop", cells: [["for (var loop = 0; loop < 3; loop++) {}"], ["loop", "3"]] },
  {
    title: "var in for of with a pattern",
    cells: [["for (var [key, val] of Object.entries({ a: 1 })) {}"], ["[key, val]", "[ 'a', 1 ]"]],
  },
  { title: "var twice in one cell", cells: [["var twice = 1; var twice = 2; twice", "2"]] },
  { title: "var declared again keeps its value", cells: [["var kept = 5"], ["var kept; kept", "5"]] },
  { title: "var is hoisted", cells: [["const before = typeof hoisted; var hoisted = 1; before", "'undefined'"]] },
  {
    title: "functions are hoisted",
    cells: [["early(2);\nfunction early(k: number): number { return k * 2 }\nearly(4)", "8"]],
  },
  {
    title: "a function calls one below it",
    cells: [["function a1() { return b1() + 1 }\nconst called = a1();\nfunction b1() { return 1 }\ncalled", "2"]],
  },
  {
    title: "recursion sees a redefinition",
    cells: [
      ["function fact(k: number): number { return k <= 1 ? 1 : k * fact(k - 1) }\nconst old = fact"],
      ["function fact(k: number): number { return 10 }"],
      ["old(3)", "30"],
    ],
  },
  {
    title: "generators and async functions",
    cells: [
      ["function* gen() { yield 1; yield 2 }\nasync function later() { return 3 }"],
      ["[...gen(), await later()]", "[ 1, 2, 3 ]"],
    ],
  },
  {
    title: "a function's name and source",
    cells: [["function named(a1: number) { return a1 }"], ["[named.name, named.length]", "[ 'named', 1 ]"]],
  },
  {
    title: "names survive a throw",
    cells: [
      ["let okv = 5;\nthrow new Error('stop')", /^Error: stop$/],
      ["okv", "5"],
    ],
  },
  {
    title: "a name not reached can be declared again",
    cells: [
      ["throw new Error('stop'); let never = 1", /stop/],
      ["let never = 2; never", "2"],
    ],
  },
  {
    title: "a cell that does not parse declares nothing",
    cells: [["let good = 1"], ["let good = ;", /^SyntaxError/], ["good", "1"]],
  },
  {
    title: "names of Node's can be shadowed",
    cells: [
      ["let event = 1, status = 'x', name = 'n', process2 = 4"],
      ["const Math = 3; Math", "3"],
      ["[1].map((q) => q)", "[ 1 ]"],
    ],
  },
  {
    title: "a constant cannot be assigned",
    cells: [
      ["const fixed = 1"],
      ["fixed = 2", /^TypeError: Assignment to constant variable\.$/],
      ["fixed", "1"],
      ["const f9 = 1; [f9] = [2]", /^TypeError: Assignment to constant/],
      ["({ fixed } = { fixed: 3 })", /^TypeError: Assignment to constant/],
      ["{ let fixed = 5; fixed++; console.log(fixed) }", { stdout: "6\n" }],
      ["((fixed) => { fixed = 7; return fixed })(1)", "7"],
      ["let fixed = 3"],
      ["fixed += 1; fixed", "4"],
    ],
  },
  {
    title: "performance and fetch as names of one's own",
    cells: [
      ["const performance = 0.93; let fetch = 1; function structuredClone() { return 2 }"],
      ["({ performance, fetch, q: structuredClone() })", "{ performance: 0.93, fetch: 1, q: 2 }"],
      ["const { performance: other } = { performance }; [other, globalThis.performance.now() > 0]", "[ 0.93, true ]"],
      ["fetch++; fetch", "2"],
      ["import { performance } from 'node:perf_hooks'; typeof performance.now", "'function'"],
    ],
  },
  {
    title: "shadowing Array, Map and URL breaks nothing",
    cells: [["let Array = 1, Map = 2, URL = 3"], ["[1, 2].map((q) => q * 2)", "[ 2, 4 ]"]],
  },
  { title: "function toString", cells: [["function toString() { return 1 } toString()", "1"]] },
  { title: "names that look like helpers", cells: [["const exports1 = 2, tsLastExpr = 4; let __x = 3; __x", "3"]] },
  { title: "globalThis", cells: [["globalThis.shared = 3;"], ["shared", "3"]] },
  { title: "a name is not a property of globalThis", cells: [["const hidden = 1; 'hidden' in globalThis", "false"]] },
  { title: "cells are strict", cells: [["undeclared = 5", /^ReferenceError: undeclared is not defined/]] },
  {
    title: "twice in one cell is an error",
    cells: [["const z1 = 1; const z1 = 2", /^SyntaxError: Identifier 'z1' has already been declared/]],
  },
  {
    title: "export is allowed",
    cells: [
      ["export const ex = 1; export { ex }; export type Q = number"],
      ["ex", "1"],
      ["export default class Dx { v = 1 }"],
      ["new Dx().v", "1"],
      ["export function ef() { return 2 }"],
      ["ef()", "2"],
    ],
  },
  {
    title: "declare and declare global",
    cells: [["declare const nothing: number; declare global { var zz: number } globalThis.zz = 5; zz", "5"]],
  },
  {
    title: "overloads",
    cells: [
      [
        "function over(v: string): string;\nfunction over(v: number): number;\nfunction over(v: any) { return v }\nover(3)",
        "3",
      ],
    ],
  },
  {
    title: "a loop over a top-level name runs at full speed",
    cells: [
      [
        "let s = 0; const t0 = performance.now(); for (let i = 0; i < 2e7; i++) s += i % 7; const top = performance.now() - t0",
      ],
      [
        "const inside = (() => { let s = 0; const t0 = performance.now(); for (let i = 0; i < 2e7; i++) s += i % 7; return performance.now() - t0 })(); top < 5 * inside",
        "true",
      ],
    ],
  },
];
