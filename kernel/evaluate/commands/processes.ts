import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** A program that a command ran ended badly. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}

/** Runs a program, its output becoming the cell's; an interrupt of the cell ends it and what it started. */
export async function runProgram(
  file: string,
  args: string[],
  { directory, onStop, title }: { directory: string; onStop(stop: () => void): void; title: string },
): Promise<void> {
  const child = spawn(file, args, { cwd: directory, stdio: ["ignore", "pipe", "pipe"], detached: true });
  onStop(() => {
    try {
      if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, "SIGTERM");
    } catch {}
  });
  child.stdout.on("data", (chunk: Buffer) => process.stdout.write(chunk));
  child.stderr.on("data", (chunk: Buffer) => process.stderr.write(chunk));
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.on("error", (error) => reject(new CommandError(`${title} cannot be started: ${error.message}`)));
    child.on("close", (...end) => resolve(end));
  });
  if (code !== 0) throw new CommandError(`${title} ended with ${signal ?? `exit code ${code}`}`);
}

/** npm of the Node that runs this kernel, or the one on the path. */
export function npm(): { file: string; args: string[] } {
  const own = join(dirname(process.execPath), "../lib/node_modules/npm/bin/npm-cli.js");
  return existsSync(own) ? { file: process.execPath, args: [own] } : { file: "npm", args: [] };
}
