/** Marks values that stand for a tensor until a batch is made of them. */
export const plainArray: unique symbol = Symbol.for("tsgrad.plainArray") as never;

/** A dataset's method that reads a sample as `get` does, with plain arrays in place of tensors. */
export const plainSample: unique symbol = Symbol.for("tsgrad.plainSample") as never;

type Values = Float32Array | Int32Array | Uint8Array;

export interface PlainArray {
  readonly [plainArray]: true;
  readonly shape: readonly number[];
  readonly dtype: "float32" | "int32" | "uint8" | "bool";
  readonly length: number;
  copyTo(batch: Values, at: number): void;
}

export function isPlainArray(value: unknown): value is PlainArray {
  return typeof value === "object" && value !== null && plainArray in value;
}

export const ARRAYS = { float32: Float32Array, int32: Int32Array, uint8: Uint8Array, bool: Uint8Array } as const;

/** The values of a batch; all have the shape and type of the first. */
export function joinArrays(arrays: readonly PlainArray[]): Values {
  const { dtype, length } = arrays[0]!;
  const batch = new ARRAYS[dtype](length * arrays.length);
  for (const [i, array] of arrays.entries()) array.copyTo(batch, i * length);
  return batch;
}

/** Reads one sample: as plain arrays where the dataset can and the batch is put together by `defaultCollate`. */
export function readSample(dataset: { get(index: number): unknown }, index: number, collate: boolean): unknown {
  const from = dataset as { get(index: number): unknown; [plainSample]?(index: number): unknown };
  // A subclass with a `get` of its own is read by that.
  const plain = collate && from[plainSample] && ownerOf(from, "get") === ownerOf(from, plainSample);
  return plain ? from[plainSample]!(index) : from.get(index);
}

function ownerOf(object: object, name: string | symbol): object | null {
  let owner: object | null = object;
  while (owner && !Object.hasOwn(owner, name)) owner = Object.getPrototypeOf(owner) as object | null;
  return owner;
}

/** How many samples are begun before they are asked for: as many as Node's own threads decode at once. */
const AHEAD = 4;

/** Begins to read the samples behind the one at `place`, once each. */
export function prepareAhead(
  dataset: { prepare?(index: number): void },
  indices: readonly number[],
  place: number,
): void {
  if (!dataset.prepare) return;
  try {
    if (place === 0) for (const index of indices.slice(1, AHEAD)) dataset.prepare(index);
    const next = indices[place + AHEAD];
    if (next !== undefined) dataset.prepare(next);
  } catch {
    // A sample that cannot be read tells of it when it is due, with its own number.
  }
}
