// Quantization after training: int8 weights with a scale for each channel, and with one for all (Jacob et al. 2018).
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { quantization } from "../../lib/compress/index.ts";
import { noGrad } from "../../lib/index.ts";
import { fashion, halved, type Labelled, split } from "./data.ts";
import { accuracy, learn } from "./learn.ts";
import { copyOf, Network } from "./network.ts";
import type { Study } from "./study.ts";

const { defaultQConfig, MinMaxObserver } = quantization;
const perTensor: quantization.QConfig = {
  ...defaultQConfig,
  weight: () => new MinMaxObserver({ dtype: "qint8", qscheme: "perTensorSymmetric" }),
};

export const int8: Study = {
  name: "int8",
  title: "The small network in float32 and in int8, a scale for each channel or for each tensor",
  async run(seed) {
    const [train, test] = [halved(fashion(true)), halved(fashion(false))];
    const [seen] = split(train, 50, seed);
    const model = new Network({ width: 32 });
    await learn(model, train, { epochs: 6 });
    const channel = toInt8(copyOf(model), defaultQConfig, seen);
    const whole = toInt8(copyOf(model), perTensor, seen);
    return {
      float32: await accuracy(model, test),
      "int8 per channel": await accuracy(channel, test),
      "int8 per tensor": await accuracy(whole, test),
      "size per channel, % of float32": 100 * sizeOf(channel),
    };
  },
  claims: [
    {
      claim: "int8 per channel is within 0.5 point of float32",
      of: (m) => m["int8 per channel"]! - m.float32!,
      atLeast: -0.5,
    },
    {
      claim: "its file is smaller than the float32 weights, in %",
      of: (m) => 100 - m["size per channel, % of float32"]!,
      atLeast: 74,
    },
  ],
};

function toInt8(model: Network, qconfig: quantization.QConfig, seen: Labelled): Network {
  model.eval();
  quantization.fuseConvBatchNorms(model);
  quantization.prepare(model, qconfig);
  noGrad(() => model.forward(seen.images));
  return quantization.convert(model);
}

/** The file's share of the float32 parameters. */
function sizeOf(model: Network): number {
  const folder = mkdtempSync(join(tmpdir(), "tsgrad-int8-"));
  try {
    return 1 / quantization.saveInt8(model, join(folder, "int8.safetensors")).ratio;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
