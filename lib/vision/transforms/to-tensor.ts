import type { Generator } from "../../random/index.ts";
import { hasTensors, isTensor } from "../tv-tensors/bridge.ts";
import { Image } from "../tv-tensors/image.ts";
import { toFloats } from "./core/convert.ts";
import { toDtype } from "./functional/values.ts";
import { type Leaf, mapSample } from "./sample.ts";
import { BaseTransform, LeafTransform } from "./transform.ts";

/**
 * uint8 pixels [..., C, H, W] in [0, 255] to float32 in [0, 1]; float32 images stay as they are.
 *
 * @example
 * new ToTensor().forward(tensor(new Uint8Array([0, 255])).reshape([1, 1, 2])); // tensor([[[0., 1.]]])
 */
export class ToTensor extends LeafTransform {
  override readonly batched = true;

  constructor() {
    super([]);
  }

  protected override transform(sample: unknown, generator: Generator): unknown {
    if (isTensor(sample)) {
      if (sample.dtype === "float32") return sample;
      if (sample.dtype !== "uint8") throw notAnImage(sample.dtype, sample.shape);
    }
    return super.transform(sample, generator);
  }

  draw(): void {}

  apply<L extends Leaf>(leaf: L): L {
    if (!(leaf instanceof Image)) return leaf;
    if (leaf.dtype !== "uint8" && leaf.dtype !== "float32") throw notAnImage(leaf.dtype, leaf.shape);
    const image: Image = leaf;
    return image.with(toFloats(image.pixels, true)) as unknown as L;
  }
}

function notAnImage(dtype: string, shape: readonly number[]): TypeError {
  return new TypeError(`ToTensor: expected a uint8 or float32 image, got ${dtype} [${shape.join(", ")}]`);
}

/**
 * Changes the type of images; `scale` also maps [0, 255] to [0, 1] or back. Masks and boxes keep theirs.
 *
 * @example
 * new ToDtype("float32", { scale: true }).forward(tensor(new Uint8Array([0, 255])).reshape([1, 1, 2])); // tensor([[[0., 1.]]])
 */
export class ToDtype extends LeafTransform {
  override readonly batched = true;
  readonly dtype: "float32" | "uint8";
  readonly scale: boolean;

  constructor(dtype: "float32" | "uint8", options: { scale?: boolean } = {}) {
    super([dtype, options]);
    this.dtype = dtype;
    this.scale = options.scale ?? false;
  }

  draw(): void {}

  apply<L extends Leaf>(leaf: L): L {
    return toDtype(leaf, this.dtype, { scale: this.scale });
  }
}

/**
 * Marks the first tensor of a sample as its Image, so that no later transform takes another tensor for it.
 *
 * @example
 * new ToImage().forward(rand([3, 8, 8])).shape; // [3, 8, 8]
 */
export class ToImage extends BaseTransform {
  constructor() {
    super([]);
  }

  protected override transform(sample: unknown): unknown {
    return this.run(sample);
  }

  run(sample: unknown): unknown {
    let found = false;
    return mapSample(sample, (value) => {
      if (found || !(isTensor(value) || value instanceof Image)) return value;
      found = true;
      return new Image(value);
    });
  }
}

/**
 * Turns Images, Masks and BoundingBoxes into tensors, for a DataLoader to put together.
 *
 * @example
 * new ToPureTensor().forward({ masks: new Mask({ data: new Uint8Array(4), shape: [2, 2] }) }).masks.shape; // [2, 2]
 */
export class ToPureTensor extends BaseTransform {
  constructor() {
    super([]);
  }

  run(sample: unknown): unknown {
    // In a worker thread the values wait: the loader makes the tensors.
    if (!hasTensors()) return sample;
    return mapSample(sample, (value) =>
      typeof value === "object" && value !== null && "toTensor" in value && typeof value.toTensor === "function"
        ? value.toTensor()
        : value,
    );
  }
}
