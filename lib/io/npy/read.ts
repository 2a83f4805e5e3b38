import type { Tensor } from "../../tensor/index.ts";
import { checkedSize, decodeTensor, ELEMENT_TYPES, type ElementName } from "../elements.ts";
import { type ByteSource, bytesSource, withSource } from "../source.ts";
import { readDirectory, readEntry } from "../zip/index.ts";
import { elementOf, swap } from "./dtype.ts";

/**
 * Reads an array that `numpy.save` wrote. Arrays of Python objects are refused: they are pickles.
 *
 * @example
 * readNpy("images.npy").shape; // [100, 28, 28]
 */
export function readNpy(from: string | Uint8Array): Tensor {
  return withSource(from, parse);
}

/**
 * Reads the arrays of an archive that `numpy.savez` or `savez_compressed` wrote.
 *
 * @example
 * const { images, labels } = readNpz("mnist.npz");
 */
export function readNpz(from: string | Uint8Array): Record<string, Tensor> {
  return withSource(from, (source) => {
    const arrays = [...readDirectory(source).values()].map((entry) => {
      const part = bytesSource(readEntry(source, entry), `${source.name}: ${entry.name}`);
      return [entry.name.replace(/\.npy$/, ""), parse(part)] as const;
    });
    return Object.fromEntries(arrays);
  });
}

function parse(source: ByteSource): Tensor {
  const { descr, fortran, shape, start } = header(source);
  const order = descr.slice(0, 1);
  let name: ElementName;
  try {
    name = elementOf(descr.slice(1), order);
  } catch (error) {
    throw new Error(`${source.name}: ${(error as Error).message}`);
  }
  const type = ELEMENT_TYPES[name];
  const bytes = source.read(start, checkedSize(shape, source.name) * type.bytes);
  if (order === ">") swap(bytes, type.bytes);
  if (!fortran) return decodeTensor(type, bytes, shape, source.name);
  const reversed = decodeTensor(type, bytes, shape.toReversed(), source.name);
  return reversed.permute(shape.map((_, i) => shape.length - 1 - i)).clone();
}

function header(source: ByteSource): { descr: string; fortran: boolean; shape: number[]; start: number } {
  const head = source.size >= 10 ? source.read(0, 10) : new Uint8Array(10);
  if (!"\x93NUMPY".split("").every((character, i) => character.charCodeAt(0) === head[i]))
    throw new Error(`${source.name}: expected a file of numpy.save, got something else`);
  const long = head[6]! >= 2;
  const length = long ? new DataView(source.read(8, 4).buffer).getUint32(0, true) : head[8]! + 256 * head[9]!;
  const start = (long ? 12 : 10) + length;
  if (length > 65536) throw new Error(`${source.name}: expected a header below 65536 bytes, got ${length}`);
  const text = new TextDecoder().decode(source.read(start - length, length));
  const descr = /'descr': *'([^']*)'/.exec(text)?.[1];
  const fortran = /'fortran_order': *(True|False)/.exec(text)?.[1];
  const shape = /'shape': *\(([\d, ]*)\)/.exec(text)?.[1];
  if (descr === undefined || fortran === undefined || shape === undefined)
    throw new Error(
      `${source.name}: expected a type, an order and a shape in the header, got ${text.trim().slice(0, 100)}`,
    );
  const sizes = shape.split(",").filter((size) => size.trim() !== "");
  return { descr, fortran: fortran === "True", shape: sizes.map(Number), start };
}
