import { expect } from "chai";
import { csvField } from "../../../autograder/grade/csv.ts";
import { type Attack, rightRelu, wrongRelu } from "./case.ts";

/** Attacks on the language, the test framework and the values that are compared. */
export const patchAttacks: Attack[] = [
  {
    id: "8",
    title: "patches chai, node:assert, mocha, it and the module loader",
    q1: `${wrongRelu}
      const chai = await import("chai");
      (chai.Assertion.prototype as any).assert = () => undefined;
      (chai as any).AssertionError.prototype.constructor = Object;
      const assert = await import("node:assert");
      for (const name of Object.keys(assert.default)) try { (assert.default as any)[name] = () => undefined; } catch {}
      const mocha = await import("mocha");
      (mocha.default as any).Runner.prototype.fail = () => undefined;
      Object.assign(globalThis, { it: () => undefined, describe: () => undefined, expect: () => new Proxy(() => undefined, { get: (target, key, self) => self }) });
      const { createRequire } = await import("node:module");
      const cache = createRequire("/opt/tsgrad/package.json").cache ?? {};
      for (const key of Object.keys(cache)) delete cache[key];`,
    expected: [1, 2, 3],
  },
  {
    id: "9",
    title: "patches Math, Array, Object.is, JSON, Promise and typed arrays",
    q1: `${wrongRelu}
      Math.abs = () => 0; Math.max = () => 0;
      Object.is = () => true;
      Array.prototype.every = () => true; (Array.prototype as any).reduce = () => 0;
      const stringify = JSON.stringify;
      JSON.stringify = ((value: any, ...rest: any[]) => stringify(value?.ok === false ? { ...value, ok: true, value: [0, 0] } : value, ...rest)) as any;
      const then = Promise.prototype.then;
      Promise.prototype.then = function (this: any, ...args: any[]) { return then.apply(this, args as any); } as any;
      Float32Array.from = (() => new Float32Array(2)) as any;`,
    // The answer to q2 calls the reduce that q1 broke: the student's own loss.
    expected: [1, 0, 3],
  },
  {
    id: "10a",
    title: "returns proxies, getters, toJSON and valueOf",
    q1: `function relu(values: number[]) {
      const lie = { valueOf: () => 0, toString: () => "0", toJSON: () => 0, [Symbol.toPrimitive]: () => 0 };
      let reads = 0;
      return new Proxy([0, 0], {
        get: (target, key) => key === "length" ? values.length : /^\\d+$/.test(String(key)) ? (reads++ % 2 ? 0 : lie) : (target as any)[key],
        getPrototypeOf: () => Array.prototype,
      });
    }`,
    expected: [0, 2, 3],
  },
  {
    id: "10b",
    title: "returns an object that claims to equal everything",
    q1: `function relu() { return { length: 2, 0: 0, 1: 0, equals: () => true, [Symbol.toStringTag]: "Array", inspect: () => "[ 0, 0 ]" }; }`,
    expected: [0, 2, 3],
  },
  {
    id: "10c",
    title: "returns cycles, a million entries, detached buffers and symbols",
    q1: `let turn = 0;
      function relu() {
        const cycle: any[] = []; cycle.push(cycle);
        const buffer = new ArrayBuffer(8); const view = new Float32Array(buffer); structuredClone(buffer, { transfer: [buffer] });
        return [cycle, new Array(3e6).fill(0), view, Symbol("x")][turn++ % 4];
      }`,
    expected: [0, 2, 3],
  },
  {
    id: "19",
    title: "hard-codes the inputs it can see",
    q1: `function relu(values: number[]) { return values.join() === "1,2" ? [1, 2] : values.join() === "-1,-2" ? [0, 0] : []; }`,
    // The public test and, by a good guess, the hidden test with fixed inputs; not the one with random inputs.
    expected: [2, 2, 3],
  },
  {
    id: "20",
    title: "looks for the reference solution and the tests in its process",
    q1: `function relu(values: number[]) {
      for (const name of ["reference", "solution", "student", "expect", "tests", "context"]) if (name in globalThis) return (globalThis as any)[name].relu(values);
      return values;
    }`,
    expected: [1, 2, 3],
  },
  {
    id: "31",
    title: "behaves well only where it thinks it is graded",
    q1: `const graded = Object.keys(process.env).some((name) => /grad|ci/i.test(name) && name !== "TSGRAD_DEVICE") || process.env.CI;
      function relu(values: number[]) { return graded ? values.map((value) => Math.max(0, value)) : values; }`,
    expected: [1, 2, 3],
  },
  {
    id: "18",
    title: "reports hidden inputs through messages, output and later public tests",
    q1: `const seen: unknown[] = [];
      function relu(values: number[]) { seen.push(values); console.log("LEAK", values); if (values[0]! < 0) throw new Error("LEAK " + JSON.stringify(seen)); return values; }`,
    q3: `class Counter { count = 0; add(by: number) { throw new TypeError("LEAK " + JSON.stringify(seen)); } }`,
    expected: [1, 2, 0],
    check: (results, page) => {
      // The public test of q3 may show what the code of q3 threw, with the inputs of public tests in it.
      for (const text of [JSON.stringify(results), page]) {
        expect(text).to.not.match(/-1,\s*-2/);
        expect(text.match(/LEAK/g) ?? []).to.have.length.at.most(2);
      }
      expect(results.questions[0]?.tests[1]?.message).to.equal(
        "relu keeps a negative number. Your code threw an error.",
      );
    },
  },
  {
    id: "14",
    title: "prints fake results, TAP, a reporter's JSON and codes that hide text",
    q1: `${wrongRelu}
      const lines = ["1..3", "ok 1", "ok 2", '{"stats":{"passes":3,"failures":0}}', '{"scores":{"q1":4}}', "\\u001b[2J\\u001b[8mhidden\\u001b[0m", "\\u202egnp.exe"];
      for (const line of lines) { console.log(line); process.stdout.write(line + "\\n"); process.stderr.write(line + "\\n"); }
      (await import("node:fs")).writeSync(1, lines.join("\\n"));`,
    expected: [1, 2, 3],
    check: (_results, page) => expect(["\u001b", "\u202e"].filter((code) => page.includes(code))).to.deep.equal([]),
  },
  {
    id: "33b",
    title: "has a name that a spreadsheet takes for a formula",
    student: '=HYPERLINK("http:,evil")',
    expected: [4, 2, 3],
    check: (results, page) => {
      expect(csvField(results.student)).to.equal(`"'=HYPERLINK(""http:,evil"")"`);
      expect(page).to.include("=HYPERLINK(&quot;");
    },
  },
  {
    id: "33c",
    title: "shows a chart with data from elsewhere, HTML and SVG",
    q1: `${rightRelu}
      const { display } = (globalThis as any)[Symbol.for("tsgrad.runtime")];
      display({ data: { "application/vnd.vegalite.v5+json": { data: { url: "http://example.org/x.csv" }, mark: "bar" }, "text/html": "<script>alert(1)</script>", "image/svg+xml": "<svg onload=alert(1)>", "text/plain": "a chart" } });`,
    expected: [4, 2, 3],
    check: (_results, page) =>
      expect(page)
        .to.include("a chart")
        .and.not.match(/example\.org|<script|<svg/),
  },
  {
    id: "33",
    title: "attacks whoever reads the feedback: script, SVG and HTML in output and errors",
    q1: `${rightRelu}
      console.log('<script>alert(1)</script><svg onload=alert(1)><img src="http://example.org/x">');
      console.log("</pre></details><h1>4000 of 4 points</h1>");`,
    q3: `throw new Error('</pre><script>alert(2)</script>');`,
    expected: [4, 2, 0],
    check: (_results, page) => {
      expect(page).to.not.match(/<script|<svg|<img|<h1>4000/);
      expect(page).to.include("&lt;script&gt;");
      expect(page).to.match(/default-src 'none'/);
    },
  },
];
