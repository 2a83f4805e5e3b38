import * as nn from "../../../nn/index.ts";
import type { Tensor } from "../../../tensor/index.ts";

/**
 * The children of a model up to the last that is asked for, run in order: torchvision's IntermediateLayerGetter.
 *
 * `returns` gives each child's output a name.
 *
 * @example
 * const backbone = new IntermediateLayers(resnet18(), { layer2: "low", layer4: "high" });
 * backbone.forward(zeros([1, 3, 64, 64])).high.shape; // [1, 512, 2, 2]
 */
export class IntermediateLayers<Name extends string = string> extends nn.Module {
  readonly #returns: Readonly<Record<string, Name>>;

  constructor(model: nn.Module, returns: Readonly<Record<string, Name>>) {
    super();
    this.#returns = returns;
    const wanted = new Set(Object.keys(returns));
    for (const [name, child] of model.namedChildren()) {
      Object.assign(this, { [name]: child });
      wanted.delete(name);
      if (wanted.size === 0) return;
    }
    const names = model.namedChildren().map(([name]) => name);
    throw new RangeError(
      `IntermediateLayers: ${model.constructor.name} has no child ${[...wanted].join(", ")}, only ${names.join(", ")}`,
    );
  }

  forward(input: Tensor): Record<Name, Tensor> {
    const outputs = {} as Record<Name, Tensor>;
    let x = input;
    for (const [name, child] of this.namedChildren()) {
      x = (child as nn.Layer).forward(x);
      const as = this.#returns[name];
      if (as !== undefined) outputs[as] = x;
    }
    return outputs;
  }
}
