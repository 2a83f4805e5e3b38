import type { Case } from "../../support/cases.ts";

const sleep = (ms: number) => `await new Promise((r) => setTimeout(r, ${ms}));`;

export const asynchronous: Case[] = [
  {
    title: "top-level await in every place",
    cells: [
      ["const v = await Promise.resolve(42); v", "42"],
      ["await 3;", "3"],
      ["await (5)", "5"],
      ["await (async () => 6)()", "6"],
      ["const f = Promise.resolve({ x: 7 }); await (await f).x", "7"],
      ["const x1 = await 5, y1 = 6; x1 + y1", "11"],
      ["const { a: aa } = await (async () => ({ a: 9 }))(); aa", "9"],
      ["[await 1, await 2]", "[ 1, 2 ]"],
      ["String(await 8)", "'8'"],
      ["if (await true) console.log('yes')", { stdout: "yes\n" }],
    ],
  },
  {
    title: "for await",
    cells: [
      ["for await (const q of (async function* () { yield 1; yield 2 })()) console.log(q)", { stdout: "1\n2\n" }],
      ["const got = []; for await (const q of [Promise.resolve(1), 2]) got.push(q); got", "[ 1, 2 ]"],
    ],
  },
  {
    title: "for await closes what it leaves",
    cells: [
      [
        "async function* src() { try { yield 1; yield 2 } finally { console.log('closed') } }\nfor await (const q of src()) break",
        { stdout: "closed\n" },
      ],
    ],
  },
  {
    title: "await in a static method and an async arrow",
    cells: [
      ["class Z { static async q() { return await 1 } } await Z.q()", "1"],
      ["await (async () => { await null; return 2 })()", "2"],
    ],
  },
  { title: "a promise is shown as one", cells: [["Promise.resolve(3)", "Promise { 3 }"]] },
  {
    title: "a rejected await is the cell's error",
    cells: [
      ['await Promise.reject(new Error("rejected top"))', /^Error: rejected top$/],
      ["1 + 1", "2"],
    ],
  },
  {
    title: "an error in an async function",
    cells: [
      [
        "const fnAsync = async () => { await null; throw new TypeError('in async') }; await fnAsync();",
        { error: /^TypeError: in async$/, trace: ["In[+1], line 1"] },
      ],
    ],
  },
  {
    title: "late output goes to the cell that started it",
    cells: [
      ["setTimeout(() => console.log('late of first'), 30);", { late: "late of first\n" }],
      [`console.log('second'); ${sleep(80)}`, { stdout: "second\n" }],
    ],
  },
  {
    title: "late output of intervals, promises and immediates",
    cells: [
      [
        "let ticks = 0; const iv = setInterval(() => { console.log('tick'); if (++ticks === 2) clearInterval(iv) }, 10); setImmediate(() => console.log('immediate')); void Promise.resolve().then(() => setTimeout(() => console.log('then'), 40));",
        { late: "immediate\ntick\ntick\nthen\n" },
      ],
      [sleep(90)],
    ],
  },
  {
    title: "late displays go there too",
    cells: [
      ["setTimeout(() => display.html('<b>late</b>'), 10);", { mime: ["text/html"] }],
      [sleep(50), { mime: [] }],
    ],
  },
  {
    title: "an unhandled rejection is told in its cell",
    cells: [
      ["void Promise.reject(new Error('unh'));", { stderr: /^Uncaught Error: unh\n\nIn\[\d+\], line 1/ }],
      [sleep(20)],
      ["'after'", "'after'"],
    ],
  },
  {
    title: "an error in a timer is told in its cell",
    cells: [
      ["setTimeout(() => {\n  throw new Error('late')\n}, 20);", { stderr: /^Uncaught Error: late[\s\S]*line 2/ }],
      [sleep(60)],
      ["1 + 1", "2"],
    ],
  },
  {
    title: "an error in a microtask",
    cells: [
      ["queueMicrotask(() => { throw new Error('micro') }); void (await null);", { stderr: /Uncaught Error: micro/ }],
      [sleep(10)],
    ],
  },
  {
    title: "a handled rejection is no error",
    cells: [["const handled = Promise.reject(new Error('x')); await handled.catch(() => 'fine')", "'fine'"]],
  },
  { title: "a bare timer shows no handle", cells: [["setTimeout(() => {}, 1)"], ["setImmediate(() => {})"]] },
  {
    title: "process.exit",
    cells: [
      ["process.exit(3)", /^ExitError: process\.exit\(3\) has no effect here/],
      ["1 + 1", "2"],
      ["setTimeout(() => process.exit(), 5);", { stderr: /ExitError/ }],
      [`${sleep(30)} 'alive'`, "'alive'"],
    ],
  },
  { title: "process.abort", cells: [["process.abort()", /^ExitError/]] },
  {
    title: "emitters run under the cell that emits",
    cells: [
      [
        "import { EventEmitter } from 'node:events'; const em = new EventEmitter(); void em.on('x', () => console.log('heard'));",
      ],
      ["em.emit('x'); 4", { result: "4", stdout: "heard\n" }],
    ],
  },
];
