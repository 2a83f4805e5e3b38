import { expect } from "chai";
import { type KernelClient, startKernel } from "../support/client.ts";

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

interface Soak {
  node?: string;
  count: number;
  interrupts: number;
}

/**
 * Thousands of cells and hundreds of interrupts with forced garbage collection: nothing crashes, nothing grows. How quick
 * the kernel still is shows beside a fresh one, cell by cell: a busy machine slows both.
 */
export async function soak({ node, count, interrupts }: Soak) {
  const start = () => startKernel({ node, flags: ["--expose-gc"], env: { TSGRAD_TYPES: "off" } });
  const kernel = await start();
  const fresh = await start();
  try {
    const every = Math.floor(count / interrupts);
    const rss: number[] = [];
    for (let n = 0; n < count; n++) {
      const code = cells[n % cells.length]!(n);
      const { reply, published } = await kernel.execute(code);
      expect(reply.status, code).to.equal(code.startsWith("throw") ? "error" : "ok");
      if (n % cells.length === 6)
        rss.push(Number((published.at(-1)!.content.data as Record<string, string>)["text/plain"]));
      if (n % every === 0) await interrupt(kernel, loops[(n / every) % loops.length]!, 5 + (n % 40));
    }
    // The first fifth warms up.
    const early = median(rss.slice(rss.length / 5, (rss.length * 2) / 5));
    const late = median(rss.slice((rss.length * 4) / 5));
    for (let n = 0; n < 30; n++) await fresh.execute(cells[0]!(n));
    const ms: { aged: number[]; fresh: number[] } = { aged: [], fresh: [] };
    for (let n = 0; n < 300; n++) {
      ms.aged.push((await kernel.execute(cells[0]!(n))).ms);
      ms.fresh.push((await fresh.execute(cells[0]!(n))).ms);
    }
    return {
      memoryGrowth: late / early - 1,
      latencyGrowth: median(ms.aged) / median(ms.fresh) - 1,
      rssMB: Math.round(late / 1e6),
      cellMs: median(ms.aged),
    };
  } finally {
    await Promise.all([kernel.stop(), fresh.stop()]);
  }
}

async function interrupt(kernel: KernelClient, loop: string, afterMs: number): Promise<void> {
  const running = kernel.execute(loop);
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  kernel.send("control", "interrupt_request", {});
  expect((await running).reply.ename).to.equal("InterruptError");
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
