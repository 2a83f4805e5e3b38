/** Cells one after the other, each with the codes of the errors it must have. A cell with errors does not run. */
export interface TypeCase {
  title: string;
  cells: [code: string, ...errors: number[]][];
}

export const cases: TypeCase[] = [
  {
    title: "strict checking, with the newest library",
    cells: [
      ["const s1: number = 'x'", 2322],
      ["const g1 = Object.groupBy([1, 2, 3], (n) => (n % 2 ? 'odd' : 'even'))"],
      ["[1, 2].findLast((n) => n > 0)!.toFixed(); new Set([1]).union(new Set([2])); Promise.withResolvers<number>()"],
      ["function s2(a) { return a }", 7006],
      ["let s3: string = null", 2322],
    ],
  },
  {
    title: "Node's types, and no web page",
    cells: [
      ["process.version.length; Buffer.from('a'); fetch; structuredClone"],
      ["document.title", 2584],
      ["window", 2304],
    ],
  },
  {
    title: "a page when it is asked for",
    cells: [['/// <reference lib="dom" />\ndocument.title.length'], ["document.body.tagName"]],
  },
  {
    title: "values of earlier cells, constants among them",
    cells: [
      ["const v1 = 3; let v2 = 'a'; var v3 = [1]"],
      ["v1.toFixed(); v2.length; v3.push(2)"],
      ["v2 = 5", 2322],
      ["v2 = 'b'; v3 = [3]"],
      ["v1 = 4", 2588],
      ["let v4 = v1; v4 = 7"],
    ],
  },
  {
    title: "functions, classes, enums and namespaces of earlier cells",
    cells: [
      [
        "function f1(n: number): string { return String(n) }\nclass C1 { x = 1 }\nenum E1 { A, B }\nnamespace N1 { export const k = 1 }",
      ],
      ["const r1: string = f1(E1.A); const c1: C1 = new C1(); c1.x + N1.k; let e1: E1 = E1.B; class D1 extends C1 {}"],
      ["f1('one')", 2345],
      ["new D1().y", 2339],
    ],
  },
  {
    title: "types of earlier cells",
    cells: [
      ["type T2 = { a: number }; interface I2 { t: T2 } type G2<X> = X[]"],
      ["const t2: T2 = { a: 1 }; const i2: I2 = { t: t2 }; const g2: G2<string> = ['a']"],
      ["const t3: T2 = { a: 'x' }", 2322],
    ],
  },
  {
    title: "a type declared again leaves older functions as they were",
    cells: [
      ["type P3 = { x: number }\nfunction norm3(p: P3): number { return p.x }"],
      ["type P3 = { y: string }"],
      ["norm3({ x: 3 }); const p3: P3 = { y: 'new' }"],
      ["norm3(p3)", 2741],
      ["const q3: P3 = { x: 1 }", 2353],
    ],
  },
  {
    title: "a name declared again as something else",
    cells: [
      ["const r4 = 1"],
      ["function r4(): string { return 'a' }"],
      ["r4().length"],
      ["class r4 { z = 1 }"],
      ["new r4().z"],
      ["let r4 = true"],
      ["r4 = false"],
      ["r4 = 1", 2322],
    ],
  },
  {
    title: "a value and a type of one name from two cells",
    cells: [
      ["interface Both5 { a: number }"],
      ["const Both5 = { make(): Both5 { return { a: 1 } } }"],
      ["const b5: Both5 = Both5.make()"],
      ["type Both5 = string"],
      ["Both5.make().a; const c5: Both5 = 'text'"],
    ],
  },
  {
    title: "what fails its check leaves nothing",
    cells: [
      ["const lost6 = 1; const bad6: string = 2", 2322],
      ["lost6", 2304],
    ],
  },
  {
    title: "top-level await, for await, using and import.meta",
    cells: [
      ["const a7 = await Promise.resolve(3); a7.toFixed()"],
      ["for await (const chunk of (async function* () { yield 1 })()) chunk.toFixed()"],
      ["using u7 = { [Symbol.dispose]() {} }"],
      ["import.meta.dirname.length"],
    ],
  },
  {
    title: "packages behind exports, Node's modules, CommonJS",
    cells: [
      [
        'import { html } from "hono/html"; import { expect } from "chai"; import fs from "node:fs"; import * as path from "path"',
      ],
      ["html`<b>x</b>`; expect(1).to.equal(1); fs.existsSync(path.join('a'))"],
      ["fs.existsSinc('a')", 2551],
      ['import { nope } from "hono/html"', 2305],
      ['import missing8 from "not-a-package-at-all"', 2307],
      ["const dynamic8 = await import('node:os'); dynamic8.cpus().length"],
    ],
  },
  {
    title: "the course library",
    cells: [
      ['import { tensor, nn, optim, F, type Tensor } from "tsgrad"'],
      [
        "const x10 = tensor([[1, 2], [3, 4]]); const m10 = new nn.Linear(2, 1); const o10 = new optim.SGD(m10.parameters(), { lr: 0.1 })",
      ],
      ["const y10: Tensor = F.relu(m10.forward(x10)); y10.shape[0]!.toFixed()"],
      ["const n10: number = x10.sum()", 2322],
    ],
  },
  {
    title: "what the kernel puts there",
    cells: [
      [
        "const d11 = display(1); d11.update(2); display.html('<b>x</b>'); clearOutput({ wait: true }); updateDisplay('a', 1)",
      ],
      ["for (const i of progress([1, 2])) i.toFixed(); const bar11 = progress(10); bar11.advance(); help(display)"],
      ["const name11: string = prompt('name?'); confirm('sure?') && alert('ok'); require('node:fs')"],
      ["display.nope('x')", 2339],
      ['import * as tslab from "tslab"; tslab.display.html("x")'],
    ],
  },
  {
    title: "names of a cell hide globals",
    cells: [["const name = 'Ada'; const display = 3"], ["name.length; display.toFixed()"]],
  },
  {
    title: "an object alone in a cell",
    cells: [["{ a: 1, b: { c: 2 } }"], ["{ a: nope12 }", 2304]],
  },
  {
    title: "no check where the cell says so",
    cells: [
      ["// @ts-nocheck\nconst n13: number = 'x'"],
      ["n13.toFixed()"],
      ["// @ts-expect-error\nconst e13: number = 'x'"],
      ["// @ts-expect-error\nconst e14: number = 1", 2578],
    ],
  },
  {
    title: "cell commands are no TypeScript",
    cells: [
      ["%%bash\nls -la | grep x"],
      ["%time\nconst t14: string = 5", 2322],
      ["%%time\nconst t15 = 5"],
      ["t15.toFixed()"],
      ["const t16 = 7\n% 4"],
      ["const t17 = `\n%types off`"],
      ["%who"],
      ["%reset"],
      ["t15", 2304],
      ["const t15 = 'again'"],
      ["t15.length"],
    ],
  },
  {
    title: "declarations that a let can take later",
    cells: [["let late15: string | undefined"], ["late15 = 'a'"], ["late15.length", 18048]],
  },
  {
    title: "destructured names, names in blocks",
    cells: [
      ["const { a16, ...rest16 } = { a16: 1, b: 'x' }; let [first16] = [1]; if (true) { var inner16 = 2 }"],
      ["a16.toFixed(); rest16.b.length; first16 = 3; inner16.toFixed()"],
    ],
  },
  {
    title: "export and declare global",
    cells: [
      ["export const e17 = 1; export type X17 = string; declare global { var shared17: number }"],
      ["const x17: X17 = 'a'; globalThis.shared17 = e17; shared17.toFixed()"],
    ],
  },
  {
    title: "generic classes and overloads keep what they are",
    cells: [
      [
        "class Box18<T> { constructor(public value: T) {} map<U>(f: (v: T) => U) { return new Box18(f(this.value)) } }\nfunction over18(a: string): string; function over18(a: number): number; function over18(a: string | number) { return a }",
      ],
      [
        "new Box18(1).map((n) => n.toFixed()).value.length; over18('a').length; over18(1).toFixed(); let b18: Box18<string>",
      ],
      ["over18(true)", 2769],
    ],
  },
  {
    title: "decorators, parameter properties, abstract classes",
    cells: [
      [
        "function log19<T extends (...args: never[]) => unknown>(f: T, _c: ClassMethodDecoratorContext): T { return f }\nabstract class A19 { constructor(readonly n: number) {} abstract go(): void }\nclass B19 extends A19 { @log19 go() {} }",
      ],
      ["new B19(1).n = 2", 2540],
    ],
  },
];
