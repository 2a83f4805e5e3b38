// Makes the subset from the full set: node data/fashion-mnist-subset/make.ts FOLDER_OF_THE_FULL_SET
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { encodeIdx, readIdx } from "../../lib/io/index.ts";
import { Generator } from "../../lib/random/index.ts";

const [folder] = process.argv.slice(2);
if (!folder) throw new Error("Expected the folder of the full set, e.g. /usr/share/datasets/fashion-mnist");
const generator = new Generator().manualSeed(20170828);

for (const [split, perClass] of [
  ["train", 600],
  ["t10k", 100],
] as const) {
  const images = readIdx(join(folder, `${split}-images-idx3-ubyte.gz`));
  const labels = readIdx(join(folder, `${split}-labels-idx1-ubyte.gz`));
  const chosen = balanced(labels.data, perClass);
  const pixels = 28 * 28;
  const data = new Uint8Array(chosen.length * pixels);
  for (const [i, index] of chosen.entries())
    data.set(images.data.subarray(index * pixels, (index + 1) * pixels), i * pixels);
  write(`${split}-images-idx3-ubyte.gz`, [chosen.length, 28, 28], data);
  write(
    `${split}-labels-idx1-ubyte.gz`,
    [chosen.length],
    Uint8Array.from(chosen, (index) => labels.data[index]!),
  );
}

/** Walks through all samples in random order and keeps the first `perClass` of each class. */
function balanced(labels: ArrayLike<number>, perClass: number): number[] {
  const kept = new Map<number, number>();
  return [...generator.randperm(labels.length)].filter((index) => {
    const count = (kept.get(labels[index]!) ?? 0) + 1;
    kept.set(labels[index]!, count);
    return count <= perClass;
  });
}

function write(name: string, shape: number[], data: Uint8Array): void {
  writeFileSync(join(import.meta.dirname, name), gzipSync(encodeIdx({ shape, data }), { level: 9 }));
}
