import { codeOf } from "../code.ts";
import { cursorOf, toCodePoints, toCodeUnits } from "../cursor.ts";
import type { Handler } from "./index.ts";

/** Completion by types, also while a cell computes; members of values without types from the values themselves. */
export const complete: Handler = async ({ content }, kernel) => {
  const code = codeOf(content);
  const cursor = cursorOf(content);
  const [{ completeCode }, types] = await Promise.all([import("../../types/index.ts"), kernel.types.service()]);
  const look = async (expression: string) => (await kernel.look([expression]))?.[expression];
  const offset = toCodeUnits(code, cursor);
  const nothing = { matches: [], start: offset, end: offset };
  const { matches, ...range } = await unlessGone(() => completeCode(types, code, offset, look), nothing);
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
  const code = codeOf(content);
  const offset = toCodeUnits(code, cursorOf(content));
  const [{ inspectCode }, types] = await Promise.all([import("../../types/index.ts"), kernel.types.service()]);
  const data = await unlessGone(
    () => inspectCode(types, code, offset, { source: content.detail_level === 1 }),
    undefined,
  );
  return { status: "ok", found: data !== undefined, data: data ?? {}, metadata: {} };
};

/** Without a server there is nothing to say, which is no error of the client's. */
async function unlessGone<T>(ask: () => Promise<T>, otherwise: T): Promise<T> {
  const { ServerGone } = await import("../../types/index.ts");
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ServerGone) return otherwise;
    throw error;
  }
}
