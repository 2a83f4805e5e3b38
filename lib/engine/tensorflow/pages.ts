import { readFileSync, realpathSync } from "node:fs";
import { libcFunction } from "./libc.ts";

const dontNeed = 4;

const madvise = libcFunction<[start: bigint, length: number, advice: number]>(
  "int madvise(uintptr_t start, size_t length, int advice)",
);

/**
 * Gives pages of loaded libraries back. Loading reads most of a library once, for relocations and the registration of
 * kernels: 200 MB of TensorFlow stay resident that nothing needs again. What is needed after all is mapped again from the
 * system's cache.
 */
export function releasePages(files: readonly string[]): void {
  if (process.platform !== "linux") return;
  const mapped = new Set(files.map((file) => realpathSync(file)));
  const line = /^([0-9a-f]+)-([0-9a-f]+) (\S+) ([0-9a-f]+) \S+ \d+ +(.*)$/gm;
  for (const [, start, end, access, offset, file] of readFileSync("/proc/self/maps", "utf8").matchAll(line)) {
    // Only what a library never writes: its code, and the segment it begins with.
    const readOnly = access === "r-xp" || (access === "r--p" && Number.parseInt(offset!, 16) === 0);
    if (!readOnly || !mapped.has(file!)) continue;
    const from = BigInt(`0x${start}`);
    madvise(from, Number(BigInt(`0x${end}`) - from), dontNeed);
  }
}
