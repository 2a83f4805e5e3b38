import { toBundle } from "../../display/bundle.ts";
import { plainText } from "../../display/text.ts";
import type { MimeBundle } from "../types.ts";
import { CommandError, npm, runProgram } from "./processes.ts";

export { type CellCommand, cellCommand, expandCommands } from "./parse.ts";

/** What commands work with. */
export interface CommandContext {
  directory: string;
  /** The top-level names of the cells, with what declared them. */
  names(): { name: string; kind: string }[];
  /** Live value of a name. */
  value(name: string): Promise<unknown>;
  /** Forgets every name. */
  reset(): Promise<void>;
  show(bundle: MimeBundle): void;
  /** Runs the body of a cell command as a cell. */
  run(body: string): Promise<void>;
  /** What to call when the cell is interrupted. */
  onStop(stop: () => void): void;
}

type Command = (args: string, context: CommandContext, body: string) => unknown;

const lineCommands: Record<string, Command> = {
  npm(args, { directory, onStop }) {
    const [action = "help", ...rest] = args.split(/\s+/).filter(Boolean);
    const { file, args: first } = npm();
    // Into the notebook's folder, whatever project lies around it.
    const all = [...first, action, "--prefix", directory, "--no-audit", "--no-fund", "--loglevel=error", ...rest];
    return runProgram(file, all, { directory, onStop, title: `npm ${action}` });
  },
  async who(_args, { names, value, show }) {
    const found = names();
    if (found.length === 0) console.log("No names yet: nothing has been declared.");
    const rows = await Promise.all(
      found.map(async ({ name, kind }) => ({ name, kind, value: shorten(plainText(await value(name).catch(String))) })),
    );
    if (rows.length > 0) show({ ...(await toBundle(rows)), metadata: {} });
  },
  async reset(_args, { names, reset }) {
    const count = names().length;
    await reset();
    console.log(`Forgot ${count} ${count === 1 ? "name" : "names"}. Modules that were imported stay loaded.`);
  },
  types(args) {
    if (!/^(?:off|warn|error)$/.test(args)) throw new CommandError("%types takes one of: off, warn, error");
    console.log(`Types: ${args}`);
  },
  env(args) {
    const [, name = "", value] = /^(\w*)(?:[= ](.*))?$/s.exec(args) ?? [];
    if (args !== "" && name === "") throw new CommandError("%env takes nothing, NAME, or NAME=value");
    if (value !== undefined) process.env[name] = value;
    else if (name !== "") console.log(process.env[name] ?? `${name} is not set`);
    else for (const key of Object.keys(process.env).sort()) console.log(`${key}=${hidden(key, process.env[key]!)}`);
  },
};

const cellCommands: Record<string, Command> = {
  async time(_args, { run }, body) {
    const [start, cpu] = [performance.now(), process.cpuUsage()];
    try {
      await run(body);
    } finally {
      const { user, system } = process.cpuUsage(cpu);
      console.log(`CPU time: ${duration((user + system) / 1000)}, wall time: ${duration(performance.now() - start)}`);
    }
  },
  bash: (args, { directory, onStop }, body) =>
    runProgram("bash", ["-c", body.replace(/^[^\n]*\n?/, ""), "bash", ...args.split(/\s+/).filter(Boolean)], {
      directory,
      onStop,
      title: "bash",
    }),
};

/** Runs `%name args`. */
export async function runLine(name: string, args: string, context: CommandContext): Promise<void> {
  await known(lineCommands, name, "%")(args, context, "");
}

/** Runs a cell that begins with `%%name args`. */
export async function runCell(name: string, args: string, body: string, context: CommandContext): Promise<void> {
  await known(cellCommands, name, "%%")(args, context, body);
}

function known(commands: Record<string, Command>, name: string, sign: string): Command {
  if (Object.hasOwn(commands, name)) return commands[name]!;
  const all = Object.keys(commands).map((other) => sign + other);
  throw new CommandError(`There is no command ${sign}${name}. There are: ${all.join(", ")}`);
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, " ");
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}

function hidden(key: string, value: string): string {
  return /key|token|secret|password/i.test(key) ? "…" : value;
}

function duration(ms: number): string {
  if (ms < 1000) return `${ms.toFixed(ms < 10 ? 2 : 0)} ms`;
  return ms < 60_000
    ? `${(ms / 1000).toFixed(2)} s`
    : `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}
