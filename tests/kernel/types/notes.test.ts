// Oracle: what a student has to do in each case; every note was read as the student at midnight would read it.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { codesIn, startNotebook, type TypedNotebookFixture } from "./notebook.ts";

/** What every case may use: run as one cell before them. */
const given = `import { tensor, nn, optim, F, type Tensor } from "tsgrad";
const x = tensor([[1, 2], [3, 4]]); const model = new nn.Linear(2, 1); const list = [1, 2, 3]; let count = 3; const limit = 10;
async function load() { return 5 }
interface Point { x: number; y: number; label?: string }
const point: Point = { x: 1, y: 2 };
enum Color { Red, Blue }`;

/** A mistake, TypeScript's code for it, and a part of the note. */
const mistakes: [code: string, error: number, note: string | RegExp][] = [
  // One type where another is wanted
  ["const a: number = '3'", 2322, "Number(text) converts it"],
  ["const a: string = count", 2322, "String(value) makes a text"],
  ["const a: boolean = count", 2322, "Compare to get one"],
  ["const a: number = list.find((n) => n > 1)", 2322, "give a default (value ?? 0)"],
  ["const a: Color = 'Red'", 2322, "Color.Name"],
  ["const a: 'sum' | 'mean' = 'max'", 2322, /only these texts are allowed: "(?:sum|mean)", "(?:sum|mean)"/],
  ["Math.sqrt('4')", 2345, "Number(text) converts it"],
  ["[1].map(load())", 2345, "pass it without calling it"],
  ["const a: number = load", 2322, "Write () behind its name"],
  ["'3' as number", 2352, "Number(text) converts it"],
  // Promises
  ["const a: number = load()", 2322, "Put await before the call"],
  ["load() + 1", 2365, "Put await before the call"],
  ["load().toFixed()", 2339, "Write (await ...).toFixed"],
  ["if (load()) count = 1", 2801, "a Promise is always true"],
  ["for (const n of load()) count = n", 2488, "Put await before it"],
  // Objects
  ["const p: Point = { x: 1 }", 2741, 'add "y" to the object'],
  ["const p: Point = { x: 1, y: 2, z: 3 }", 2353, "add z to the type"],
  ["const p: Point = { x: 1, y: 2, lable: 'a' }", 2561, "did you mean label?"],
  ["point.label.length", 18048, "write point.label?."],
  ["list.find((n) => n > 1).toFixed()", 2532, "?."],
  ["const d = { a: 1 }; const key: string = 'a'; d[key]", 7053, "Record<string, number>"],
  ["({ a: 1 }).keys()", 2339, "Object.keys(object)"],
  ["for (const v of { a: 1 }) v", 2488, "Object.entries(object)"],
  ["for (const v of 5) v", 2488, "for (let i = 0; i < n; i++)"],
  ["const q = { a: 1, a: 2 }", 1117, "the second one replaces the first"],
  ["try { count = 1 } catch (e) { e.message }", 18046, "if (e instanceof Error)"],
  ["if ([1] === [1]) count = 1", 2839, "Compare what is in them"],
  ["if (count === '3') count = 1", 2367, "they can never be equal"],
  ["'a' * 2", 2362, "only numbers can be computed with"],
  ["(list as readonly number[]).push(1)", 2339, "a readonly list cannot be changed"],
  ["const t: [number, number] = [1, 2]; t[2]", 2493, "counting starts at 0"],
  // Names
  ["coutn", 2304, "did you mean count?"],
  ["nothing_like_it", 2304, "no cell that has run defines it"],
  ["print(x)", 2304, "that is Python. Here it is console.log(...)"],
  ["None", 2304, "null or undefined"],
  ["torch.zeros([2])", 2304, 'import { tensor, nn, optim, F } from "tsgrad"'],
  ["manualSeed(0)", 2304, 'import { manualSeed } from "tsgrad";'],
  ["manual_seed(0)", 2304, 'import { manualSeed } from "tsgrad";'],
  ["new Conv2d(1, 1, 1)", 2304, 'it is called nn.Conv2d: import { nn } from "tsgrad";'],
  ["fs.existsSync('a')", 2304, 'import fs from "node:fs";'],
  ["document.title", 2584, "no web page"],
  ["limit = 11", 2588, "Declare it with let in In[1] when it has to change: let limit ="],
  ["early + 1; const early = 1", 2448, "Move the declaration above this line"],
  ["let late: number; late + 1", 2454, "let late = ..."],
  ["let twice = 1; let twice = 2", 2451, "can declare a name only once"],
  ["Point", 2693, "Point is a type and has no value when the cell runs"],
  ["const c: count = 1", 2749, "typeof count"],
  ["globalThis.shared = 3", 7017, "declare global { var name: number }"],
  // Modules
  ["import lodash from 'lodash-not-here'", 2307, "%npm install lodash-not-here"],
  ["import torch from 'torch'", 2307, "that is a Python package"],
  ["import { a } from './helpr'", 2307, 'there is "./helper.ts"'],
  ["import { cross_entropy } from 'tsgrad'", 2305, /camelCase.*F\.crossEntropy/],
  ["import { Linear } from 'tsgrad'", 2305, /part of nn: .*nn\.Linear/],
  ["import { tensr } from 'tsgrad'", 2724, "did you mean tensor?"],
  // Functions
  ["function f(v) { return v }", 7006, "write what type it has: v: number"],
  ["class Net extends nn.Module { forward(x) { return x } }", 7006, "x: Tensor"],
  ["function f(n: number): number { if (n > 1) return 1 }", 2366, "end with a return"],
  ["model.forward(x, x)", 2554, "press Shift-Tab"],
  ["count()", 2349, "leave out the ()"],
  ["if (count.toFixed) count = 1", 2774, "a function is always true"],
  ["function f() { return this.y }", 2683, "Use an arrow function"],
  ["let a: Array = []", 2314, "or number[]"],
  // Classes
  ["class A { v: number }", 2564, "give it a value where it is declared"],
  ["class A extends nn.Module { }", 2515, "a module needs forward(x: Tensor): Tensor"],
  ["class A { } class B extends A { v = 1; constructor() { } }", 2377, "starts with super(...)"],
  ["abstract class A { } new A()", 2511, "Make an object of a class that extends it"],
  ["class A { private s = 1 } new A().s", 2341, "only the class itself may use it"],
  ["nn.Linear(2, 1)", 2348, "new nn.Linear(...)"],
  ["list.append(4)", 2339, "push(value)"],
  // Tensors and layers
  ["const a: number = x.sum()", 2322, "x.item() reads the value"],
  ["const a: Tensor = [1, 2]", 2740, "tensor(value)"],
  ["const a: number[] = x", 2740, "x.toArray()"],
  ["x.toArray()[0]", 7053, "x.toArray() as number[][]"],
  ["x + x", 2365, "a.add(b)"],
  ["2 * x", 2363, "a.mul(b)"],
  ["x > 0", 2365, "a.gt(b)"],
  ["if (x === 3) count = 1", 2367, "a.eq(b)"],
  ["x[0]", 7053, "x.at(0)"],
  ["x.forEach((v) => v)", 2339, "x.toArray()"],
  ["x.requires_grad", 2551, "names are written in camelCase here: requiresGrad"],
  ["F.cross_entropy(x, x)", 2551, "names are written in camelCase here: crossEntropy"],
  ["nn.relu(x)", 2551, "F.relu(x)"],
  ["model(x)", 2349, "by its forward: model.forward(x)"],
  ["x.reshape(2, 2)", 2554, "one list: reshape([2, 3])"],
  ["x.view(4)", 2345, "given as one list"],
  ["x.sum(dim = 1)", 2304, "Options go into braces"],
  ["new optim.SGD(model, { lr: 0.1 })", 2345, "model.parameters()"],
  ["new optim.SGD(model.parameters(), 0.1)", 2559, "in braces: { lr: 0.1 }"],
  ["new optim.Adam(model.parameters(), { learning_rate: 0.1 })", 2353, "lr"],
];

describe("notes beside type errors", () => {
  let notebook: TypedNotebookFixture;
  before(async () => {
    notebook = startNotebook();
    writeFileSync(join(notebook.directory, "helper.ts"), "export const a = 1;");
    expect(await notebook.cell(given)).to.equal("");
  });
  after(() => notebook.stop());

  for (const [code, error, note] of mistakes) {
    it(`${code.replace(/\n/g, " ")} (TS${error})`, async () => {
      const traceback = await notebook.cell(code);
      expect(codesIn(traceback)[0], traceback).to.equal(error);
      const said = /^ {2}Note: (.*)$/m.exec(traceback)?.[1];
      if (typeof note === "string") expect(said, traceback).to.include(note);
      else expect(said, traceback).to.match(note);
      expect(said!.length, "short enough to be read").to.be.below(200);
    });
  }

  it("a name of a cell that was refused", async () => {
    const traceback = await notebook.cell("const refused: string = 1");
    const cell = /In\[\d+\]/.exec(traceback)![0];
    expect(await notebook.cell("refused.length")).to.include(`Note: ${cell} would define refused, but was not run`);
  });

  it("the same note is not said twice", async () => {
    const traceback = await notebook.cell("const one: number = 'a'; const two: number = 'b'");
    expect(traceback.match(/Note:/g)?.length).to.equal(1);
  });
});
