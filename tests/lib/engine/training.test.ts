// Oracles: TensorFlow's losses for those of wasm; the counts of tfjs and of TensorFlow's handles before the long run.
import { expect } from "chai";
import { type DeviceName, device, InterruptError, setDevice, tf } from "../../../lib/engine/index.ts";
import { tensorflow } from "../../../lib/engine/tensorflow/index.ts";
import { runtime } from "../../../lib/runtime.ts";
import { isGradEnabled, memory } from "../../../lib/tensor/index.ts";
import { trainer } from "./networks.ts";

const DEVICES: DeviceName[] = ["cpu", "wasm"];
const chosen = device();

function counts() {
  const { tensors, bytes } = memory();
  return { tensors, bytes, engine: tf.memory().numTensors, handles: tensorflow()?.binding.handleCount ?? 0 };
}

describe("training on every device", () => {
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

      it("500 steps leave no tensor and no handle", () => {
        const { step } = trainer();
        const run = (steps: number) => {
          for (let i = 0; i < steps; i++) step();
          return counts();
        };
        const early = run(50);
        expect(run(500)).to.deep.equal(early);
      }).timeout(300_000);

      it("an interrupt inside any operation leaves the engine as it was", () => {
        const { step } = trainer();
        const kernels = countKernels(step);
        const { state } = tf.engine();
        const before = { depth: state.kernelDepth, scopes: state.scopeStack.length, ...memory() };
        for (let kernel = 1; kernel <= kernels; kernel += 5) {
          interruptAt(kernel, () => expect(step).to.throw(InterruptError, "Interrupted"));
          expect(isGradEnabled()).to.equal(true);
          expect(step().item()).to.satisfy(Number.isFinite);
          expect({ depth: state.kernelDepth, scopes: state.scopeStack.length, ...memory() }).to.deep.equal(before);
        }
      }).timeout(300_000);
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
