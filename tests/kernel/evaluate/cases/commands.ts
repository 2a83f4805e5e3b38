import type { Case } from "../../support/cases.ts";

export const commands: Case[] = [
  {
    title: "%%time",
    cells: [
      [
        "%%time\nlet timed = 20;\ntimed + 1",
        { result: "21", stdout: /^CPU time: [\d.]+ m?s, wall time: [\d.]+ m?s\n$/ },
      ],
      ["timed", "20"],
      [
        "%%time\nconst a = 1;\nnull!.x",
        { error: /^TypeError/, trace: ["line 3", "> 3 | null!.x"], stdout: /wall time/ },
      ],
    ],
  },
  {
    title: "%%bash",
    cells: [
      ['%%bash\necho "to out"\necho "to err" >&2', { stdout: "to out\n", stderr: "to err\n" }],
      ["%%bash\nexit 3", /^CommandError: bash ended with exit code 3$/],
    ],
  },
  {
    title: "%env",
    cells: [
      ["%env TSGRAD_TEST=one two", {}],
      ["process.env.TSGRAD_TEST", "'one two'"],
      ["%env TSGRAD_TEST", { stdout: "one two\n" }],
    ],
  },
  {
    title: "commands between statements",
    cells: [["let before1 = 1;\n%env TSGRAD_TEST\nbefore1 + 1", { result: "2", stdout: "one two\n" }]],
  },
  {
    title: "a syntax error beside a command",
    cells: [["%env TSGRAD_TEST\nlet x = ;", { error: /^SyntaxError/, trace: ["line 2", "> 2 | let x = ;"] }]],
  },
  {
    title: "a percent sign that is no command",
    cells: [
      ["let sum = 7\n% 4\nsum", "3"],
      ["`\n%who\n`", "'\\n%who\\n'"],
    ],
  },
  {
    title: "a command that is not there",
    cells: [["%nothing", /^CommandError: There is no command %nothing\. There are: %npm, %who/]],
  },
  { title: "%types", cells: [["%types sometimes", /^CommandError: %types takes one of/]] },
  {
    title: "%who and %reset",
    cells: [
      ["const w1 = [1, 2]; function w2() {}"],
      ["%who", { mime: ["text/html"] }],
      ["%reset", { stdout: /^Forgot \d+ names/ }],
      ["w1", /^ReferenceError: w1 is not defined$/],
      ["typeof w1", "'undefined'"],
      ["let w1 = 5"],
      ["w1", "5"],
    ],
  },
  {
    title: "%npm installs beside the notebook",
    cells: [
      [
        'const fs9 = await import("node:fs"); fs9.mkdirSync("own-package"); fs9.writeFileSync("own-package/package.json", JSON.stringify({ name: "own-package", version: "1.0.0", main: "i.js" })); fs9.writeFileSync("own-package/i.js", "module.exports = { own: 1 }"); fs9.rmSync("node_modules"); fs9.mkdirSync("sub");',
      ],
      ["%npm install --offline ./own-package", { stdout: /added 1 package/ }],
      ["import { own } from 'own-package'; own", "1"],
    ],
  },
];

export const children: Case[] = [
  {
    title: "children that inherit the output print into their cell",
    cells: [
      [
        "import { spawn, spawnSync, execSync } from 'node:child_process'; spawnSync('echo', ['sync'], { stdio: 'inherit' }).status",
        { result: "0", stdout: "sync\n" },
      ],
      [
        "execSync('echo exec; echo err >&2', { stdio: 'inherit' }); 1",
        { result: "1", stdout: "exec\n", stderr: "err\n" },
      ],
      ["void spawn('sh', ['-c', 'sleep 0.1; echo late'], { stdio: 'inherit' });", { late: "late\n" }],
      ["await new Promise((r) => setTimeout(r, 400)); execSync('echo back').toString()", "'back\\n'"],
      ["execSync('exit 4', { stdio: 'inherit' })", /^Error: Command failed: exit 4/],
    ],
  },
  {
    title: "too much output is cut off, and said so",
    cells: [
      ["%env TSGRAD_MAX_OUTPUT=1000"],
      [
        "for (let i = 0; i < 1000; i++) console.log('0123456789')",
        { stdout: /^[\d\n]{1000}$/, stderr: /printed more than it may/ },
      ],
      ["%env TSGRAD_MAX_OUTPUT="],
    ],
  },
  {
    title: "async iterables are live",
    cells: [
      ["(async function* () { yield 1; yield 2 })()", { mime: ["text/plain"] }],
      [
        "async function* rows() { yield 'a'; throw new Error('in generator') }\nrows()",
        { error: "Error: in generator", mime: ["text/plain"] },
      ],
    ],
  },
];

export const helpers: Case[] = [
  {
    title: "progress over items",
    cells: [
      [
        "let seen = 0; for (const item of progress([1, 2, 3], { label: 'work' })) seen += item; seen",
        { result: "6", mime: ["text/html", "text/plain"] },
      ],
      [
        "async function* several() { yield 1; yield 2 }\nfor await (const item of progress(several())) seen += item;\nseen",
        { result: "9", mime: ["text/html", "text/plain"] },
      ],
      ["const bar = progress(10); bar.advance(); bar.update(10, 'done'); bar.close()", { mime: ["text/html"] }],
      ["progress('x' as never)", /^TypeError: progress\(\) takes a number of steps/],
    ],
  },
  {
    title: "numbers with range and strip, images as pictures",
    cells: [
      ["new Float32Array([1, 2, 3])", { result: "Float32Array(3) [ 1, 2, 3 ]", mime: ["text/html"] }],
      [
        "const pixels = new Uint8Array(100).map((_, i) => i); ({ shape: [10, 10], dtype: 'uint8', dataSync: () => pixels })",
        { result: /shape/, mime: ["text/html"] },
      ],
      ["new Map([['a', 1]])", { result: "Map(1) { 'a' => 1 }", mime: ["text/html"] }],
    ],
  },
  {
    title: "help",
    cells: [
      ["/** Adds one to a number. */\nfunction addOne(n: number): number {\n  return n + 1;\n}"],
      ["help(addOne)", { mime: ["text/markdown"] }],
      ["help(Math.max)", { mime: ["text/markdown"] }],
    ],
  },
];
