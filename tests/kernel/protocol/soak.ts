import { expect } from "chai";
import { startKernel } from "../support/client.ts";

const cells = [
  (n: number) => `let value = ${n}; value * 2`,
  (n: number) =>
    `const record${n % 50} = { id: ${n}, list: Array.from({ length: 1000 }, (_, i) => i) }; record${n % 50}.list.length`,
  () => "for (let i = 0; i < 200; i++) console.log(i)",
  () => "await new Promise((r) => setTimeout(r, 1)); display('x').update('y');",
  () => "class K { constructor(readonly a = 1) {} }\nenum E { A, B }\nnew K().a + E.B",
  () => "throw new Error('soak')",
  () => "globalThis.gc?.(); process.memoryUsage().rss",
];
const loops = [
  "while (true) {}",
  "await new Promise(() => {})",
  "while (true) await null",
  "setInterval(() => { while (true) {} }, 1); await new Promise(() => {})",
];

/** Thousands of cells and hundreds of interrupts with forced garbage collection: nothing crashes, nothing grows. */
export async function soak({ node, count, interrupts }: { node?: string; count: number; interrupts: number }) {
  const kernel = await startKernel({ node, flags: ["--expose-gc"], env: { TSGRAD_TYPES: "off" } });
  try {
    const every = Math.floor(count / interrupts);
    const ms: number[] = [];
    const rss: number[] = [];
    for (let n = 0; n < count; n++) {
      const code = cells[n % cells.length]!(n);
      const { reply, ms: took, published } = await kernel.execute(code);
      expect(reply.status, code).to.equal(code.startsWith("throw") ? "error" : "ok");
      if (n % cells.length === 0) ms.push(took);
      if (n % cells.length === 6)
        rss.push(Number((published.at(-1)!.content.data as Record<string, string>)["text/plain"]));
      if (n % every !== 0) continue;
      const running = kernel.execute(loops[(n / every) % loops.length]!);
      await new Promise((resolve) => setTimeout(resolve, 5 + (n % 40)));
      kernel.send("control", "interrupt_request", {});
      expect((await running).reply.ename).to.equal("InterruptError");
    }
    // The first fifth warms up.
    const [early, late] = [
      (list: number[]) => list.slice(list.length / 5, (list.length * 2) / 5),
      (list: number[]) => list.slice((list.length * 4) / 5),
    ];
    return {
      memoryGrowth: median(late(rss)) / median(early(rss)) - 1,
      latencyGrowth: median(late(ms)) / median(early(ms)) - 1,
      rssMB: Math.round(median(late(rss)) / 1e6),
      cellMs: median(late(ms)),
    };
  } finally {
    await kernel.stop();
  }
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
