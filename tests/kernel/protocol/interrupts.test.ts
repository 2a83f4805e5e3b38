// Oracle: the interrupt matrix. Every cell ends, the kernel keeps its state, and `finally` runs where an await is reached.
import { expect } from "chai";
import { type KernelClient, startKernel } from "../support/client.ts";

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Cells that never end by themselves, and whether V8 has to terminate them. */
const matrix: [name: string, code: string, terminated: boolean][] = [
  ["a loop", "while (true) {}", true],
  ["a loop that catches everything", "while (true) { try { while (true) {} } catch {} }", true],
  ["Atomics.wait", "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)", true],
  ["an await that never ends", "await new Promise(() => {})", false],
  ["a loop of awaited sleeps", "while (true) await new Promise((r) => setTimeout(r, 10))", false],
  ["a loop of microtasks", "while (true) await null", false],
  ["a loop of microtasks in a function", "await (async () => { while (true) await null })()", true],
  ["a sleep, then a loop", "await new Promise((r) => setTimeout(r, 10)); while (true) {}", true],
  [
    "a loop in an interval",
    "const iv = setInterval(() => { while (true) {} }, 5); await new Promise((r) => setTimeout(r, 60000))",
    true,
  ],
  ["a loop in an immediate", "setImmediate(() => { while (true) {} }); await new Promise(() => {})", true],
  [
    "for await",
    "for await (const x of (async function* () { while (true) { await new Promise((r) => setTimeout(r, 5)); yield 1 } })()) {}",
    false,
  ],
  ["a display method that loops", "({ [Symbol.for('Jupyter.display')]() { while (true) {} } })", true],
];

describe("interrupts", () => {
  let kernel: KernelClient;
  before(async () => {
    kernel = await startKernel();
    await kernel.execute(`let keep = 41; const ends: boolean[] = [];
      (globalThis as any)[Symbol.for('tsgrad.runtime')].hooks.add({ cellEnd: (i: any) => void ends.push(i.terminated) })`);
  });
  after(() => kernel.stop());

  /** How each cell so far has ended: by termination? */
  const ends = async (): Promise<boolean[]> => {
    const { published } = await kernel.execute("JSON.stringify(ends)");
    const text = (published.at(-1)!.content.data as Record<string, string>)["text/plain"]!;
    return JSON.parse(text.slice(1, -1)) as boolean[];
  };

  /** Runs a cell, interrupts it after a while. */
  const interrupt = async (code: string, times = 1) => {
    const running = kernel.execute(code);
    await sleep(250);
    for (let i = 0; i < times; i++) {
      if (i > 0) await sleep(20);
      kernel.send("control", "interrupt_request", {});
    }
    return running;
  };

  for (const [name, code, terminated] of matrix) {
    it(name, async () => {
      const from = await ends();
      const { reply } = await interrupt(code);
      expect(reply).to.include({ status: "error", ename: "InterruptError" });
      // What an await can end is not terminated. How soon either answers is measured by `npm run bench:kernel`.
      expect((await ends())[from.length + 1], "terminated").to.equal(terminated);
      expect((await kernel.execute("keep + 1")).published.at(-1)!.content.data).to.deep.equal({ "text/plain": "42" });
    });
  }

  it("finally and using run where an await is reached", async () => {
    const code =
      "using r = { [Symbol.dispose]() { console.log('disposed') } };\ntry { await new Promise(() => {}) } finally { console.log('finally') }";
    expect((await interrupt(code)).text()).to.equal("finally\ndisposed\n");
  });

  it("a library call that looks at the flag ends with its own error", async () => {
    const code = `const { interrupt } = (globalThis as any)[Symbol.for("tsgrad.runtime")];
      const step = () => { if (Atomics.load(interrupt, 0)) throw Object.assign(new Error("stopped"), { name: "InterruptError" }) };
      try { while (true) step() } finally { console.log("library finally") }`;
    const { reply, text } = await interrupt(code);
    expect(reply.evalue).to.equal("stopped");
    expect(text()).to.equal("library finally\n");
  });

  it("hooks hear of the end, and whether it was a termination", async () => {
    const before = await ends();
    await interrupt("while (true) {}");
    await interrupt("await new Promise(() => {})");
    expect((await ends()).slice(before.length)).to.deep.equal([false, true, false]);
  });

  it("a second interrupt soon after does not wait", async () => {
    const { reply } = await interrupt("while (true) {}", 2);
    expect(reply.ename).to.equal("InterruptError");
    expect((await kernel.execute("keep")).reply.status).to.equal("ok");
  });

  it("an interrupt while nothing runs changes nothing", async () => {
    for (let i = 0; i < 5; i++) await kernel.request("control", "interrupt_request", {});
    await sleep(150);
    expect((await kernel.execute("keep")).reply.status).to.equal("ok");
  });

  it("cells behind the interrupted one are aborted", async () => {
    const running = interrupt("while (true) {}");
    await sleep(50);
    const behind = kernel.execute("1");
    expect((await running).reply.ename).to.equal("InterruptError");
    expect((await behind).reply.status).to.equal("aborted");
  });

  it("a prompt that waits", async () => {
    const asked = kernel.wait(({ header }) => header.msg_type === "input_request");
    const running = kernel.execute("prompt('?')", { allow_stdin: true });
    await asked;
    kernel.send("control", "interrupt_request", {});
    expect((await running).reply.ename).to.equal("InterruptError");
  });

  it("thirty interrupts of every kind in a row", async () => {
    for (let i = 0; i < 30; i++) {
      const running = kernel.execute(matrix[i % matrix.length]![1]);
      await sleep(i % 3 === 0 ? 0 : 15);
      kernel.send("control", "interrupt_request", {});
      const done = await Promise.race([running, sleep(400)]);
      // An interrupt may come before the cell has begun: then it is asked for once more.
      if (!done) kernel.send("control", "interrupt_request", {});
      expect((await running).reply.ename).to.equal("InterruptError");
      expect((await kernel.execute("keep")).reply.status).to.equal("ok");
    }
  });
});
