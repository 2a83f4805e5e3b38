import type { Case } from "../../support/cases.ts";

export const streams: Case[] = [
  {
    title: "console methods",
    cells: [
      [
        "console.log('%s is %d', 'x', 3, { a: 1 }); console.info('i'); console.debug('d'); console.error('e'); console.warn('w')",
        { stdout: "x is 3 { a: 1 }\ni\nd\n", stderr: "e\nw\n" },
      ],
    ],
  },
  {
    title: "console.table, dir, group, styles",
    cells: [
      ["console.table([{ a: 1 }])", { stdout: /│ 0\s+│ 1 │/ }],
      [
        "console.group('g'); console.log('in'); console.groupEnd(); console.dir({ a: 1 }); console.log('%cstyled', 'color:red')",
        { stdout: "g\n  in\n{ a: 1 }\nstyled\n" },
      ],
    ],
  },
  {
    title: "process.stdout",
    cells: [
      [
        "process.stdout.write('raw'); process.stdout.write(Buffer.from('é')); process.stderr.write('err')",
        { result: "true", stdout: "rawé", stderr: "err" },
      ],
    ],
  },
  {
    title: "the callback of write",
    cells: [["await new Promise<void>((r) => process.stdout.write('cb', () => r()))", { stdout: "cb" }]],
  },
  {
    title: "a character split over two writes",
    cells: [
      [
        "const bytes = Buffer.from('é'); process.stdout.write(bytes.subarray(0, 1)); process.stdout.write(bytes.subarray(1));",
        { result: "true", stdout: "é" },
      ],
    ],
  },
  {
    title: "pipes into stdout",
    cells: [
      [
        "import { Readable } from 'node:stream'; import { pipeline } from 'node:stream/promises'; await pipeline(Readable.from(['a', 'b']), process.stdout, { end: false })",
        { stdout: "ab" },
      ],
    ],
  },
  {
    title: "no colours",
    cells: [["console.log({ a: 1, b: 'x' }); process.stdout.isTTY", { stdout: "{ a: 1, b: 'x' }\n" }]],
  },
  {
    title: "console is an object of its own",
    cells: [["const c9 = console; c9.log('via'); const { log } = console; log('bound')", { stdout: "via\nbound\n" }]],
  },
  {
    title: "what a flood prints is complete",
    cells: [["for (let i = 0; i < 20000; i++) console.log(i)", { stdout: /^0\n1\n[\s\S]*\n19999\n$/ }]],
  },
  {
    title: "order of streams and displays",
    cells: [["console.log('1'); display(2); console.log('3')", { stdout: "1\n3\n", mime: ["text/plain"] }]],
  },
];
