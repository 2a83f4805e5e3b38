import type { Case } from "../../support/cases.ts";

export const syntax: Case[] = [
  {
    title: "enums",
    cells: [
      ["enum E { A, B }\nE.B", "1"],
      ["E[0]", "'A'"],
      ["enum E { C = 'c' } E.C", "'c'"],
      ["Object.keys(E)", "[ 'C' ]"],
    ],
  },
  {
    title: "const enums and computed members",
    cells: [
      ["const enum CE { A = 1 << 2 } CE.A", "4"],
      ["enum EE { B = `x`.length } EE.B", "1"],
    ],
  },
  {
    title: "namespaces",
    cells: [
      ["namespace N { export const v = 1 } N.v", "1"],
      ["N.v", "1"],
    ],
  },
  {
    title: "parameter properties",
    cells: [["class Pt { constructor(public x: number, readonly y = 2) {} }\nnew Pt(3)", "Pt { x: 3, y: 2 }"]],
  },
  {
    title: "abstract classes and implements",
    cells: [
      [
        "interface Shape { area(): number }\nabstract class Base<T> { abstract go(): T; protected helper(): void {} }\nclass Impl extends Base<number> implements Shape { go() { return 5 } area() { return 1 } }\nnew Impl().go()",
        "5",
      ],
    ],
  },
  {
    title: "index signatures and declared fields",
    cells: [
      [
        "class Idx { [key: string]: unknown; declare q: number; private r?: string; s!: number }\nObject.keys(new Idx())",
        "[ 'r', 's' ]",
      ],
    ],
  },
  {
    title: "generic arrows and type parameters",
    cells: [
      ["const idf = <T,>(v: T): T => v; idf<number>(3)", "3"],
      ["function idc<const T>(v: T) { return v } idc([1, 2])", "[ 1, 2 ]"],
    ],
  },
  {
    title: "as, satisfies and non-null",
    cells: [
      ["5 as number", "5"],
      ["[1] satisfies number[]", "[ 1 ]"],
      ["await Promise.resolve(3) as number", "3"],
      ["const u1 = (5 as unknown) as number; (u1 satisfies number)", "5"],
      ["const nn = { a: { b: 1 } as { b: number } | undefined }; nn.a!.b", "1"],
    ],
  },
  {
    title: "lines that only erasure joins",
    cells: [
      ["const aj = 1 as number\n;[2, 3].forEach(() => {})\naj", "1"],
      ["type TT = number\n(function () { return 1 })()", "1"],
    ],
  },
  {
    title: "an arrow's return type over lines",
    cells: [["const multi = (q: number): {\n  v: number\n} => ({ v: q }); multi(2)", "{ v: 2 }"]],
  },
  { title: "type-only imports need no module", cells: [['import type { Nothing } from "./does-not-exist"; 1', "1"]] },
  {
    title: "an import used only as a type",
    cells: [
      [
        'import { type Stats, existsSync } from "node:fs"; import { Stats2 } from "node:fs"; let st: Stats2 | undefined; existsSync("/")',
        "true",
      ],
    ],
  },
  {
    title: "using is disposed when the cell ends",
    cells: [
      [
        "using r1 = { v: 1, [Symbol.dispose]() { console.log('disposed') } }; console.log('using'); r1.v",
        { result: "1", stdout: "using\ndisposed\n" },
      ],
    ],
  },
  {
    title: "using is disposed in reverse order after a throw",
    cells: [
      [
        "using u2 = { [Symbol.dispose]() { console.log('second') } }, u3 = { [Symbol.dispose]() { console.log('first') } }; throw new Error('x')",
        { error: /x/, stdout: "first\nsecond\n" },
      ],
    ],
  },
  {
    title: "await using",
    cells: [
      [
        "await using aw = { async [Symbol.asyncDispose]() { await null; console.log('adisposed') } }; 2",
        { result: "2", stdout: "adisposed\n" },
      ],
    ],
  },
  {
    title: "using in a function and in a block",
    cells: [
      [
        "const held = (name: string) => ({ [Symbol.dispose]() { console.log('end of', name) } });\nfunction withTwo() { using a = held('a'); using b = held('b'); return 'inside' }\nwithTwo()",
        { result: "'inside'", stdout: "end of b\nend of a\n" },
      ],
      ["{ using c = held('c'); console.log('block') }", { stdout: "block\nend of c\n" }],
      [
        "function fails() {\n  using d = held('d');\n  throw new Error('x') }\nfails()",
        { error: "Error: x", trace: ["line 3"], stdout: "end of d\n" },
      ],
    ],
  },
  {
    title: "using needs a disposable",
    cells: [["using bad = 5 as any", /^TypeError: A value given to "using" needs/]],
  },
  {
    title: "regular expressions, optional chaining, private names",
    cells: [
      ["class Pr { #v = 1; has(o: object) { return #v in o } } new Pr().has(new Pr())", "true"],
      ["/(?<y>\\d{4})/v.exec('in 2020')?.groups?.y", "'2020'"],
    ],
  },
  {
    title: "labels, switch, comma",
    cells: [["outer: for (const i of [1, 2]) { for (;;) continue outer }\nlet c1 = (1, 2); c1", "2"]],
  },
  { title: "an object alone in a cell", cells: [["{ a: 1, b: { c: 2 } }", "{ a: 1, b: { c: 2 } }"]] },
  { title: "a block stays a block", cells: [["{ let inner = 1; console.log(inner) }", { stdout: "1\n" }]] },
  {
    title: "what shows: the last expression",
    cells: [
      ["1; 2", "2"],
      ["4;", "4"],
      ["const w = 1;\n// trailing comment\nw // c", "1"],
      ["5; let noResult = 1"],
      ["if (true) { 5 }"],
      ["c1 = 9"],
      ["undefined"],
      [""],
      ["// only a comment"],
    ],
  },
  {
    title: "a string alone is no directive",
    cells: [
      ["'use client'", "'use client'"],
      ['"str"', "'str'"],
    ],
  },
  {
    title: "syntax errors point at the place",
    cells: [
      [
        "const a = 1;\nlet x = ;",
        { error: /^SyntaxError: Unexpected token/, trace: ["In[+1], line 2", "> 2 | let x = ;", "|         ^"] },
      ],
    ],
  },
  { title: "an unclosed bracket", cells: [["foo(1", { error: /^SyntaxError: Expected/, trace: ["line 1", "foo(1"] }]] },
  { title: "return outside a function", cells: [["return 1", /^SyntaxError/]] },
  {
    title: "newer library functions",
    cells: [
      ["[1, 2].findLast((q) => q > 0)", "2"],
      ["[3, 1].toSorted()", "[ 1, 3 ]"],
      ["Object.groupBy([1, 2, 3], (q) => (q % 2 ? 'odd' : 'even')).even", "[ 2 ]"],
      ["typeof Promise.withResolvers", "'function'"],
      ["new Set([1]).union(new Set([2]))", "Set(2) { 1, 2 }"],
      ["Iterator.from([1, 2]).map((q) => q * 2).toArray()", "[ 2, 4 ]"],
    ],
  },
  {
    title: "standard decorators with contexts, and accessor",
    cells: [
      [
        `function twice(method: (n: number) => number, context: ClassMethodDecoratorContext) {
  console.log(context.kind, context.name);
  return function (this: unknown, n: number): number { return 2 * method.call(this, n) };
}
class Decorated {
  accessor level = 3;
  @twice add(n: number): number { return n + 1 }
}
new Decorated().add(4)`,
        { result: "10", stdout: "method add\n" },
      ],
      ["new Decorated().level", "3"],
      [
        "const mark = (c: Function, { name }: ClassDecoratorContext) => { (c as any).marked = name };\n@mark class Marked { fail() {\n  throw new Error('in decorated') } }\n[(Marked as any).marked, new Marked().fail()]",
        { error: "Error: in decorated", trace: ["line 3"] },
      ],
    ],
  },
];
