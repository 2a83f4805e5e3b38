import { toCodePoints, toCodeUnits } from "../cursor.ts";
import type { Handler } from "./index.ts";

/** Completion by types, also while a cell computes; members of values without types from the values themselves. */
export const complete: Handler = async ({ content }, kernel) => {
  const code = String(content.code ?? "");
  const cursor = Number(content.cursor_pos ?? 0);
  const [{ completeCode }, types] = await Promise.all([import("../../types/index.ts"), kernel.types.service()]);
  const look = async (expression: string) => (await kernel.look([expression]))?.[expression];
  const { matches, ...range } = await completeCode(types, code, toCodeUnits(code, cursor), look);
  const start = toCodePoints(code, range.start);
  const end = toCodePoints(code, range.end);
  return {
    status: "ok",
    matches: matches.map(({ text }) => text),
    cursor_start: start,
    cursor_end: end,
    metadata: { _jupyter_types_experimental: matches.map((match) => ({ ...match, start, end })) },
  };
};

/** Type, documentation and signature of what the cursor is on; source code at detail level 1. */
export const inspect: Handler = async ({ content }, kernel) => {
  const code = String(content.code ?? "");
  const offset = toCodeUnits(code, Number(content.cursor_pos ?? 0));
  const [{ inspectCode }, types] = await Promise.all([import("../../types/index.ts"), kernel.types.service()]);
  const data = await inspectCode(types, code, offset, { source: content.detail_level === 1 });
  return { status: "ok", found: data !== undefined, data: data ?? {}, metadata: {} };
};
