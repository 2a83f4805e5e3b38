import { argumentsOf, Dataset } from "../../../data/index.ts";
import { sampleSeed } from "../../../data/workers/seeds.ts";
import { rasterize, type StrokePoints } from "../../../io/quickdraw/rasterize.ts";
import { Generator } from "../../../random/index.ts";
import { checkOptions } from "../../../tensor/check.ts";
import { stack, type Tensor, tensor } from "../../../tensor/index.ts";
import { applyTransform, type Transform } from "../../transforms/transform.ts";
import { figures } from "./figures.ts";

export interface DoodlesOptions<T = Tensor> {
  /** Drawings in all, the classes in turn (1000). */
  length?: number;
  /** The same seed gives the same drawings (0). */
  seed?: number;
  /** The training drawings (true) or others that are for tests. */
  train?: boolean;
  /** How much a drawing is moved, turned and bent, from 0 to 1 (0.5). */
  jitter?: number;
  /** Changes each drawing, a uint8 tensor [1, 28, 28]. */
  transform?: Transform<Tensor, T>;
}

const SIDE = 28;
const names = Object.keys(figures);

/**
 * Made-up drawings in 12 classes that look like Quick, Draw!'s: thin smooth lines, white on black, uint8 [1, 28, 28].
 *
 * Nothing is downloaded; a drawing depends on its seed and index alone.
 *
 * @example
 * const [image, label] = new Doodles({ length: 120 }).get(3);
 * image.shape; // [1, 28, 28]
 */
export class Doodles<T = Tensor> extends Dataset<[image: T, label: number]> {
  static readonly classes: readonly string[] = names;
  readonly classes: readonly string[] = names;
  readonly length: number;
  readonly train: boolean;
  /** The class number of each drawing. */
  readonly targets: readonly number[];
  readonly #options: DoodlesOptions<T>;

  constructor(options: DoodlesOptions<T> = {}) {
    super();
    checkOptions("Doodles", options, ["length", "seed", "train", "jitter", "transform"]);
    this.#options = options;
    this.length = options.length ?? 1000;
    this.train = options.train ?? true;
    if (!Number.isInteger(this.length) || this.length < 1)
      throw new RangeError(`Doodles: expected a length >= 1, got ${this.length}`);
    if (!((options.jitter ?? 0.5) >= 0 && (options.jitter ?? 0.5) <= 1))
      throw new RangeError(`Doodles: expected a jitter from 0 to 1, got ${options.jitter}`);
    this.targets = Array.from({ length: this.length }, (_, i) => i % names.length);
  }

  get(index: number): [image: T, label: number] {
    const label = this.targets[index];
    if (label === undefined) throw new RangeError(`Doodles: expected an index in [0, ${this.length}), got ${index}`);
    const image = tensor(this.#draw(index, label)).reshape([1, SIDE, SIDE]);
    const { transform } = this.#options;
    return [transform ? applyTransform(transform, image) : (image as T), label];
  }

  /** The whole set as images [N, ...] and int32 labels [N]. */
  toTensors(): [images: Tensor, labels: Tensor] {
    const images = Array.from(this.targets, (_, index) => this.get(index)[0] as Tensor);
    return [stack(images), tensor([...this.targets], { dtype: "int32" })];
  }

  /** How a loader's worker makes the dataset again. */
  [argumentsOf](): unknown[] {
    return [this.#options];
  }

  #draw(index: number, label: number): Uint8Array {
    const { seed = 0, jitter = 0.5 } = this.#options;
    const generator = new Generator().manualSeed(sampleSeed(BigInt(seed), index, this.train ? 0 : 1));
    const vary = () => jitter * (2 * generator.randomDouble() - 1);
    const strokes = figures[names[label]!]!(vary);
    return rasterize(byHand(strokes, vary), { side: SIDE, width: 1.5 + 0.5 * vary() });
  }
}

/** Turned, leaned, scaled, moved, and bent a little differently in each point. */
function byHand(strokes: readonly StrokePoints[], vary: () => number): StrokePoints[] {
  const [angle, lean, width, height] = [0.8 * vary(), 0.4 * vary(), 1 + 0.35 * vary(), 1 + 0.35 * vary()];
  const [dx, dy] = [5 * vary(), 5 * vary()];
  const scale = 10.2;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return strokes.map((stroke) => {
    const points = Array.from(stroke.x, (x, i) => {
      const [px, py] = [(x + lean * stroke.y[i]!) * width + 0.12 * vary(), stroke.y[i]! * height + 0.12 * vary()];
      return [SIDE / 2 + dx + scale * (cos * px - sin * py), SIDE / 2 + dy + scale * (sin * px + cos * py)] as const;
    });
    return { x: points.map(([x]) => x), y: points.map(([, y]) => y) };
  });
}
