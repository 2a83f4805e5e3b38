import { Console } from "node:console";
import { StringDecoder } from "node:string_decoder";

type Name = "stdout" | "stderr";

/** Sends what `console`, `process.stdout` and `process.stderr` write to `write`; returns the undoing. */
export function captureStreams(write: (name: Name, text: string) => void): () => void {
  const restore = [capture("stdout", write), capture("stderr", write)];
  const nodeConsole = globalThis.console;
  // Node's own console also keeps the last 1,000 messages, with their arguments alive, for the inspector.
  const console = new Console({
    stdout: process.stdout,
    stderr: process.stderr,
    colorMode: false,
    ignoreErrors: false,
  });
  globalThis.console = Object.assign(Object.create(nodeConsole) as typeof nodeConsole, console, { Console });
  return () => {
    globalThis.console = nodeConsole;
    for (const undo of restore) undo();
  };
}

function capture(name: Name, write: (name: Name, text: string) => void): () => void {
  const stream = process[name];
  const original = stream.write;
  const decoder = new StringDecoder("utf8");
  const decode = (chunk: unknown, encoding: unknown): string => {
    if (chunk instanceof Uint8Array)
      return decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    const text = String(chunk);
    return typeof encoding === "string" && !/^utf-?8$/i.test(encoding)
      ? Buffer.from(text, encoding as BufferEncoding).toString("utf8")
      : text;
  };
  stream.write = ((chunk: unknown, encoding?: unknown, callback?: unknown): boolean => {
    write(name, decode(chunk, encoding));
    const done = typeof encoding === "function" ? encoding : callback;
    if (typeof done === "function") process.nextTick(done);
    return true;
  }) as typeof stream.write;
  return () => {
    stream.write = original;
  };
}
