export interface ExpectedCell {
  code: string;
  /** `type: text` of each output the notebook must hold afterwards. */
  outputs: string[];
  mayFail?: boolean;
}

const templates: ((n: number) => ExpectedCell)[] = [
  (n) => ({ code: `let value${n} = ${n};`, outputs: [] }),
  (n) => ({ code: `value${n - 1} * 2`, outputs: [`execute_result: ${(n - 1) * 2}`] }),
  (n) => ({ code: `console.log("cell", ${n})`, outputs: [`stream: cell ${n}\n`] }),
  (n) => ({ code: `console.error("oops"); ${n}`, outputs: ["stream: oops\n", `execute_result: ${n}`] }),
  (n) => ({ code: `await new Promise((r) => setTimeout(r, 1)); ${n}`, outputs: [`execute_result: ${n}`] }),
  (n) => ({
    code: `display.html("<b>${n}</b>"); const shown = display(${n}); shown.update(${n + 1});`,
    outputs: ["display_data: HTML", `display_data: ${n + 1}`],
  }),
  (n) => ({ code: `throw new RangeError("${n}")`, outputs: ["error: RangeError"], mayFail: true }),
  (n) => ({
    code: `class Layer { constructor(readonly size = ${n}) {} }\nnew Layer()`,
    outputs: [`execute_result: Layer { size: ${n} }`],
  }),
  (n) => ({ code: `console.log("gone"); clearOutput(); console.log("kept ${n}")`, outputs: [`stream: kept ${n}\n`] }),
  (n) => ({
    code: `for (let i = 0; i < 300; i++) console.log(i); "${n}"`,
    outputs: [`stream: ${Array.from({ length: 300 }, (_, i) => `${i}\n`).join("")}`, `execute_result: '${n}'`],
  }),
  () => ({ code: "[{ a: 1, b: 'x' }]", outputs: ["execute_result: [ { a: 1, b: 'x' } ]"] }),
  () => ({ code: "// nothing but a comment", outputs: [] }),
];

/** Cells of every kind, one after the other. */
export function longNotebook(length: number, { errors = true } = {}): ExpectedCell[] {
  return Array.from({ length }, (_, n) => {
    const cell = templates[n % templates.length]!(n);
    return cell.mayFail && !errors ? { code: `"${n}"`, outputs: [`execute_result: '${n}'`] } : cell;
  });
}
