import type { Generator } from "../../random/index.ts";
import { multinomial } from "../../random/multinomial.ts";
import type { Tensor } from "../../tensor/index.ts";
import type { TensorImage } from "../tv-tensors/image.ts";
import { rand } from "./draw.ts";
import { checkProbability } from "./maybe.ts";
import { fromPlain, toPlain } from "./sample.ts";
import { applyTransform, BaseTransform, isBatched, type Transform, type TransformObject } from "./transform.ts";

/** Anything that changes a sample: a transform of this library, a function, a module. */
export type Step = ((image: Tensor) => unknown) | TransformObject<never, unknown>;

/** Functions and modules get the sample as its owner gave it, the library's own transforms the plain values. */
function step(transform: Step, sample: unknown, generator: Generator): unknown {
  if (transform instanceof BaseTransform) return transform.run(sample, generator);
  return toPlain(applyTransform(transform as unknown as Transform<unknown, unknown>, fromPlain(sample)));
}

function checkSteps(op: string, transforms: readonly Step[]): readonly Step[] {
  if (!Array.isArray(transforms) || transforms.length === 0)
    throw new TypeError(`${op}: expected a list of transforms, such as [new ToTensor()], got ${String(transforms)}`);
  const odd = transforms.findIndex(
    (transform) =>
      typeof transform !== "function" && typeof (transform as { forward?: unknown })?.forward !== "function",
  );
  if (odd !== -1)
    throw new TypeError(`${op}: expected functions or transforms, got ${String(transforms[odd])} as number ${odd}`);
  const type = transforms.find((transform) => typeof transform === "function" && isClass(transform));
  if (type)
    throw new TypeError(
      `${op}: expected a transform, got the class ${(type as { name: string }).name}; write new ${(type as { name: string }).name}(...)`,
    );
  return [...transforms];
}

function isClass(value: object): boolean {
  return "prototype" in value && value.prototype instanceof BaseTransform;
}

/**
 * One transform after the other.
 *
 * @example
 * new Compose([new ToTensor(), new Normalize([0.2860], [0.3530])]).forward(image);
 */
export class Compose extends BaseTransform {
  override readonly batched: boolean;
  readonly transforms: readonly Step[];

  constructor(transforms: readonly Step[]) {
    super([transforms]);
    this.transforms = checkSteps("Compose", transforms);
    this.batched = this.transforms.every(isBatched);
  }

  run(sample: unknown, generator: Generator): unknown {
    return this.transforms.reduce((result, transform) => step(transform, result, generator), sample);
  }
}

/**
 * All of the transforms with probability `p`, else none.
 *
 * @example
 * new RandomApply([new GaussianBlur(3)], { p: 0.3 }).forward(image);
 */
export class RandomApply extends BaseTransform {
  readonly transforms: readonly Step[];
  readonly p: number;

  constructor(transforms: readonly Step[], options: { p?: number } = {}) {
    super([transforms, options]);
    this.transforms = checkSteps("RandomApply", transforms);
    this.p = checkProbability("RandomApply", options.p ?? 0.5);
  }

  run(sample: unknown, generator: Generator): unknown {
    if (rand(generator) >= this.p) return sample;
    return this.transforms.reduce((result, transform) => step(transform, result, generator), sample);
  }
}

/**
 * One of the transforms, drawn by their weights `p` (all equal).
 *
 * @example
 * new RandomChoice([new RandomHorizontalFlip(), new RandomVerticalFlip()], { p: [3, 1] }).forward(image);
 */
export class RandomChoice extends BaseTransform {
  readonly transforms: readonly Step[];
  readonly p: readonly number[];

  constructor(transforms: readonly Step[], options: { p?: readonly number[] } = {}) {
    super([transforms, options]);
    this.transforms = checkSteps("RandomChoice", transforms);
    const weights = options.p ?? this.transforms.map(() => 1);
    if (weights.length !== this.transforms.length)
      throw new RangeError(`RandomChoice: expected ${this.transforms.length} weights p, got ${weights.length}`);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    this.p = weights.map((weight) => weight / total);
  }

  run(sample: unknown, generator: Generator): unknown {
    const [choice] = multinomial(Float32Array.from(this.p), 1, { generator });
    return step(this.transforms[choice!]!, sample, generator);
  }
}

/**
 * All of the transforms, in random order.
 *
 * @example
 * new RandomOrder([new RandomHorizontalFlip(), new RandomRotation(10)]).forward(image);
 */
export class RandomOrder extends BaseTransform {
  readonly transforms: readonly Step[];

  constructor(transforms: readonly Step[]) {
    super([transforms]);
    this.transforms = checkSteps("RandomOrder", transforms);
  }

  run(sample: unknown, generator: Generator): unknown {
    const order = generator.randperm(this.transforms.length);
    return order.reduce<unknown>((result, i) => step(this.transforms[i]!, result, generator), sample);
  }
}

/**
 * A function as a transform: it gets the sample.
 *
 * @example
 * new Lambda((image) => image.mul(2)).forward(image);
 */
export class Lambda<In = Tensor, Out = Tensor> extends BaseTransform {
  readonly lambda: (input: In) => Out;

  constructor(lambda: (input: In) => Out) {
    super([lambda]);
    if (typeof lambda !== "function") throw new TypeError(`Lambda: expected a function, got ${String(lambda)}`);
    this.lambda = lambda;
  }

  protected override transform(sample: unknown): unknown {
    return this.lambda(sample as In);
  }

  override plain(image: TensorImage): unknown {
    return this.lambda(image.toTensor() as In);
  }

  run(sample: unknown): unknown {
    return toPlain(this.lambda(fromPlain(sample) as In));
  }
}
