import { extname } from "node:path";
import { Tensor } from "../tensor/index.ts";
import { readNpy, readNpz, writeNpy, writeNpz } from "./npy/index.ts";
import { readPth, writePth } from "./pth/index.ts";
import { readSafetensors, writeSafetensors } from "./safetensors/index.ts";

interface Format {
  read(path: string): unknown;
  write(path: string, value: never): void;
}

const pth: Format = { read: readPth, write: writePth };
const FORMATS: Readonly<Record<string, Format>> = {
  ".pth": pth,
  ".pt": pth,
  ".bin": pth,
  ".safetensors": { read: readSafetensors, write: writeSafetensors },
  ".npy": { read: readNpy, write: writeNpy },
  ".npz": { read: readNpz, write: writeNpz },
};

function formatOf(caller: string, path: string): Format {
  const found = FORMATS[extname(path).toLowerCase()];
  if (found) return found;
  throw new Error(`${caller}: expected a path that ends in ${Object.keys(FORMATS).join(", ")}, got "${path}"`);
}

/**
 * Writes a value in the format of the path's ending: `.pth` (or `.pt`) anything made of tensors, numbers, strings, arrays and
 * objects, `.safetensors` and `.npz` an object of tensors, `.npy` one tensor. PyTorch and numpy read the files.
 *
 * @example
 * save(model.stateDict(), "model.pth");
 */
export function save(value: unknown, path: string): void {
  if (typeof path !== "string")
    throw new TypeError(`save: expected save(value, path), got ${typeof path} as path; the path comes second`);
  const format = formatOf("save", path);
  if (format.write === writeNpy && !(value instanceof Tensor))
    throw new TypeError(`save: a .npy file holds one tensor, got ${typeof value}; several fit into .npz`);
  format.write(path, value as never);
}

/**
 * Reads a file in the format of its ending; see `save`. Nothing in a file can run code.
 *
 * @example
 * model.loadStateDict(load("model.pth") as nn.StateDict);
 */
export function load(path: string): unknown {
  if (typeof path !== "string") throw new TypeError(`load: expected a path, got ${typeof path}`);
  return formatOf("load", path).read(path);
}
