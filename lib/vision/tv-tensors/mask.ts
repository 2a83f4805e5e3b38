import { type ArrayOfValues, Picture } from "./picture.ts";

/**
 * Segmentation masks [H, W] or [N, H, W]: class numbers or one mask for each object; they move with their image but are
 * never mixed from neighbours, so no new numbers come up.
 *
 * @example
 * new Mask({ data: new Uint8Array([0, 1, 1, 0]), shape: [2, 2] }).toTensor(); // tensor([[0, 1], [1, 0]], dtype=uint8)
 */
export class Mask extends Picture {
  constructor(source: ArrayOfValues) {
    super(source, 2);
  }

  /** The masks with `true`, of [N, H, W]. */
  select(keep: readonly boolean[]): this {
    if (this.shape.length !== 3 || this.shape[0] !== keep.length) return this;
    const area = this.height * this.width;
    const kept = keep.flatMap((yes, i) => (yes ? [i] : []));
    const data = this.data.slice(0, kept.length * area);
    for (const [to, from] of kept.entries()) data.set(this.data.subarray(from * area, (from + 1) * area), to * area);
    return this.with({ data, channels: kept.length, height: this.height, width: this.width });
  }
}
