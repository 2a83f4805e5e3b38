import { createHash } from "node:crypto";
import { closeSync, existsSync, openSync, readSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { downloadSync } from "../../../io/download/index.ts";
import { load } from "../../../io/index.ts";
import type * as nn from "../../../nn/index.ts";
import type { WeightsEntry } from "./weights.ts";

const cache = fileURLToPath(new URL("../../../../.tsgrad/cache/weights/", import.meta.url));

/** The state dict of a published set of weights, fetched if it is not there yet, or of a file. */
export function readWeights(path: string, entry: WeightsEntry | undefined): nn.StateDict {
  const file = entry ? fetched(entry) : path;
  if (!existsSync(file))
    throw new Error(`No file ${file}: expected weights saved by PyTorch (.pth) or as .safetensors`);
  const state = load(file);
  if (typeof state !== "object" || state === null)
    throw new TypeError(`${basename(file)}: expected a state dict, got ${typeof state}`);
  return state as nn.StateDict;
}

function fetched({ url, fileSize }: WeightsEntry): string {
  const path = join(cache, basename(url));
  if (existsSync(path)) return path;
  console.log(`Fetching ${basename(url)} (${fileSize} MB) from ${new URL(url).host}`);
  downloadSync({ urls: [url], path });
  const wanted = /-([0-9a-f]{8,})\.pth$/.exec(url)?.[1] ?? "";
  const got = sha256(path);
  if (got.startsWith(wanted)) return path;
  rmSync(path);
  throw new Error(`${basename(url)}: expected a file whose SHA-256 begins with ${wanted}, got ${got}; try again`);
}

function sha256(path: string): string {
  const hash = createHash("sha256");
  const file = openSync(path, "r");
  const chunk = Buffer.alloc(1 << 22);
  try {
    for (let read = readSync(file, chunk); read > 0; read = readSync(file, chunk)) hash.update(chunk.subarray(0, read));
  } finally {
    closeSync(file);
  }
  return hash.digest("hex");
}
