import { cat, type Tensor } from "../../../tensor/index.ts";
import type { Size } from "../../ops/anchors.ts";

/** Maps [N, A * columns, H, W] as one list of predictions [N, anchors, columns], in the order of the anchors. */
export function rowsOf(maps: readonly Tensor[], columns: number): Tensor {
  return cat(
    maps.map((map) => map.permute([0, 2, 3, 1]).reshape([map.shape[0]!, -1, columns])),
    1,
  );
}

/** Rows and columns of each map. */
export const gridsOf = (maps: readonly Tensor[]): Size[] => maps.map(({ shape }): Size => [shape[2]!, shape[3]!]);
