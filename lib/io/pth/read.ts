import type { Tensor } from "../../tensor/index.ts";
import { decodeTensor, ELEMENT_TYPES, type ElementName } from "../elements.ts";
import { Cursor } from "../pickle/cursor.ts";
import { type UnpickleOptions, unpickle } from "../pickle/unpickle.ts";
import { toPlain } from "../pickle/values.ts";
import { type ByteSource, bytesSource, withSource } from "../source.ts";
import { readDirectory, readEntry } from "../zip/index.ts";
import { readLegacy } from "./legacy.ts";
import { findGlobal, type StorageClass, type StorageRef, storageBytes } from "./rebuild.ts";

const ZIP = 0x04034b50;

/**
 * Reads what `torch.save` wrote: tensors, numbers, strings, lists and dicts (as objects), nested in any way.
 *
 * A pickle can run any program when Python reads it; here it can only build data, and a file that asks for more is
 * refused by name. Tensors on a GPU are read as well. 64-bit floats become float32, 64-bit integers must fit into 32 bits.
 *
 * @throws {Error} for a file that is no .pth file, is damaged, or asks for anything but data
 * @example
 * model.loadStateDict(readPth("resnet18.pth") as Record<string, Tensor>);
 */
export function readPth(from: string | Uint8Array): unknown {
  return withSource(from, (source) => {
    const magic = source.size >= 4 ? new DataView(source.read(0, 4).buffer).getUint32(0, true) : 0;
    return toPlain(magic === ZIP ? readArchive(source) : readLegacy(source));
  });
}

function readArchive(source: ByteSource): unknown {
  const entries = readDirectory(source);
  const main = [...entries.keys()].find((name) => name.endsWith("/data.pkl"));
  if (main === undefined)
    throw new Error(`${source.name}: expected a file of torch.save, got a zip archive without data.pkl`);
  const folder = main.slice(0, -"data.pkl".length);
  const order = entries.get(`${folder}byteorder`);
  if (order && new TextDecoder().decode(readEntry(source, order, 16)) !== "little")
    throw new Error(`${source.name}: it was written on a big-endian machine; save it again on another`);
  const bytes = (key: string, expected: number): Uint8Array => {
    const entry = entries.get(`${folder}data/${key}`);
    if (!entry) throw new Error(`${source.name}: storage "${key}" is missing`);
    if (entry.size !== expected)
      throw new Error(`${source.name}: storage "${key}" has ${entry.size} bytes, expected ${expected}`);
    return readEntry(source, entry);
  };
  const pickle = bytesSource(readEntry(source, entries.get(main)!), source.name);
  return unpickle(new Cursor(pickle), optionsFor(source, bytes));
}

/** The unpickler's table; a storage's bytes come from `bytes` when its first tensor is made. */
function optionsFor(source: ByteSource, bytes: (key: string, expected: number) => Uint8Array): UnpickleOptions {
  const storages = new Map<string, StorageRef>();
  return {
    find: (module, name) => findGlobal(source.name, module, name),
    persistent(id) {
      const { key, type, count } = storageId(source, id);
      const known = storages.get(key);
      if (known) return known;
      const expected = storageBytes(type, count);
      const storage = { type, count, values: once(() => flat(source, key, type, bytes(key, expected))) };
      storages.set(key, storage);
      return storage;
    },
  };
}

function flat(source: ByteSource, key: string, type: ElementName, bytes: Uint8Array): Tensor {
  const element = ELEMENT_TYPES[type];
  return decodeTensor(element, bytes, [bytes.length / element.bytes], `${source.name}: storage "${key}"`);
}

/** ("storage", class, key, device, number of elements) */
export function storageId(source: ByteSource, id: unknown): { key: string; type: ElementName; count: number } {
  const [kind, type, key, , count, part] = Array.isArray(id) ? id : [];
  const element = (type as StorageClass | undefined)?.element;
  const known = kind === "storage" && element !== undefined && typeof key === "string" && typeof count === "number";
  // PyTorch before 0.4 could also name a part of another storage.
  if (!known || (part !== undefined && part !== null))
    throw new Error(`${source.name}: refused to read it: a storage is described in an unknown way`);
  return { key, type: element, count };
}

export function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
