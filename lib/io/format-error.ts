/**
 * A file that is damaged, cut off, hostile or of another kind; the message begins with the file's name.
 *
 * @example
 * new FormatError("a.tar", "it is cut off").message; // "a.tar: it is cut off"
 */
export class FormatError extends Error {
  override readonly name = "FormatError";
  /** The file, as it stands in the message. */
  readonly file: string;

  constructor(file: string, why: string, options: { cause?: unknown } = {}) {
    super(`${file}: ${why}`, options);
    this.file = file;
  }
}

/** Runs a library's parser: whatever it throws becomes a FormatError of this file. */
export function parsing<T>(file: string, what: string, body: () => T): T {
  try {
    return body();
  } catch (error) {
    if (error instanceof FormatError) throw error;
    throw new FormatError(file, `${what} (${(error as Error).message})`, { cause: error });
  }
}
