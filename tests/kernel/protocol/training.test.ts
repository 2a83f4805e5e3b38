// Oracle: the same training without interrupts. A stopped loop leaves no tensor, no open scope and no stopped engine behind.
import { expect } from "chai";
import { type KernelClient, startKernel } from "../support/client.ts";

const setUp = `import { F, manualSeed, memory, nn, optim, randint, randn } from "tsgrad";
manualSeed(0);
const x = randn([64, 1, 14, 14]), y = randint(0, 10, [64]);
const layers = () => new nn.Sequential(new nn.Conv2d(1, 8, 3, { padding: 1 }), new nn.BatchNorm2d(8), new nn.ReLU(), new nn.Flatten(), new nn.Linear(8 * 14 * 14, 10));
function trainer() {
  manualSeed(1);
  const model = layers(), optimizer = new optim.SGD(model.parameters(), { lr: 0.05 });
  return () => {
    optimizer.zeroGrad();
    const loss = F.crossEntropy(model.forward(x), y);
    loss.backward();
    optimizer.step();
    return loss.item();
  };
}
let step = trainer(), steps = 0, finals = 0;
step(); step();`;

const loops = [
  "try { while (true) { step(); steps++ } } finally { finals++ }",
  "try { while (true) { step(); steps++; await null } } finally { finals++ }",
  "const run = async () => { try { while (true) { step(); steps++; await new Promise((r) => setTimeout(r, 1)) } } finally { finals++ } };\nawait run()",
  // Nothing here looks at the flag for long: this one is terminated, in the middle of a step or not.
  "while (true) { step(); steps++; const until = performance.now() + 400; while (performance.now() < until) {} }",
];

describe("interrupted training", function () {
  this.timeout(180_000);
  let kernel: KernelClient;
  before(async () => {
    kernel = await startKernel();
    const { reply } = await kernel.execute(setUp);
    expect(reply.status, String(reply.evalue)).to.equal("ok");
  });
  after(() => kernel.stop());

  const read = async <T>(code: string): Promise<T> => {
    const { reply, published } = await kernel.execute(`JSON.stringify(${code})`);
    expect(reply.status, String(reply.evalue)).to.equal("ok");
    const text = (published.at(-1)!.content.data as Record<string, string>)["text/plain"]!;
    return JSON.parse(text.slice(1, -1)) as T;
  };
  /** Runs a loop and stops it somewhere in the middle of its work. */
  const stopped = async (code: string, round: number) => {
    const running = kernel.execute(code);
    const started = await kernel.wait(({ header }) => header.msg_type === "execute_input");
    expect(started.content.code).to.equal(code);
    await new Promise((resolve) => setTimeout(resolve, 20 + ((round * 37) % 90)));
    kernel.send("control", "interrupt_request", {});
    return (await running).reply;
  };

  it("50 times, then training goes as if nothing had happened", async () => {
    const expected = await read<number[]>("Array.from({ length: 5 }, trainer())");
    const before = await read<{ tensors: number }>("(step(), step(), memory())");
    for (let round = 0; round < 50; round++) {
      const reply = await stopped(loops[round % loops.length]!, round);
      expect(reply.ename, String(reply.evalue)).to.equal("InterruptError");
    }
    expect(await read<number[]>("Array.from({ length: 5 }, trainer())")).to.deep.equal(expected);
    const after = await read<{ tensors: number }>("(step(), step(), memory())");
    expect(after.tensors).to.be.at.most(before.tensors + 10);
    expect(await read<number>("finals")).to.be.above(5);
  });

  it("the traceback shows the cell's line, not the library's inside", async () => {
    const reply = await stopped("const a = 1;\nwhile (true) step();", 1);
    expect((reply.traceback as string[]).join("\n")).to.match(/In\[\d+\], line \d+\n/);
    expect((reply.traceback as string[]).join("\n")).to.not.include("export function throwIfInterrupted");
  });
});
