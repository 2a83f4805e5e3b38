import type { MimeBundle } from "../evaluate/types.ts";
import { imageBundle } from "./image.ts";
import { numbersBundle, numbersOf } from "./numbers.ts";
import { tableBundle } from "./table.ts";
import { plainText } from "./text.ts";
import { vegaBundle } from "./vega.ts";

const displaySymbol = Symbol.for("Jupyter.display");

/** How a value shows itself in a notebook. A promise where the value has to be computed or encoded first. */
export function toBundle(value: unknown): MimeBundle | Promise<MimeBundle> {
  const own = ownBundle(value);
  const numbers = numbersOf(value);
  if (own)
    return numbers && !(own instanceof Promise) && isPlain(own)
      ? numbersBundle(numbers, String(own.data["text/plain"]))
      : own;
  const image = imageBundle(value);
  if (image) return image;
  if (numbers) return numbersBundle(numbers, plainText(value));
  return vegaBundle(value) ?? tableBundle(value) ?? textBundle(value);
}

function isPlain({ data }: MimeBundle): boolean {
  return Object.keys(data).length === 1;
}

export function textBundle(value: unknown): MimeBundle {
  return { data: { "text/plain": plainText(value) }, metadata: {} };
}

/** Adds the plain text that every front end can show. */
export function withText(data: Record<string, unknown>, text: string): MimeBundle {
  return { data: { ...data, "text/plain": text }, metadata: {} };
}

function ownBundle(value: unknown): MimeBundle | Promise<MimeBundle> | undefined {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return undefined;
  const show = (value as { [displaySymbol]?: unknown })[displaySymbol];
  if (typeof show !== "function") return undefined;
  const shown: unknown = show.call(value);
  if (shown instanceof Promise) return shown.then((data) => complete(data, value));
  return complete(shown, value);
}

function complete(shown: unknown, value: unknown): MimeBundle {
  if (!isRecord(shown)) {
    throw new TypeError(
      `[Symbol.for("Jupyter.display")]() must return an object from MIME types to data, got ${plainText(shown)}`,
    );
  }
  // MIME types hold a slash, so the form with metadata cannot be taken for the plain one.
  const { data, metadata } = isRecord(shown.data)
    ? { metadata: {}, ...shown, data: shown.data }
    : { data: shown, metadata: {} };
  return {
    data: { ...data, "text/plain": data["text/plain"] ?? value?.constructor?.name ?? "object" },
    metadata: isRecord(metadata) ? { ...metadata } : {},
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
