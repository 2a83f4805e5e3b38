import { randomUUID } from "node:crypto";
import type { Output } from "../evaluate/types.ts";
import { escapeHtml } from "./table.ts";

export interface ProgressOptions {
  /** What is being counted, before the bar. */
  label?: string;
  /** How many steps there are, where the items do not know. */
  total?: number;
}

/** A bar that is moved by hand. */
export interface ProgressBar {
  /** So many steps more are done. Default 1. */
  advance(steps?: number): void;
  /** So many steps are done in all; `note` is shown behind the figures. */
  update(done: number, note?: string): void;
  close(): void;
}

export interface Progress {
  /** A bar that is moved by hand. */
  (total: number, options?: ProgressOptions): ProgressBar;
  /** Passes on what it is given, and shows how far it has come. */
  <T>(items: Iterable<T>, options?: ProgressOptions): Iterable<T>;
  <T>(items: AsyncIterable<T>, options?: ProgressOptions): AsyncIterable<T>;
}

/** At most one message in this time. */
const intervalMs = 100;

/** `progress(...)` for cells, writing to `emit`. */
export function createProgress(emit: (output: Output) => void): Progress {
  const progress = (subject: unknown, options: ProgressOptions = {}): unknown => {
    if (typeof subject === "number") return createBar(emit, subject, options);
    if (typeof subject !== "object" || subject === null) {
      throw new TypeError(`progress() takes a number of steps or something to iterate over, got ${typeof subject}`);
    }
    const total = options.total ?? sizeOf(subject);
    if (Symbol.asyncIterator in subject) return watchAsync(subject as AsyncIterable<unknown>, emit, total, options);
    if (Symbol.iterator in subject) return watch(subject as Iterable<unknown>, emit, total, options);
    throw new TypeError(
      "progress() takes a number of steps or something to iterate over, got an object that is neither",
    );
  };
  return progress as Progress;
}

function* watch<T>(
  items: Iterable<T>,
  emit: (output: Output) => void,
  total: number | undefined,
  options: ProgressOptions,
) {
  const bar = createBar(emit, total, options);
  try {
    for (const item of items) {
      yield item;
      bar.advance();
    }
  } finally {
    bar.close();
  }
}

async function* watchAsync<T>(
  items: AsyncIterable<T>,
  emit: (output: Output) => void,
  total: number | undefined,
  options: ProgressOptions,
) {
  const bar = createBar(emit, total, options);
  try {
    for await (const item of items) {
      yield item;
      bar.advance();
    }
  } finally {
    bar.close();
  }
}

function createBar(
  emit: (output: Output) => void,
  total: number | undefined,
  { label = "" }: ProgressOptions,
): ProgressBar {
  const displayId = randomUUID();
  const start = performance.now();
  let done = 0;
  let note = "";
  let shownAt = Number.NEGATIVE_INFINITY;
  let shown = false;
  let closed = false;
  const show = (): void => {
    shownAt = performance.now();
    const figures = describe(done, total, shownAt - start, closed);
    const text = [label, figures, note].filter(Boolean).join(" ");
    const share = total === undefined ? "" : ` max="${total}" value="${Math.min(done, total)}"`;
    const data = {
      "text/html": `<progress${share} style="width:20em;vertical-align:middle"></progress> <code>${escapeHtml(text)}</code>`,
      "text/plain": total === undefined ? text : `${textBar(done / (total || 1))} ${text}`,
    };
    emit({ type: shown ? "update_display_data" : "display_data", data, metadata: {}, displayId });
    shown = true;
  };
  const moved = () => performance.now() - shownAt >= intervalMs && show();
  show();
  return {
    advance(steps = 1) {
      done += steps;
      moved();
    },
    update(steps, text = note) {
      done = steps;
      note = text;
      moved();
    },
    close() {
      if (closed) return;
      closed = true;
      show();
    },
  };
}

function describe(done: number, total: number | undefined, ms: number, closed: boolean): string {
  const rate = ms > 0 ? (done * 1000) / ms : 0;
  const parts = [total === undefined ? `${done}` : `${done}/${total}`, clock(ms)];
  if (!closed && total !== undefined && rate > 0) parts.push(`${clock(((total - done) / rate) * 1000)} left`);
  if (rate > 0) parts.push(rate >= 1 ? `${rate.toFixed(rate < 100 ? 1 : 0)}/s` : `${(1 / rate).toFixed(1)} s each`);
  return parts.join(", ");
}

function clock(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const two = (value: number) => String(value).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

function textBar(share: number): string {
  const filled = Math.round(Math.min(1, Math.max(0, share)) * 20);
  return `[${"#".repeat(filled)}${".".repeat(20 - filled)}]`;
}

function sizeOf(subject: object): number | undefined {
  const { length, size } = subject as { length?: unknown; size?: unknown };
  return typeof length === "number" ? length : typeof size === "number" ? size : undefined;
}
