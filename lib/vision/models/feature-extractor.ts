import * as nn from "../../nn/index.ts";
import type { Tensor } from "../../tensor/index.ts";

/** Paths of modules, or paths with the names their outputs shall have. */
export type FeatureNodes = readonly string[] | Readonly<Record<string, string>>;

/** Thrown through the model once nothing more is wanted of it; not an Error, so that nobody explains it. */
const DONE = Symbol("all features are there");

interface Node {
  name: string;
  module: nn.Module;
  /** Which of its calls, from 0. */
  call: number;
}

/**
 * A model that returns what its inner modules computed, by name; parameters and state-dict keys stay those of the model.
 *
 * Source: torchvision's create_feature_extractor, with modules for nodes.
 */
export class FeatureExtractor extends nn.Module {
  // In a private field, so that the keys have no prefix.
  readonly #model: nn.Module;
  readonly #nodes: readonly Node[];

  constructor(model: nn.Module, nodes: FeatureNodes) {
    super();
    const names: [string, string][] = Array.isArray(nodes) ? nodes.map((path) => [path, path]) : Object.entries(nodes);
    if (names.length === 0) throw new RangeError("createFeatureExtractor: name at least one module");
    this.#model = model;
    this.#nodes = names.map(([path, name]) => ({ name, ...find(model, path) }));
    this.training = model.training;
  }

  /** The model inside. */
  get model(): nn.Module {
    return this.#model;
  }

  protected override *members(): Iterable<[string, unknown]> {
    yield* this.#model.ownParameters();
    yield* this.#model.namedChildren();
  }

  override train(mode = true): this {
    this.#model.train(mode);
    return super.train(mode);
  }

  forward(...inputs: Tensor[]): Record<string, Tensor> {
    const found: Record<string, Tensor> = {};
    const calls = new Map<nn.Module, number>();
    let missing = this.#nodes.length;
    const handles = [...new Set(this.#nodes.map(({ module }) => module))].map((module) =>
      module.registerForwardHook((_, __, output) => {
        const call = calls.get(module) ?? 0;
        calls.set(module, call + 1);
        for (const node of this.#nodes) {
          if (node.module !== module || node.call !== call) continue;
          found[node.name] = output as Tensor;
          missing--;
        }
        if (missing === 0) throw DONE;
        return undefined;
      }),
    );
    try {
      (this.#model.forward as (...given: Tensor[]) => unknown)(...inputs);
    } catch (error) {
      if (error !== DONE) throw error;
    } finally {
      for (const handle of handles) handle.remove();
    }
    const lost = this.#nodes.filter(({ name }) => !(name in found));
    if (lost.length > 0)
      throw new RangeError(
        `createFeatureExtractor: the model did not call ${lost.map(({ name }) => `"${name}"`).join(", ")}` +
          (this.training ? "" : "; does it run only while training?"),
      );
    return Object.fromEntries(this.#nodes.map(({ name }) => [name, found[name]!]));
  }
}

/** The module at a path; "layer1.0.relu_1" is the second call of layer1.0.relu. */
function find(model: nn.Module, path: string): { module: nn.Module; call: number } {
  const again = /^(.*)_(\d+)$/.exec(path);
  const paths = new Set(model.namedModules().map(([name]) => name));
  if (!paths.has(path) && again && paths.has(again[1]!))
    return { module: model.getSubmodule(again[1]!), call: Number(again[2]) };
  return { module: model.getSubmodule(path), call: 0 };
}

/**
 * A model that returns the outputs of inner modules, named by their paths: `"layer4"`, `"features.3"`, and `"relu_1"` for the
 * second call of `relu`. It stops where the last of them is there, and shares its parameters with `model`.
 *
 * @example
 * const backbone = createFeatureExtractor(new nn.Sequential(new nn.Conv2d(1, 4, 3), new nn.ReLU()), { "1": "features" });
 * backbone.forward(zeros([2, 1, 8, 8])).features.shape; // [2, 4, 6, 6]
 */
export function createFeatureExtractor(model: nn.Module, nodes: FeatureNodes): FeatureExtractor {
  return new FeatureExtractor(model, nodes);
}
