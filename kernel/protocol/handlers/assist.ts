import { cursorOf } from "../cursor.ts";
import type { Handler } from "./index.ts";

/** No completion without a type server: an empty answer at the cursor. */
export const complete: Handler = ({ content }) => {
  const cursor = cursorOf(content);
  return { status: "ok", matches: [], cursor_start: cursor, cursor_end: cursor, metadata: {} };
};

export const inspect: Handler = () => ({ status: "ok", found: false, data: {}, metadata: {} });
