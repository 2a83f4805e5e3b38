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
