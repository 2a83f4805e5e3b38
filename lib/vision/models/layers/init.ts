// Initial weights as torchvision draws them, in its order, so that a seed gives the same model. Batch norms begin as they are.
import * as nn from "../../../nn/index.ts";

const { init } = nn;

export function* convolutionsOf(model: nn.Module): Iterable<nn.Conv2d> {
  for (const module of model.modules()) if (module instanceof nn.Conv2d) yield module;
}

export function* linearsOf(model: nn.Module): Iterable<nn.Linear> {
  for (const module of model.modules()) if (module instanceof nn.Linear) yield module;
}

/** Kaiming's normal numbers for all convolutions, zeros for their biases. */
export function kaimingConvolutions(model: nn.Module, mode: "fanIn" | "fanOut" = "fanOut"): void {
  for (const { weight, bias } of convolutionsOf(model)) {
    init.kaimingNormal_(weight, { mode, nonlinearity: "relu" });
    if (bias) init.zeros_(bias);
  }
}

/** Normal numbers for all linear layers, zeros for their biases. */
export function normalLinears(model: nn.Module, std = 0.01): void {
  for (const { weight, bias } of linearsOf(model)) {
    init.normal_(weight, { std });
    if (bias) init.zeros_(bias);
  }
}

/** Truncated normal numbers for convolutions and linear layers; the Inception family keeps its drawn biases. */
export function truncatedNormal(
  model: nn.Module,
  std: (layer: nn.Conv2d | nn.Linear) => number,
  { zeroBias = false }: { zeroBias?: boolean } = {},
): void {
  for (const layer of model.modules()) {
    if (!(layer instanceof nn.Conv2d || layer instanceof nn.Linear)) continue;
    init.truncNormal_(layer.weight, { std: std(layer) });
    if (zeroBias && layer.bias) init.zeros_(layer.bias);
  }
}
