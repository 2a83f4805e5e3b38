/**
 * Declares what cells may call without importing it; kernel/display/globals.ts puts it there. As text, since a
 * declaration file would declare it for the kernel's own modules too.
 */
export const globalDeclarations = `/** Something shown that can be replaced. */
interface DisplayHandle {
  readonly id: string;
  /** Shows something else in the same place. */
  update(value: unknown): void;
}

interface Show {
  /** Shows a value in the cell's output; with an id it can be replaced later. */
  (value: unknown, options?: { id?: string }): DisplayHandle;
  html(source: string): DisplayHandle;
  markdown(source: string): DisplayHandle;
  latex(source: string): DisplayHandle;
  svg(source: string): DisplayHandle;
  json(value: unknown): DisplayHandle;
  /** Shows data under its MIME type as it is. */
  raw(mime: string, data: unknown): DisplayHandle;
}

/** Shows values in the cell's output: \`display(value)\`, \`display.html("<b>bold</b>")\`. */
declare const display: Show;
/** Replaces what was shown under an id. */
declare function updateDisplay(id: string, value: unknown): void;
/** Removes the cell's output; with \`wait\` when the next output comes. */
declare function clearOutput(options?: { wait?: boolean }): void;
interface CommContent {
  data: Record<string, unknown>;
  metadata: Record<string, unknown>;
  buffers: Uint8Array[];
}

/** One open connection to a front end. */
interface Comm {
  readonly id: string;
  readonly target: string;
  send(data: Record<string, unknown>, extra?: { metadata?: Record<string, unknown>; buffers?: Uint8Array[] }): void;
  close(data?: Record<string, unknown>): void;
  /** Called with each message that comes; returns the undoing. */
  onMessage(listener: (content: CommContent) => unknown): () => void;
  /** Called when the front end closes the comm. */
  onClose(listener: (content: CommContent) => unknown): () => void;
}

/** Connections to front ends, for widgets. */
declare const comms: {
  /** What to do when a front end opens a comm of this target. */
  registerTarget(target: string, opened: (comm: Comm, content: CommContent) => unknown): void;
  unregisterTarget(target: string): void;
  /** Opens a comm to the front ends, which look the target up in theirs. */
  open(target: string, data?: Record<string, unknown>): Comm;
};

/** A bar that is moved by hand. */
interface ProgressBar {
  /** So many steps more are done. Default 1. */
  advance(steps?: number): void;
  /** So many steps are done in all; the note is shown behind the figures. */
  update(done: number, note?: string): void;
  close(): void;
}

interface ProgressOptions {
  /** What is being counted, before the bar. */
  label?: string;
  /** How many steps there are, where the items do not know. */
  total?: number;
}

/** A progress bar with rate and time left: \`for (const batch of progress(batches)) ...\` or \`const bar = progress(100)\`. */
declare function progress(total: number, options?: ProgressOptions): ProgressBar;
declare function progress<T>(items: Iterable<T>, options?: ProgressOptions): Iterable<T>;
declare function progress<T>(items: AsyncIterable<T>, options?: ProgressOptions): AsyncIterable<T>;
/** Shows signature, documentation and members of anything that is exported: \`help(nn.Linear)\`. */
declare function help(subject: unknown): void;

interface ProgressOptions {
  /** What is being counted, before the bar. */
  label?: string;
  /** How many steps there are, where the items do not know. */
  total?: number;
}

/** A progress bar that is moved by hand. */
interface ProgressBar {
  /** So many steps more are done. Default 1. */
  advance(steps?: number): void;
  /** So many steps are done in all; the note is shown behind the figures. */
  update(done: number, note?: string): void;
  close(): void;
}

interface Progress {
  /** A bar that is moved by hand. */
  (total: number, options?: ProgressOptions): ProgressBar;
  /** Passes on what it is given, and shows how far it has come. */
  <T>(items: Iterable<T>, options?: ProgressOptions): Iterable<T>;
  <T>(items: AsyncIterable<T>, options?: ProgressOptions): AsyncIterable<T>;
}

/** Shows a progress bar: \`for (const batch of progress(loader)) ...\`, or \`const bar = progress(100)\`. */
declare const progress: Progress;
/** Shows what is known about something exported. */
declare function help(subject: unknown): void;
/** Asks for a line of text. */
declare function prompt(text?: string, fallback?: string): string;
/** Asks for a line of text that is not shown while it is typed. */
declare function password(text?: string): string;
/** Asks a question that is answered by y or n. */
declare function confirm(text?: string): boolean;
/** Prints a text. */
declare function alert(text?: string): void;
`;
