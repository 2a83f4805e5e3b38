import { randomUUID } from "node:crypto";
import type { Runtime } from "../evaluate/runtime.ts";
import type { MimeBundle, Output } from "../evaluate/types.ts";
import { toBundle, withText } from "./bundle.ts";
import { createProgress, type Progress } from "./progress.ts";

/** Something shown that can be replaced. */
export class DisplayHandle {
  readonly id: string;
  readonly #update: (value: unknown) => void;

  constructor(id: string, update: (value: unknown) => void) {
    this.id = id;
    this.#update = update;
  }

  /** Shows something else in the same place. */
  update(value: unknown): void {
    this.#update(value);
  }
}

export interface Show {
  /** Shows a value in the running cell's output; with an id it can be replaced later. */
  (value: unknown, options?: { id?: string }): DisplayHandle;
  html(source: string): DisplayHandle;
  markdown(source: string): DisplayHandle;
  latex(source: string): DisplayHandle;
  svg(source: string): DisplayHandle;
  json(value: unknown): DisplayHandle;
  /** Shows data under its MIME type as it is. */
  raw(mime: string, data: unknown): DisplayHandle;
}

export interface Display {
  display: Show;
  updateDisplay(id: string, value: unknown): void;
  /** Removes the cell's output; with `wait` when the next output comes. */
  clearOutput(options?: { wait?: boolean }): void;
  emit: NonNullable<Runtime["display"]>;
  progress: Progress;
  /** Shows each value that comes in the place of the one before it; resolves when no more come. */
  live(values: AsyncIterable<unknown>): Promise<void>;
}

/** The functions that show values, writing to `emit`. */
export function createDisplay(emit: (output: Output) => void): Display {
  const send = (shown: MimeBundle | Promise<MimeBundle>, displayId: string, update: boolean): void => {
    if (shown instanceof Promise) {
      void shown.then((bundle) => send(bundle, displayId, update));
      return;
    }
    emit({ type: update ? "update_display_data" : "display_data", ...shown, displayId });
  };
  const show = (shown: MimeBundle | Promise<MimeBundle>, id: string = randomUUID()): DisplayHandle => {
    send(shown, id, false);
    return new DisplayHandle(id, (value) => send(toBundle(value), id, true));
  };
  const raw = (mime: string, data: unknown, text = `${mime} data`) => show(withText({ [mime]: data }, text));

  const live = async (values: AsyncIterable<unknown>, id: string = randomUUID()): Promise<void> => {
    let shown = false;
    for await (const value of values) {
      emit({ type: shown ? "update_display_data" : "display_data", ...(await toBundle(value)), displayId: id });
      shown = true;
    }
  };
  const showValue = (value: unknown, { id = randomUUID() }: { id?: string } = {}): DisplayHandle => {
    if (!isAsyncIterable(value)) return show(toBundle(value), id);
    // Nobody waits for it: what it throws is an unhandled rejection of the cell.
    void live(value, id);
    return new DisplayHandle(id, (next) => send(toBundle(next), id, true));
  };

  const display: Show = Object.assign(showValue, {
    html: (source: string) => raw("text/html", source, "HTML"),
    markdown: (source: string) => raw("text/markdown", source, source),
    latex: (source: string) => raw("text/latex", source, source),
    svg: (source: string) => raw("image/svg+xml", source, "SVG image"),
    json: (value: unknown) => raw("application/json", value, JSON.stringify(value)),
    raw: (mime: string, data: unknown) => raw(mime, data, mime === "text/plain" ? String(data) : undefined),
  });
  return {
    display,
    progress: createProgress(emit),
    live,
    updateDisplay: (id, value) => send(toBundle(value), id, true),
    clearOutput: ({ wait = false } = {}) => emit({ type: "clear_output", wait }),
    emit: ({ data, metadata = {} }, { displayId, update = false } = {}) =>
      emit({ type: update ? "update_display_data" : "display_data", data, metadata, displayId }),
  };
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}
