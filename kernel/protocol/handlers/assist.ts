import { toCodeUnits } from "../cursor.ts";
import type { Handler } from "./index.ts";

/** No completion without a type server: an empty answer at the cursor. */
export const complete: Handler = ({ content }) => {
  const cursor = Number(content.cursor_pos ?? 0);
  return { status: "ok", matches: [], cursor_start: cursor, cursor_end: cursor, metadata: {} };
};

export const inspect: Handler = ({ content }) => {
  toCodeUnits(String(content.code ?? ""), Number(content.cursor_pos ?? 0));
  return { status: "ok", found: false, data: {}, metadata: {} };
};
