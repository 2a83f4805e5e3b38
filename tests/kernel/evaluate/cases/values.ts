import type { Case, Expected } from "../../support/cases.ts";

const values: [code: string, shown: Expected][] = [
  ["1", "1"],
  ["-0", "-0"],
  ["0.1 + 0.2", "0.30000000000000004"],
  ["9007199254740993", "9007199254740992"],
  ["2 ** 53 + 2", "9007199254740994"],
  ["1e21", "1e+21"],
  ["NaN", "NaN"],
  ["-Infinity", "-Infinity"],
  ["10n ** 30n", "1000000000000000000000000000000n"],
  ["true", "true"],
  ["null", "null"],
  ["undefined", undefined],
  ["void 0", undefined],
  ["'it\\'s'", `"it's"`],
  ["`a\nb`", "'a\\nb'"],
  ["'😀'", "'😀'"],
  ["Symbol('q')", "Symbol(q)"],
  ["[1, , 3]", "[ 1, <1 empty item>, 3 ]"],
  ["({ a: 1, b: { c: { d: 1 } } })", "{ a: 1, b: { c: { d: 1 } } }"],
  ["new Map([[1, { a: 2 }]])", "Map(1) { 1 => { a: 2 } }"],
  ["new Set(['a'])", "Set(1) { 'a' }"],
  ["new WeakMap()", "WeakMap { <items unknown> }"],
  ["new Float32Array([1, 0.5])", "Float32Array(2) [ 1, 0.5 ]"],
  ["new BigInt64Array([1n])", "BigInt64Array(1) [ 1n ]"],
  ["(x: number) => x", "[Function (anonymous)]"],
  ["class K {}; K", "[class K]"],
  ["/a+/gi", "/a+/gi"],
  ["new Date(0)", "1970-01-01T00:00:00.000Z"],
  ["Object.create(null)", "[Object: null prototype] {}"],
  ["({ toString() { return 'TS' } })", "{ toString: [Function: toString] }"],
  ["const cyc: any = {}; cyc.self = cyc; cyc", "<ref *1> { self: [Circular *1] }"],
  ["new Proxy({ a: 1 }, {})", { result: /^(?:Proxy\()?\{ a: 1 \}\)?$/ }],
];

const records = "[{ a: 1, b: 'x' }, { a: 2, c: true }]";
const png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";

export const shownValues: Case[] = [
  ...values.map(([code, shown]): Case => ({ title: code, cells: [[code, shown]] })),
  {
    title: "records as a table",
    cells: [[records, { result: "[ { a: 1, b: 'x' }, { a: 2, c: true } ]", mime: ["text/html"] }]],
  },
  { title: "an array of numbers is no table", cells: [["[1, 2]", { result: "[ 1, 2 ]", mime: ["text/plain"] }]] },
  {
    title: "bytes of a PNG",
    cells: [[`Buffer.from("${png}", "base64")`, { result: "image/png, 70 bytes", mime: ["image/png"] }]],
  },
  { title: "other bytes", cells: [["new Uint8Array([1, 2])", "Uint8Array(2) [ 1, 2 ]"]] },
  {
    title: "a sharp pipeline",
    cells: [
      [
        "import sharp from 'sharp'; sharp({ create: { width: 2, height: 2, channels: 3, background: 'red' } })",
        { result: /^image\/png/, mime: ["image/png"] },
      ],
    ],
  },
  {
    title: "a Vega-Lite specification",
    cells: [
      [
        "({ $schema: 'https://vega.github.io/schema/vega-lite/v6.json', mark: 'bar', encoding: { x: { field: 'a' } } })",
        { result: "Vega-Lite chart bar x=a", mime: ["application/vnd.vegalite.v5+json"] },
      ],
    ],
  },
  {
    title: "an object that shows itself",
    cells: [
      [
        "({ [Symbol.for('Jupyter.display')]: () => ({ 'text/html': '<b>', 'text/plain': 'bold' }) })",
        { result: "bold", mime: ["text/html"] },
      ],
    ],
  },
  {
    title: "an object that shows itself with metadata",
    cells: [
      [
        "({ [Symbol.for('Jupyter.display')]: () => ({ data: { 'image/png': 'AA==' }, metadata: { 'image/png': { width: 9 } } }) })",
        { result: "Object", mime: ["image/png"] },
      ],
    ],
  },
  {
    title: "an object that shows itself later",
    cells: [
      ["({ [Symbol.for('Jupyter.display')]: async () => { await null; return { 'text/plain': 'async' } } })", "async"],
    ],
  },
  {
    title: "display functions",
    cells: [
      [
        "display(1); display.html('<b>'); display.markdown('# x'); display.latex('x'); display.svg('<svg/>'); display.json({ a: 1 }); display.raw('text/x', 'y')",
        {
          mime: [
            "text/plain",
            "text/html",
            "text/markdown",
            "text/latex",
            "image/svg+xml",
            "application/json",
            "text/x",
          ],
        },
      ],
    ],
  },
  {
    title: "tslab's display",
    cells: [
      [
        "import * as tslab from 'tslab'; tslab.display.html('q'); tslab.newDisplay().text('1'); typeof tslab.versions",
        { result: "'object'", mime: ["text/html", "text/plain", "text/plain"] },
      ],
    ],
  },
];
