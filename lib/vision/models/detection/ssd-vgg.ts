import * as nn from "../../../nn/index.ts";
import { full, type Tensor } from "../../../tensor/index.ts";
import { DefaultBoxGenerator } from "../../ops/anchors.ts";
import type { WeightsOption } from "../registry/build.ts";
import { register } from "../registry/register.ts";
import { type VGG, vgg16 } from "../vgg.ts";
import { SSD, type SSDOptions } from "./ssd.ts";
import { startXavier } from "./ssd-head.ts";

/** Reduces the channels, then the map. */
function extra(inChannels: number, middle: number, outChannels: number, stride: 1 | 2): nn.Sequential {
  const padding = stride - 1;
  return new nn.Sequential(
    new nn.Conv2d(inChannels, middle, 1),
    new nn.ReLU(),
    new nn.Conv2d(middle, outChannels, 3, { stride, padding }),
    new nn.ReLU(),
  );
}

/** VGG16's convolutions, its first linear layers as dilated ones, and four smaller maps. */
class VGGFeatures extends nn.Module {
  static override readonly stateKeys = { scaleWeight: "scale_weight" };
  readonly outChannels = [512, 1024, 512, 256, 256, 256];
  /** The first map's values are much larger than the others': each pixel is normalized, then scaled by this. */
  readonly scaleWeight = new nn.Parameter(full([512], 20));
  readonly features: nn.Sequential;
  readonly extra: nn.ModuleList;

  /** `trainableLayers` of the five stages stay trainable, from the last on. */
  constructor(vgg: VGG, trainableLayers: number) {
    super();
    const layers = [...vgg.features];
    const pools = layers.flatMap((layer, i) => (layer instanceof nn.MaxPool2d ? [i] : []));
    const stages = [0, ...pools.slice(0, -1)];
    if (!Number.isInteger(trainableLayers) || trainableLayers < 0 || trainableLayers > stages.length)
      throw new RangeError(`ssd300Vgg16: expected trainableBackboneLayers from 0 to 5, got ${trainableLayers}`);
    const firstTrained = trainableLayers === 0 ? layers.length : stages[stages.length - trainableLayers]!;
    for (const layer of layers.slice(0, firstTrained))
      for (const parameter of layer.parameters()) parameter.requiresGrad = false;
    // Rounded up, 75 pixels become the paper's 38.
    layers[pools[2]!] = new nn.MaxPool2d(2, { ceilMode: true });
    this.features = new nn.Sequential(...layers.slice(0, pools[3]));
    this.extra = new nn.ModuleList([
      extra(1024, 256, 512, 2),
      extra(512, 128, 256, 2),
      extra(256, 128, 256, 1),
      extra(256, 128, 256, 1),
    ]);
    startXavier(this.extra);
    const linear = new nn.Sequential(
      new nn.MaxPool2d(3, { stride: 1, padding: 1 }),
      new nn.Conv2d(512, 1024, 3, { padding: 6, dilation: 6 }),
      new nn.ReLU(),
      new nn.Conv2d(1024, 1024, 1),
      new nn.ReLU(),
    );
    startXavier(linear);
    this.extra.insert(0, new nn.Sequential(...layers.slice(pools[3], -1), linear));
  }

  forward(images: Tensor): Tensor[] {
    let x = this.features.forward(images); // [N, 512, 38, 38]
    const maps = [nn.functional.normalize(x).mul(this.scaleWeight.reshape([1, -1, 1, 1]))];
    for (const block of this.extra) {
      x = block.forward(x);
      maps.push(x);
    }
    return maps;
  }
}

export interface SSD300Options extends SSDOptions {
  /** The background among them (91, as in COCO). */
  numClasses?: number;
  /** Pretrained values for VGG16, as its `weights` (null). */
  weightsBackbone?: WeightsOption["weights"];
  /** How many of VGG's five stages stay trainable, from the last on: 4 where it is pretrained, else all. */
  trainableBackboneLayers?: number;
}

export const ssd300Vgg16 = register(
  "ssd300_vgg16",
  ({ numClasses = 91, weightsBackbone = null, trainableBackboneLayers, ...options }: SSD300Options) => {
    const vgg = vgg16({ weights: weightsBackbone });
    const backbone = new VGGFeatures(vgg, trainableBackboneLayers ?? (weightsBackbone === null ? 5 : 4));
    const boxes = new DefaultBoxGenerator([[2], [2, 3], [2, 3], [2, 3], [2], [2]], {
      scales: [0.07, 0.15, 0.33, 0.51, 0.69, 0.87, 1.05],
      steps: [8, 16, 32, 64, 100, 300],
    });
    const pixel = 1 / 255; // VGG was trained on values up to 255 here.
    return new SSD(backbone, boxes, [300, 300], numClasses, {
      imageMean: [0.48235, 0.45882, 0.40784],
      imageStd: [pixel, pixel, pixel],
      ...options,
    });
  },
  { task: "detection", size: 300, pretrained: { trainableBackboneLayers: 4 } },
);
