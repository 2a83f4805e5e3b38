import { defaultGenerator, type Generator } from "../../random/index.ts";
import type { Tensor } from "../../tensor/index.ts";
import type { TensorImage } from "../tv-tensors/image.ts";
import { describeCall } from "./describe.ts";
import { checkNames } from "./option-names.ts";
import { fromPlain, isTransformed, type Leaf, leavesOf, mapSample, toPlain } from "./sample.ts";

/** Changes a sample: a function, or an object with `forward`, such as a module. */
export type Transform<In = Tensor, Out = Tensor> = ((input: In) => Out) | TransformObject<In, Out>;

export interface TransformObject<In = Tensor, Out = Tensor> {
  forward(input: In): Out;
  /** Whether a batch [N, C, H, W] comes out as its images one by one would: a dataset may then change batches whole. */
  readonly batched?: boolean;
}

export interface ForwardOptions {
  /** Draws the random numbers (the default generator). */
  generator?: Generator;
}

export function applyTransform<In, Out>(transform: Transform<In, Out>, input: In): Out {
  return typeof transform === "function" ? transform(input) : transform.forward(input);
}

/** The image through its transform: the library's own work on plain values, others get a tensor. */
export function applyToPlain(transform: Transform<never, unknown> | undefined, image: TensorImage): unknown {
  if (!transform) return image;
  if (transform instanceof BaseTransform) return transform.plain(image, defaultGenerator);
  return applyTransform(transform as Transform<Tensor, unknown>, image.toTensor());
}

export function isBatched(transform: Transform<never, unknown>): boolean {
  return typeof transform === "object" && transform.batched === true;
}

/** What all transforms share: they can be called, printed, and sent to another thread. */
export abstract class BaseTransform implements TransformObject {
  /** What the constructor was called with. */
  readonly #args: readonly unknown[];
  readonly batched: boolean = false;

  constructor(args: readonly unknown[]) {
    checkNames(this, args);
    this.#args = args.slice(0, args.findLastIndex((value) => !isEmpty(value)) + 1);
  }

  /**
   * Changes a sample: a tensor [..., C, H, W], an Image, or an array or object that holds images, masks and boxes, which
   * all change together. Comes back in the same form; a batch changes as one image.
   */
  forward<T>(sample: T, options?: ForwardOptions): T;
  forward(sample: Tensor, options?: ForwardOptions): Tensor;
  forward(sample: unknown, { generator = defaultGenerator }: ForwardOptions = {}): unknown {
    return this.transform(sample, generator);
  }

  protected transform(sample: unknown, generator: Generator): unknown {
    return fromPlain(this.run(toPlain(sample), generator));
  }

  /** `forward` on one image that is plain values, and stays so where it can. */
  plain(image: TensorImage, generator: Generator): unknown {
    return this.run(image, generator);
  }

  /** `forward` on a sample in which Images stand for tensors. */
  abstract run(sample: unknown, generator: Generator): unknown;

  /** How a loader's worker makes the transform again (`argumentsOf`, which would bring the engine in). */
  [Symbol.for("tsgrad.arguments")](): readonly unknown[] {
    return this.#args;
  }

  /** The constructor's name and arguments. */
  get call(): { name: string; args: readonly unknown[] } {
    return { name: this.constructor.name, args: this.#args };
  }

  toString(): string {
    return describeCall(this.call);
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

/** A transform that draws its parameters once and changes each image, mask and box set by them. */
export abstract class LeafTransform<Params = void> extends BaseTransform {
  run(sample: unknown, generator: Generator): unknown {
    const leaves = leavesOf(sample);
    this.check(leaves);
    return this.change(sample, this.draw(leaves, generator));
  }

  change(sample: unknown, params: Params): unknown {
    return mapSample(sample, (value) => (isTransformed(value) ? this.apply(value, params) : value));
  }

  /** Throws where the sample lacks what the transform needs. */
  check(_leaves: readonly Leaf[]): void {}

  abstract draw(leaves: readonly Leaf[], generator: Generator): Params;

  abstract apply<L extends Leaf>(leaf: L, params: Params): L;
}

function isEmpty(value: unknown): boolean {
  return value === undefined || (typeof value === "object" && value !== null && Object.keys(value).length === 0);
}
