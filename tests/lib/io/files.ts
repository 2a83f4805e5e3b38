// The files of tests/goldens/io/make.py.
import { readFileSync } from "node:fs";

interface Values {
  checkpoint: { weights: number[]; expAvg: number[]; lr: number };
  f16: number[];
  bf16: number[];
}
const stored = JSON.parse(readFileSync(new URL("../../goldens/io/files.json", import.meta.url), "utf8")) as {
  values: Values & Record<string, [number[], number[]]>;
  files: Record<string, string>;
};

export const files = {
  names: Object.keys(stored.files),
  values: stored.values,
  bytes(name: string): Uint8Array {
    const text = stored.files[name];
    if (text === undefined) throw new Error(`tests/goldens/io/files.json holds no ${name}`);
    return new Uint8Array(Buffer.from(text, "base64"));
  },
};
