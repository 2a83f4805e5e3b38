// Oracles: PyTorch 2.13 CPU (tests/goldens/engine_kernels.py, nn_layers.py), and for gradients central differences too.
import { expect } from "chai";
import { type DeviceName, device, setDevice, tf } from "../../../lib/engine/index.ts";
import * as kernels from "../../../lib/engine/kernels/index.ts";
import { type Case, check, readGoldens } from "../nn/goldens.ts";
import { dot, expectClose, FILTER, firstOf, goldens, LAST, lastOf, values } from "./kernel-cases.ts";

const LAYERS = ["convolution", "pooling", "normalization", "composite", "linear", "loss", "recurrent", "spatial"];

/** Checks <gradient, direction> against the central difference of <dy, f(x)> along a direction. */
function checkNumerically(f: (x: tf.Tensor) => tf.Tensor, x: tf.Tensor, dy: tf.Tensor, gradient: tf.Tensor): void {
  const direction = values(x.shape, 12);
  const step = 2 ** -7;
  const at = (sign: number) => dot(f(tf.add(x, tf.mul(direction, sign * step))), dy);
  const slope = (at(1) - at(-1)) / (2 * step);
  const scale = Math.sqrt(dot(gradient, gradient) * dot(direction, direction));
  expect(dot(gradient, direction)).to.be.closeTo(slope, 2e-3 * scale);
}

function inScope(body: () => void): () => void {
  return () => {
    const before = tf.memory().numTensors;
    tf.engine().startScope();
    try {
      body();
    } finally {
      tf.engine().endScope();
    }
    expect(tf.memory().numTensors, "tensors left").to.equal(before);
  };
}

function kernelsAsInPyTorch(): void {
  for (const { name, case: spec, golden } of goldens.conv)
    it(
      `conv2d ${name}`,
      inScope(() => {
        const [x, w] = [values(spec.x, 1, LAST), values(spec.w, 2, FILTER)];
        const y = kernels.conv2d(x, w, spec);
        expectClose(y, golden.y!, "y");
        const dy = values(firstOf(y.shape), 3, LAST);
        const swapped = kernels.inputGradTakesSwapped(w.shape as [number, number], spec);
        const filter = swapped ? tf.transpose(w, [0, 1, 3, 2]) : w;
        const dx = kernels.conv2dInputGrad(lastOf(spec.x), filter, dy, spec);
        expectClose(dx, golden.dx!, "dx");
        const dw = kernels.conv2dFilterGrad(x, w.shape as [number, number, number, number], dy, spec);
        expectClose(dw, golden.dw!, "dw");
        checkNumerically((at) => kernels.conv2d(at, w, spec), x, dy, dx);
        checkNumerically((at) => kernels.conv2d(x, at, spec), w, dy, dw);
      }),
    );
  for (const { name, case: spec, golden } of goldens.max)
    it(
      `maxPool2d ${name}`,
      inScope(() => {
        const drawn = values(spec.x, 4, LAST);
        const x = tf.add(spec.rounded ? tf.round(tf.mul(drawn, 2)) : drawn, spec.shift ?? 0);
        const y = kernels.maxPool2d(x, spec);
        expectClose(y, golden.y!, "y");
        const dx = kernels.maxPool2dGrad(values(firstOf(y.shape), 5, LAST), x, y, spec);
        expectClose(dx, golden.dx!, "dx");
      }),
    );
  for (const { name, case: spec, golden } of goldens.avg)
    it(
      `avgPool2d ${name}`,
      inScope(() => {
        const x = values(spec.x, 6, LAST);
        const y = kernels.avgPool2d(x, spec);
        expectClose(y, golden.y!, "y");
        const dy = values(firstOf(y.shape), 7, LAST);
        const dx = kernels.avgPool2dGrad(dy, lastOf(spec.x), spec);
        expectClose(dx, golden.dx!, "dx");
        checkNumerically((at) => kernels.avgPool2d(at, spec), x, dy, dx);
      }),
    );
  for (const { name, case: spec, golden } of goldens.norm)
    it(
      `batchNormTrain of ${name}`,
      inScope(() => {
        const x = values(spec.x, 8, LAST);
        const [scale, offset] = [values([spec.x[1]!], 9), values([spec.x[1]!], 10)];
        const { saved, ...results } = kernels.batchNormTrain(x, scale, offset, 1e-3);
        for (const [key, value] of Object.entries(results)) expectClose(value, golden[key]!, key, 5e-6);
        const dy = values(spec.x, 11, LAST);
        const gradients = kernels.batchNormTrainGrad(dy, x, scale, saved, 1e-3);
        for (const [key, value] of Object.entries(gradients)) expectClose(value, golden[key]!, key, 5e-5);
        const normal = (at: tf.Tensor, by: tf.Tensor) => kernels.batchNormTrain(at, by, offset, 1e-3).y;
        checkNumerically((at) => normal(x, at), scale, dy, gradients.dScale);
        if (x.size > 20) checkNumerically((at) => normal(at, scale), x, dy, gradients.dx);
      }),
    );
}

/** The suite for one device, which must be there. */
export function describeParity(name: DeviceName): void {
  describe(`engine parity on ${name}`, () => {
    const chosen = device();
    before(() => setDevice(name));
    after(() => setDevice(chosen));

    kernelsAsInPyTorch();
    for (const family of LAYERS)
      for (const golden of readGoldens<Case[]>(`nn_${family}.json`)) {
        if (name === "js" && isLarge(golden)) continue;
        it(`${family}: ${golden.name}`, () => check(golden));
      }
  });
}

/** Plain JavaScript takes seconds for what the others do at once. */
function isLarge({ inputs }: Case): boolean {
  return inputs.some((input) => Array.isArray(input) && input.reduce((a, b) => a * (b as number), 1) > 2000);
}
