/** What `process.exit()` in a cell becomes: the kernel keeps running. */
export class ExitError extends Error {
  override readonly name = "ExitError";
}

/** Keeps the process alive whatever a cell does to it; returns the undoing. */
export function guardProcess(uncaught: (error: unknown) => void): () => void {
  const { exit, abort } = process;
  process.exit = (code) => {
    throw new ExitError(`process.exit(${code ?? ""}) has no effect here: the notebook's process keeps running`);
  };
  process.abort = () => {
    throw new ExitError("process.abort() has no effect here: the notebook's process keeps running");
  };
  const listener = (error: unknown) => uncaught(error);
  process.on("uncaughtException", listener);
  process.on("unhandledRejection", listener);
  return () => {
    process.exit = exit;
    process.abort = abort;
    process.off("uncaughtException", listener);
    process.off("unhandledRejection", listener);
  };
}
