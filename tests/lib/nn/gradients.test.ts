// Oracle: central differences (checkGradients), for the gradients that tfjs lacks or has wrong, on the current device
// (TSGRAD_DEVICE chooses another).
import * as nn from "../../../lib/nn/index.ts";
import { manualSeed } from "../../../lib/random/index.ts";
import { cat, checkGradients, enableGrad, grad, randn, type Tensor } from "../../../lib/tensor/index.ts";

const F = nn.functional;
const image = (...shape: number[]) => randn(shape, { requiresGrad: true });
/** Values far enough apart that no maximum changes within a step. */
const apart = (...shape: number[]) => {
  const n = shape.reduce((a, b) => a * b, 1);
  const values = randn(shape).flatten().argsort().float().reshape(shape);
  return values.mul(4 / n).requiresGrad_();
};

const cases: [string, () => [(...inputs: Tensor[]) => Tensor | Tensor[], Tensor[]]][] = [
  [
    "conv2d, dilated",
    () => [(x, w) => F.conv2d(x, w, null, { dilation: 2, padding: 2 }), [image(1, 2, 5, 5), image(2, 2, 3, 3)]],
  ],
  [
    "conv2d, grouped",
    () => [(x, w) => F.conv2d(x, w, null, { groups: 2, padding: 1 }), [image(1, 4, 4, 4), image(4, 2, 3, 3)]],
  ],
  [
    "conv2d, depthwise with stride",
    () => [
      (x, w) => F.conv2d(x, w, null, { groups: 3, stride: 2, padding: 1 }),
      [image(1, 3, 5, 5), image(3, 1, 3, 3)],
    ],
  ],
  [
    "conv2d, dilated, grouped, with stride",
    () => [
      (x, w, b) => F.conv2d(x, w, b, { groups: 2, stride: 2, dilation: 2, padding: 2 }),
      [image(1, 2, 6, 6), image(2, 1, 3, 3), image(2)],
    ],
  ],
  [
    "convTranspose2d",
    () => [
      (x, w) => F.convTranspose2d(x, w, null, { stride: 2, padding: 1, outputPadding: 1 }),
      [image(1, 2, 3, 3), image(2, 2, 3, 3)],
    ],
  ],
  [
    "convTranspose2d, dilated and grouped",
    () => [
      (x, w) => F.convTranspose2d(x, w, null, { stride: 2, dilation: 2, groups: 2 }),
      [image(1, 2, 3, 3), image(2, 1, 2, 2)],
    ],
  ],
  [
    "interpolate, bilinear, half pixels",
    () => [(x) => F.interpolate(x, { scaleFactor: 2, mode: "bilinear" }), [image(1, 1, 3, 2)]],
  ],
  [
    "interpolate, bilinear, aligned corners",
    () => [(x) => F.interpolate(x, { size: [5, 4], mode: "bilinear", alignCorners: true }), [image(1, 1, 3, 2)]],
  ],
  [
    "interpolate, bilinear, smaller",
    () => [(x) => F.interpolate(x, { size: [2, 3], mode: "bilinear" }), [image(1, 1, 5, 4)]],
  ],
  ["interpolate, bicubic", () => [(x) => F.interpolate(x, { scaleFactor: 2, mode: "bicubic" }), [image(1, 1, 3, 3)]]],
  ["interpolate, nearest", () => [(x) => F.interpolate(x, { size: [5, 3], mode: "nearest" }), [image(1, 1, 3, 2)]]],
  [
    "interpolate, nearest, smaller",
    () => [(x) => F.interpolate(x, { size: [2, 2], mode: "nearest-exact" }), [image(1, 1, 5, 3)]],
  ],
  ["avgPool2d, padded", () => [(x) => F.avgPool2d(x, 3, { stride: 2, padding: 1 }), [image(1, 2, 5, 5)]]],
  [
    "avgPool2d, padding not counted, ceil",
    () => [
      (x) => F.avgPool2d(x, 3, { stride: 2, padding: 1, ceilMode: true, countIncludePad: false }),
      [image(1, 1, 6, 6)],
    ],
  ],
  ["maxPool2d, padded", () => [(x) => F.maxPool2d(x, 3, { stride: 2, padding: 1 }), [apart(1, 2, 5, 5)]]],
  [
    "maxPool2d, dilated, ceil",
    () => [(x) => F.maxPool2d(x, 2, { stride: 2, dilation: 2, ceilMode: true }), [apart(1, 1, 6, 6)]],
  ],
  ["adaptiveAvgPool2d", () => [(x) => F.adaptiveAvgPool2d(x, [3, 2]), [image(1, 2, 5, 5)]]],
  [
    "batchNorm, training",
    () => [
      (x, w, b) => F.batchNorm(x, null, null, { weight: w, bias: b, training: true }),
      [image(3, 2, 2, 2), image(2), image(2)],
    ],
  ],
  ["batchNorm, training, no scale", () => [(x) => F.batchNorm(x, null, null, { training: true }), [image(3, 2, 2, 2)]]],
  [
    "groupNorm",
    () => [(x, w, b) => F.groupNorm(x, 2, { weight: w, bias: b }), [image(2, 4, 2, 2), image(4), image(4)]],
  ],
  ["layerNorm", () => [(x, w, b) => F.layerNorm(x, [4], { weight: w, bias: b }), [image(3, 4), image(4), image(4)]]],
  ["pad, reflected", () => [(x) => F.pad(x, [1, 1, 1, 1], { mode: "reflect" }), [image(1, 1, 3, 3)]]],
  [
    "unfold and fold",
    () => [(x) => F.fold(F.unfold(x, 2, { stride: 1 }).mul(2), [3, 3], 2, { stride: 1 }), [image(1, 2, 3, 3)]],
  ],
  [
    "attention",
    () => [
      (q, k, v) => F.scaledDotProductAttention(q, k, v, { isCausal: true }),
      [image(1, 1, 3, 2), image(1, 1, 3, 2), image(1, 1, 3, 2)],
    ],
  ],
];

/** All that a LSTM reads and returns in one input and output. */
class StartedLstm extends nn.Module {
  readonly lstm = new nn.LSTM(3, 2);

  forward(x: Tensor): [Tensor] {
    const [y, [h, c]] = this.lstm.forward(x, [x.at("0:1", ":", "0:2"), x.at("1:2", ":", "1:3")]);
    return [cat([y, h, c])];
  }
}

describe("gradients agree with central differences", () => {
  beforeEach(() => void manualSeed(4));
  for (const [name, make] of cases) {
    it(name, () => {
      const [fn, inputs] = make();
      checkGradients(fn, inputs, { eps: 2e-2, atol: 5e-3, rtol: 2e-2 });
    });
  }

  for (const [name, layer, shape] of [
    ["LSTM", () => new nn.LSTM(3, 2, { bidirectional: true }), [2, 1, 3]],
    ["LSTM from a start", () => new StartedLstm(), [3, 2, 3]],
    ["GRU", () => new nn.GRU(3, 2), [2, 1, 3]],
    ["MultiheadAttention", () => new nn.MultiheadAttention(4, 2), [3, 1, 4]],
  ] as const) {
    it(name, () => {
      const module = layer() as nn.Module & { forward(...x: Tensor[]): [Tensor, unknown] };
      const call = (x: Tensor) => (name === "MultiheadAttention" ? module.forward(x, x, x)[0] : module.forward(x)[0]);
      checkGradients(call, [image(...shape)], { atol: 3e-3 });
    });
  }
});

describe("second derivatives of an LSTM", () => {
  it("agree with central differences of the first", () => {
    manualSeed(5);
    const lstm = new nn.LSTM(2, 3, { bidirectional: true });
    const [h, c] = [image(2, 2, 3), image(2, 2, 3)];
    const weight = lstm.parameters()[1]!;
    // Central differences are taken without recording, so that the first derivatives turn it on themselves.
    const loss = (x: Tensor) => {
      const [y, [, end]] = lstm.forward(x, [h, c]);
      return y.square().sum().add(end.sum());
    };
    const first = (of: (x: Tensor) => Tensor) => (x: Tensor) => {
      const input = x.requiresGrad ? x : x.clone().requiresGrad_();
      return enableGrad(() => grad(loss(input), of(input), { createGraph: true })[0]!);
    };
    const close = { eps: 2e-2, atol: 5e-3, rtol: 2e-2 };
    checkGradients(
      first((x) => x),
      [image(3, 2, 2)],
      close,
    );
    checkGradients(
      first(() => weight),
      [image(3, 2, 2)],
      close,
    );
  });
});
