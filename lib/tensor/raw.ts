// The one bridge to the engine: every kernel that a tensor operation runs passes here.
import type { NamedAttrMap, Tensor as RawTensor } from "@tensorflow/tfjs-core";
import { tf } from "../engine/index.ts";
import type { RawDType, TypedArray } from "./dtype.ts";
import { type Shape, sameShape } from "./shape.ts";

/** An immutable tensor of the engine. Whoever makes one disposes it, or hands it to a Storage. */
export type Raw = RawTensor;

const engine = tf.engine();

/** Runs one kernel with one output, on the current device. */
export function run(kernel: string, inputs: Record<string, Raw>, attrs?: object): Raw {
  return engine.runKernel(kernel, inputs, attrs as NamedAttrMap) as Raw;
}

/** Runs one kernel with several outputs. */
export function runMany(kernel: string, inputs: Record<string, Raw>, attrs?: object): Raw[] {
  return engine.runKernel(kernel, inputs, attrs as NamedAttrMap) as unknown as Raw[];
}

/** Runs a kernel whose inputs are a list (Concat, Pack, AddN). */
export function runList(kernel: string, inputs: readonly Raw[], attrs?: object): Raw {
  return engine.runKernel(kernel, inputs as unknown as Record<string, Raw>, attrs as NamedAttrMap) as Raw;
}

/** Sends values to the device. The engine may keep `values`: pass an array that nobody else writes. */
export function upload(values: TypedArray, shape: Shape, dtype: RawDType): Raw {
  return engine.makeTensor(values, shape as number[], dtype) as Raw;
}

/** Reads values from the device, synchronously. The array may be the engine's own: copy before you write. */
export function download(raw: Raw): TypedArray {
  return raw.dataSync() as TypedArray;
}

/** A second owner of the same data: no copy is made, as raw tensors never change. */
export function alias(raw: Raw): Raw {
  const copy = engine.makeTensorFromTensorInfo(raw) as Raw;
  engine.state.tensorInfo.get(raw.dataId)!.backend.incRef(raw.dataId);
  return copy;
}

/** The same data under another shape; the result has its own owner. */
export function reshapeRaw(raw: Raw, shape: Shape): Raw {
  return sameShape(raw.shape, shape) ? alias(raw) : run("Reshape", { x: raw }, { shape });
}

/** The values in another type; the result has its own owner. */
export function castRaw(raw: Raw, dtype: RawDType): Raw {
  return raw.dtype === dtype ? alias(raw) : run("Cast", { x: raw }, { dtype });
}

/** Runs `body` with raw tensors it owns and disposes them, whatever happens. */
export function using<T>(raws: readonly Raw[], body: (...raws: Raw[]) => T): T {
  try {
    return body(...raws);
  } finally {
    for (const raw of raws) raw.dispose();
  }
}

const SCALAR_LIMIT = 4096;
const scalars: Record<RawDType, Map<number, Raw>> = { float32: new Map(), int32: new Map(), bool: new Map() };

/** A 0-dimensional constant, made once: the caller must not dispose it. */
export function scalarRaw(value: number, dtype: RawDType): Raw {
  const known = scalars[dtype];
  let raw = known.get(value);
  if (raw === undefined || raw.isDisposed) {
    raw = upload(dtype === "float32" ? Float32Array.of(value) : Int32Array.of(value), [], dtype);
    if (known.size >= SCALAR_LIMIT) {
      const [oldest, dropped] = known.entries().next().value!;
      known.delete(oldest);
      dropped.dispose();
    }
    known.set(value, raw);
  }
  return raw;
}

/** The constants that `scalarRaw` keeps. */
export function scalarsAlive(): Raw[] {
  return Object.values(scalars).flatMap((known) => [...known.values()]);
}
