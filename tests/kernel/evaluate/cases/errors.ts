import type { Case } from "../../support/cases.ts";

export const errors: Case[] = [
  {
    title: "cell, line and column",
    cells: [
      [
        "const z = 1;\n\n\nnull!.foo",
        {
          error: /^TypeError: Cannot read properties of null \(reading 'foo'\)$/,
          trace: ["In[+1], line 4", "  > 4 | null!.foo", "|       ^"],
        },
      ],
    ],
  },
  {
    title: "a function of an earlier cell",
    cells: [
      ["function deep(n: number): number {\n  if (n === 0) throw new RangeError('deep');\n  return deep(n - 1);\n}"],
      [
        "deep(2)",
        {
          error: "RangeError: deep",
          trace: [
            "In[+1], line 2",
            "throw new RangeError",
            "at deep (In[+1]:2:22)",
            "at deep (In[+1]:3:10)",
            "In[+2]:1:1",
          ],
        },
      ],
    ],
  },
  {
    title: "lines stay true after imports, types and enums",
    cells: [
      [
        "import { sep } from 'node:path';\ninterface Long {\n  a: number;\n}\nenum Q { A }\nclass W { constructor(private v: number) {} }\nfunction fail(x: Long): never { throw new Error('here') }\nfail({ a: Q.A })",
        { error: "Error: here", trace: ["line 7", "at fail", ":7:39)", ":8:1"] },
      ],
    ],
  },
  {
    title: "columns stay true after erased types",
    cells: [
      ["const typed: Array<number> = []; (typed as any).push.nope.call()", { error: /reading 'call'/, trace: ["^"] }],
    ],
  },
  {
    title: "an async function's line",
    cells: [
      [
        "await (async () => { await null;\n\n throw new Error('async line 3') })()",
        { error: /async line 3/, trace: ["In[+1], line 3"] },
      ],
    ],
  },
  {
    title: "values thrown",
    cells: [
      ["throw 'a string'", /^Uncaught: 'a string'$/],
      ["throw { code: 1 }", /^Uncaught: \{ code: 1 \}$/],
      ["throw null", /^Uncaught: null$/],
      ["throw 10n", /^Uncaught: 10n$/],
      ["throw -0", /^Uncaught: -0$/],
      ["throw Symbol('s')", /^Uncaught: Symbol\(s\)$/],
      ["throw undefined", /^Uncaught: undefined$/],
    ],
  },
  {
    title: "a cause chain",
    cells: [
      [
        "throw new Error('outer', { cause: new TypeError('inner') })",
        { error: "Error: outer", trace: ["Error: outer", "Caused by TypeError: inner", "^"] },
      ],
    ],
  },
  {
    title: "a cause that is itself",
    cells: [
      ["const loop: any = new Error('loop'); loop.cause = loop; throw loop", /^Error: loop$/],
      [
        "const l1: any = new Error('l1'), l2: any = new Error('l2'); l1.cause = l2; l2.cause = l1; throw l1",
        /^Error: l1$/,
      ],
    ],
  },
  {
    title: "an AggregateError",
    cells: [
      [
        "await Promise.any([Promise.reject(new Error('p1')), Promise.reject(new Error('p2'))])",
        { error: /^AggregateError/, trace: ["Error: p1", "Error: p2"] },
      ],
    ],
  },
  {
    title: "names of error classes",
    cells: [
      [
        "class MyErr extends Error { constructor(m: string) { super(m); this.name = 'Mine' } }\nthrow new MyErr('m')",
        /^Mine: m$/,
      ],
      ["class Plain extends Error {}\nthrow new Plain('p')", /^Plain: p$/],
    ],
  },
  {
    title: "an error whose parts throw",
    cells: [
      ["throw { get stack() { throw 1 }, get message() { throw 2 } }", /^Uncaught/],
      ["throw new Proxy({}, { get() { throw new Error('trap') }, has() { throw new Error('trap') } })", /^Uncaught/],
    ],
  },
  { title: "JSON.parse", cells: [["JSON.parse('{bad')", /^SyntaxError: Expected property name/]] },
  {
    title: "a stack that never ends",
    cells: [
      [
        "function again(): number { return again() + 1 }\nagain()",
        { error: /^RangeError: Maximum call stack size exceeded/, trace: ["at again"] },
      ],
      ["1 + 1", "2"],
    ],
  },
  {
    title: "error.stack itself has cell lines",
    cells: [
      ["const es = new Error('s'); es.stack!.split('\\n').length", "2"],
      ["/In\\[\\d+\\]:1:12/.test(es.stack!)", "true"],
    ],
  },
  { title: "an error shown as a value", cells: [["new RangeError('shown').message", "'shown'"]] },
  {
    title: "a throwing getter in the result",
    cells: [["({ get v() { throw new Error('getter') } })", "{ v: [Getter] }"]],
  },
  {
    title: "a display method that throws",
    cells: [["({ [Symbol.for('Jupyter.display')]() { throw new Error('no picture') } })", /^Error: no picture$/]],
  },
  {
    title: "a display method that returns nothing",
    cells: [["({ [Symbol.for('Jupyter.display')]() {} })", /must return an object from MIME types/]],
  },
  { title: "prompt without anybody", cells: [["prompt('name?')", /^Error: Input is not possible here/]] },
  { title: "document", cells: [["document.title", /^ReferenceError: document is not defined/]] },
];
