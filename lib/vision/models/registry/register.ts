import type * as nn from "../../../nn/index.ts";
import { build, type WeightsOption } from "./build.ts";

export type Task = "classification" | "segmentation" | "detection";

/** What the registry knows of a model. */
export interface ModelEntry {
  readonly name: string;
  readonly task: Task;
  /** Builds it with the options of its own builder. */
  readonly builder: (options?: Readonly<Record<string, unknown>>) => nn.Module;
  /** The shape of the images its figures are stated for. */
  readonly inputShape: readonly [number, number, number, number];
}

/** What sets a model apart from the usual. */
export interface Traits {
  task?: Task;
  /** Rows and columns of the image that its figures are stated for (224). */
  size?: number;
  /** Channels of the image (3). */
  channels?: number;
  /** Changes the names in older state dicts to those of today. */
  upgrade?: (state: nn.StateDict, options: Readonly<Record<string, unknown>>) => nn.StateDict;
  /** Options that pretrained weights bring along, unless given. */
  pretrained?: Readonly<Record<string, unknown>>;
}

const entries = new Map<string, ModelEntry>();

/**
 * Gives a model its name in the registry, and its builder the option `weights`.
 *
 * @example
 * const tiny = register("tiny", (options: { numClasses?: number }) => new nn.Linear(784, options.numClasses ?? 10));
 * tiny({ numClasses: 3 }).outFeatures; // 3
 */
export function register<M extends nn.Module, O extends object>(
  name: string,
  create: (options: O) => M,
  traits: Traits = {},
): (options?: O & WeightsOption) => M {
  const builder = (options = {} as O & WeightsOption): M => build(name, create, traits, options);
  const { task = "classification", size = 224, channels = 3 } = traits;
  entries.set(name, {
    name,
    task,
    builder: builder as ModelEntry["builder"],
    inputShape: [1, channels, size, size],
  });
  return builder;
}

/** The names of all models, in alphabetical order, or of those of one task. */
export function listModels({ task }: { task?: Task } = {}): string[] {
  return [...entries.values()]
    .filter((entry) => task === undefined || entry.task === task)
    .map(({ name }) => name)
    .sort();
}

/** What the registry knows of a model. */
export function modelEntry(name: string): ModelEntry {
  const found = entries.get(name);
  if (found) return found;
  const near = listModels().filter((known) => known.startsWith(name.slice(0, 4)));
  throw new RangeError(
    `getModel: no model "${name}"; ${near.length ? `did you mean ${near.join(", ")}?` : "listModels() names them all"}`,
  );
}

/**
 * Builds a model by name.
 *
 * @example
 * const model = getModel("squeezenet1_1", { numClasses: 10 });
 */
export function getModel(name: string, options?: Readonly<Record<string, unknown>>): nn.Module {
  return modelEntry(name).builder(options);
}
