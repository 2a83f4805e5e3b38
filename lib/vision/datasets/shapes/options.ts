import { figures } from "./figures.ts";

export interface ShapesKnobs {
  /** Scenes in all (1000). */
  length?: number;
  /** The same seed gives the same scenes (0). */
  seed?: number;
  /** The training scenes (true) or others that are for tests. */
  train?: boolean;
  /** Height and width of an image, each at least 32 ([96, 96]). */
  size?: readonly [height: number, width: number];
  /** The fewest and the most objects of a scene ([1, 5]); fewer where no place is left. */
  objects?: readonly [fewest: number, most: number];
  /** The figures that come up (all eight). */
  classes?: readonly string[];
  /** The largest share of an object that those before it may cover, from 0 to 0.9 (0.3). */
  occlusion?: number;
  /** How many times as often the first class comes up as the last; those between fall evenly in logarithms (1). */
  imbalance?: number;
  /** The share of objects that get another class's number, from 0 to 1 (0). */
  labelNoise?: number;
  /** Standard deviation of the grain, of white = 1 (0.015). */
  noise?: number;
}

/** All knobs, checked. */
export function checkShapesOptions(options: ShapesKnobs): Required<ShapesKnobs> {
  const knobs: Required<ShapesKnobs> = {
    length: options.length ?? 1000,
    seed: options.seed ?? 0,
    train: options.train ?? true,
    size: options.size ?? [96, 96],
    objects: options.objects ?? [1, 5],
    classes: options.classes ?? Object.keys(figures),
    occlusion: options.occlusion ?? 0.3,
    imbalance: options.imbalance ?? 1,
    labelNoise: options.labelNoise ?? 0,
    noise: options.noise ?? 0.015,
  };
  const expect = (right: boolean, what: string, got: unknown) => {
    if (!right) throw new RangeError(`Shapes: expected ${what}, got ${String(got)}`);
  };
  const whole = (value: number, least: number) => Number.isInteger(value) && value >= least;
  const { length, seed, size, objects, classes, occlusion, imbalance, labelNoise, noise } = knobs;
  expect(whole(length, 1), "a length >= 1", length);
  expect(whole(seed, 0), "a whole seed >= 0", seed);
  expect(size.length === 2 && size.every((side) => whole(side, 32)), "a size [height, width] of 32 and more", size);
  expect(
    objects.length === 2 && whole(objects[0], 0) && whole(objects[1], objects[0]) && objects[1] <= 254,
    "objects as [fewest, most] from 0 to 254",
    objects,
  );
  const unknown = classes.find((name) => !Object.hasOwn(figures, name));
  expect(unknown === undefined, `classes among ${Object.keys(figures).join(", ")}`, unknown);
  expect(classes.length > 0 && new Set(classes).size === classes.length, "different classes, at least one", classes);
  expect(occlusion >= 0 && occlusion <= 0.9, "an occlusion from 0 to 0.9", occlusion);
  expect(imbalance >= 1 && Number.isFinite(imbalance), "an imbalance of 1 or more", imbalance);
  expect(labelNoise >= 0 && labelNoise <= 1, "a labelNoise from 0 to 1", labelNoise);
  expect(labelNoise === 0 || classes.length > 1, "two classes for labelNoise", classes);
  expect(noise >= 0 && noise <= 1, "a noise from 0 to 1", noise);
  return knobs;
}
