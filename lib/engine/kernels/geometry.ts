/** [height, width] */
export type Pair = readonly [number, number];
/** [[top, bottom], [left, right]] */
export type Padding = readonly [Pair, Pair];
export type Shape4D = readonly [number, number, number, number];

/** The geometry of a convolution. */
export interface Geometry {
  stride: Pair;
  padding: Padding;
  dilation: Pair;
  groups: number;
}

/** The windows of a pooling. */
export interface Windows {
  kernel: Pair;
  stride: Pair;
  padding: Padding;
  /** [height, width] of the output: as many windows as fit into the padded input. */
  output: Pair;
}

export const NO_PADDING: Padding = [
  [0, 0],
  [0, 0],
];

export const isOne = ([height, width]: Pair): boolean => height === 1 && width === 1;
export const isUnpadded = (padding: Padding): boolean =>
  padding.every(([before, after]) => before === 0 && after === 0);

/** Whether every input channel has filters of its own: [kh, kw, 1, channels * multiplier]. */
export const isDepthwise = (filterShape: Shape4D, groups: number): boolean => groups > 1 && filterShape[2] === 1;

/** Padding of [N, H, W, C] for ops that pad each dimension. */
export function paddingOf4D(padding: Padding): [number, number][] {
  return [[0, 0], [...padding[0]], [...padding[1]], [0, 0]];
}
