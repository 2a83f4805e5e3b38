// Files of torch.save before PyTorch 1.6: pickles one behind the other, then the storages' bytes.
import { decodeTensor, ELEMENT_TYPES } from "../elements.ts";
import { Cursor } from "../pickle/cursor.ts";
import { unpickle } from "../pickle/unpickle.ts";
import type { ByteSource } from "../source.ts";
import { once, storageId } from "./read.ts";
import { findGlobal, type StorageRef, storageBytes } from "./rebuild.ts";

const MAGIC = 0x1950a86a20f9469cfc6cn;
const PROTOCOL = 1001;

interface Slot extends StorageRef {
  place: { offset: number } | null;
}

/** Storages stand behind the pickle that uses them, so their places are found before any tensor is made. */
export function readLegacy(source: ByteSource): unknown {
  const start = new Cursor(source);
  checkMagic(source, start);
  const storages = new Map<string, Slot>();
  const places = findPlaces(source, start.position, storages);
  for (const [key, offset] of places) storages.get(key)!.place = { offset };
  return unpickle(new Cursor(source, start.position), {
    find: (module, name) => findGlobal(source.name, module, name),
    persistent: (id) => storages.get(storageId(source, id).key),
  });
}

function checkMagic(source: ByteSource, cursor: Cursor): void {
  const refuse = { find: noGlobals, persistent: noGlobals };
  let magic: unknown;
  let protocol: unknown;
  try {
    magic = unpickle(cursor, refuse);
    protocol = unpickle(cursor, refuse);
    unpickle(cursor, refuse);
  } catch {
    // The error below says it.
  }
  if (magic !== MAGIC || protocol !== PROTOCOL)
    throw new Error(
      `${source.name}: expected a file of torch.save (a zip archive, or the format before PyTorch 1.6), got something else`,
    );
}

/** Goes through the pickle without making tensors, and then through the table of storages behind it. */
function findPlaces(source: ByteSource, position: number, storages: Map<string, Slot>): Map<string, number> {
  const cursor = new Cursor(source, position);
  unpickle(cursor, {
    find(module, name) {
      const known = findGlobal(source.name, module, name);
      return name.startsWith("_rebuild_") ? { ...known, call: () => null } : known;
    },
    persistent(id) {
      const { key, type, count } = storageId(source, id);
      const slot: Slot = { type, count, place: null, values: once(() => valuesOf(source, key, slot)) };
      if (!storages.has(key)) storages.set(key, slot);
      return storages.get(key);
    },
  });
  const keys = unpickle(cursor, { find: noGlobals, persistent: noGlobals });
  if (!Array.isArray(keys) || keys.some((key) => !storages.has(key as string)))
    throw new Error(`${source.name}: its list of storages is damaged`);
  const places = new Map<string, number>();
  let offset = cursor.position;
  for (const key of keys as string[]) {
    const { type, count } = storages.get(key)!;
    const stored = new DataView(source.read(offset, 8).buffer).getBigInt64(0, true);
    if (stored !== BigInt(count))
      throw new Error(`${source.name}: storage "${key}" has ${stored} elements, expected ${count}`);
    places.set(key, offset + 8);
    offset += 8 + storageBytes(type, count);
  }
  return places;
}

function valuesOf(source: ByteSource, key: string, { type, count, place }: Slot) {
  if (place === null) throw new Error(`storage "${key}" is missing`);
  const bytes = source.read(place.offset, storageBytes(type, count));
  return decodeTensor(ELEMENT_TYPES[type], bytes, [count], `${source.name}: storage "${key}"`);
}

function noGlobals(): never {
  throw new Error("a name where only numbers and strings stand");
}
