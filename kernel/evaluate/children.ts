import { AsyncLocalStorage } from "node:async_hooks";
import type { ChildProcess, SpawnOptions, SpawnSyncOptions, SpawnSyncReturns } from "node:child_process";
import { createRequire, syncBuiltinESMExports } from "node:module";

type Any = unknown[];
type Loose = Record<"spawn" | "spawnSync" | "fork" | "execSync" | "execFileSync", (...args: Any) => unknown>;

const childProcess = createRequire(import.meta.url)("node:child_process") as Loose;

/** Makes children that inherit this process's output write to the cell that started them; returns the undoing. */
export function captureChildren(): () => void {
  const before = { ...childProcess };

  const spawn = (...args: Any) => {
    const { given, inherits, index } = optionsOf(args);
    if (inherits.length === 0) return before.spawn(...args);
    const child = before.spawn(...withOptions(args, index, { ...given, stdio: piped(given) })) as ChildProcess;
    forward(child, inherits);
    return child;
  };
  const fork = (...args: Any) => {
    const index = args.findIndex((arg, i) => i > 0 && isOptions(arg));
    const given = (args[index] ?? {}) as SpawnOptions & { silent?: boolean };
    if (given.silent || given.stdio) return before.fork(...args);
    const options = { ...given, stdio: ["ignore", "pipe", "pipe", "ipc"] };
    const child = before.fork(...withOptions(args, index, options)) as ChildProcess;
    forward(child, ["stdout", "stderr"]);
    return child;
  };
  const spawnSync = (...args: Any) => {
    const { given, inherits, index } = optionsOf(args);
    if (inherits.length === 0) return before.spawnSync(...args);
    const options = { ...given, stdio: piped(given), maxBuffer: Number.POSITIVE_INFINITY };
    const ended = before.spawnSync(...withOptions(args, index, options)) as SpawnSyncReturns<Buffer>;
    for (const name of inherits) {
      if (ended[name]) process[name].write(ended[name]);
      Object.assign(ended, { [name]: null });
    }
    return ended;
  };
  /** These report a failure by throwing. */
  const throwing =
    (name: "execSync" | "execFileSync") =>
    (...args: Any) => {
      const { given, inherits } = optionsOf(args);
      if (inherits.length === 0) return before[name](...args);
      const options = { ...given, ...(name === "execSync" && { shell: (given as SpawnSyncOptions).shell ?? true }) };
      const rest = args.filter((arg) => !isOptions(arg));
      const ended = spawnSync(...rest, options) as SpawnSyncReturns<Buffer>;
      if (ended.error) throw ended.error;
      if (ended.status !== 0) throw Object.assign(new Error(`Command failed: ${rest.flat().join(" ")}`), ended);
      return ended.stdout;
    };

  Object.assign(childProcess, {
    spawn,
    fork,
    spawnSync,
    execSync: throwing("execSync"),
    execFileSync: throwing("execFileSync"),
  });
  syncBuiltinESMExports();
  return () => {
    Object.assign(childProcess, before);
    syncBuiltinESMExports();
  };
}

function forward(child: ChildProcess, names: ("stdout" | "stderr")[]): void {
  const inCell = AsyncLocalStorage.snapshot();
  for (const name of names) {
    child[name]?.on("data", (chunk: Buffer) => inCell(() => process[name].write(chunk)));
  }
}

const streamNames = [undefined, "stdout", "stderr"] as const;

function optionsOf(args: Any) {
  const index = args.findIndex((arg, i) => i > 0 && isOptions(arg));
  const given = (args[index] ?? {}) as SpawnOptions;
  const inherits = ([1, 2] as const).filter((fd) => inherited(given, fd)).map((fd) => streamNames[fd]);
  return { index, given, inherits };
}

function inherited({ stdio }: SpawnOptions, fd: 1 | 2): boolean {
  const wish: unknown = Array.isArray(stdio) ? stdio[fd] : stdio;
  return wish === "inherit" || wish === fd || wish === process[streamNames[fd]!];
}

function piped(given: SpawnOptions) {
  const all = Array.isArray(given.stdio) ? [...given.stdio] : ["inherit", "inherit", "inherit"];
  for (const fd of [1, 2] as const) if (inherited(given, fd)) all[fd] = "pipe";
  return all;
}

function isOptions(arg: unknown): boolean {
  return typeof arg === "object" && arg !== null && !Array.isArray(arg);
}

function withOptions(args: Any, index: number, options: object): Any {
  return index < 0 ? [...args, options] : args.with(index, options);
}
