import type { Tensor } from "../../tensor/index.ts";
import { applyTransform, isBatched, type Transform, type TransformObject } from "./transform.ts";

/**
 * One transform after the other.
 *
 * @example
 * new Compose([new ToTensor(), new Normalize([0.2860], [0.3530])]).forward(image);
 */
export class Compose implements TransformObject {
  readonly transforms: readonly Transform[];

  constructor(transforms: readonly Transform[]) {
    this.transforms = [...transforms];
  }

  get batched(): boolean {
    return this.transforms.every(isBatched);
  }

  forward(image: Tensor): Tensor {
    return this.transforms.reduce((result, transform) => applyTransform(transform, result), image);
  }
}
