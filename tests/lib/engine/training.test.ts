// Oracles: TensorFlow's losses for those of wasm; the counts of tfjs and of TensorFlow's handles before the long run.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { expect } from "chai";
import { type DeviceName, device, InterruptError, setDevice, tf } from "../../../lib/engine/index.ts";
import { runtime } from "../../../lib/runtime.ts";
import { isGradEnabled, memory } from "../../../lib/tensor/index.ts";
import { trainer } from "./networks.ts";

const DEVICES: DeviceName[] = ["cpu", "wasm"];
const chosen = device();

describe("training on every device", function () {
  this.timeout(300_000);
  after(() => setDevice(chosen));

  it("TensorFlow and wasm find the same losses for 20 steps", async () => {
    const losses: number[][] = [];
    for (const name of DEVICES) {
      await setDevice(name);
      const { step } = trainer();
      losses.push(Array.from({ length: 20 }, () => step().item()));
    }
    const [tensorFlow, wasm] = losses as [number[], number[]];
    for (const [i, loss] of tensorFlow.entries())
      expect(wasm[i], `loss of step ${i}`).to.be.closeTo(loss, 1e-4 * Math.abs(loss));
    expect(tensorFlow[19]).to.be.below(tensorFlow[0]!);
  });

  for (const name of DEVICES)
    describe(name, () => {
      before(() => setDevice(name));

      // In a process of its own with one thread: threads of wasm wait for each other by spinning, for long on a busy machine.
      it("500 steps leave no tensor and no handle", () => {
        const script = join(import.meta.dirname, "count-steps.ts");
        const environment = { ...process.env, TSGRAD_DEVICE: name, TSGRAD_THREADS: "1" };
        const output = execFileSync(process.execPath, [script], { encoding: "utf8", env: environment });
        const { backend, counts } = JSON.parse(output);
        expect(backend).to.equal(name === "cpu" ? "tensorflow" : name);
        expect(counts[1]).to.deep.equal(counts[0]);
      });

      it("an interrupt inside any operation leaves the engine as it was", async () => {
        const { step } = trainer();
        const kernels = countKernels(step);
        const { state } = tf.engine();
        const before = { depth: state.kernelDepth, scopes: state.scopeStack.length, ...memory() };
        for (let kernel = 1; kernel <= kernels; kernel += 5) {
          interruptAt(kernel, () => expect(step).to.throw(InterruptError, "Interrupted"));
          expect(isGradEnabled()).to.equal(true);
          expect(step().item()).to.satisfy(Number.isFinite);
          // A turn of its own: what the running stack still holds is no leak.
          await setImmediate();
          expect({ depth: state.kernelDepth, scopes: state.scopeStack.length, ...memory() }).to.deep.equal(before);
        }
      });
    });
});

function countKernels(step: () => unknown): number {
  let count = 0;
  watchKernels(() => count++, step);
  return count;
}

/** Raises the flag just before the given kernel of `body`. */
function interruptAt(kernel: number, body: () => void): void {
  const { interrupt } = runtime();
  let seen = 0;
  try {
    watchKernels(() => {
      if (++seen === kernel) interrupt[0] = 1;
    }, body);
  } finally {
    interrupt[0] = 0;
  }
}

function watchKernels(watch: () => void, body: () => void): void {
  const engine = tf.engine();
  const run = engine.runKernel;
  engine.runKernel = (...call) => {
    watch();
    return run.apply(engine, call) as never;
  };
  try {
    body();
  } finally {
    engine.runKernel = run;
  }
}
