import { readdirSync, readFileSync } from "node:fs";

/** A process and all below it, by the kernel's own lists. */
export function processTree(root: number): number[] {
  const found = [root];
  for (let i = 0; i < found.length; i++) {
    for (const task of list(`/proc/${found[i]}/task`)) {
      const children = read(`/proc/${found[i]}/task/${task}/children`);
      for (const child of children.split(" ")) if (child) found.push(Number(child));
    }
  }
  return found;
}

/** Bytes of anonymous, shared and swapped memory; files mapped from disk, like a 700 MB library, do not count. */
export function privateMemory(pid: number): number {
  let kib = 0;
  for (const [, amount] of read(`/proc/${pid}/status`).matchAll(/^(?:RssAnon|RssShmem|VmSwap):\s+(\d+)/gm))
    kib += Number(amount);
  return kib * 1024;
}

const ticksPerSecond = 100;

/** Seconds of processor time of a process and of its children that ended. */
export function processorTime(pid: number): number {
  // Fields 14 to 17; the second one, the name, may hold blanks and brackets.
  const fields = read(`/proc/${pid}/stat`).split(") ").at(-1)!.split(" ").slice(11, 15);
  return fields.reduce((sum, ticks) => sum + Number(ticks), 0) / ticksPerSecond;
}

/** Seconds a process's main thread was ready to run while no processor was free. */
export function runDelay(pid: number): number {
  return Number(read(`/proc/${pid}/schedstat`).split(" ")[1] ?? 0) / 1e9;
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return "";
  }
}

function list(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
