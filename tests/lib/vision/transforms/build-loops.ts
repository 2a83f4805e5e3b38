// Translates loops.wat into binary.ts: node build-loops.ts
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import wabt from "wabt";

const folder = new URL("../../../../lib/vision/transforms/core/loops/", import.meta.url);

/** The source text of binary.ts that belongs to loops.wat. */
export async function buildLoops(): Promise<string> {
  const source = (await wabt()).parseWat("loops.wat", readFileSync(new URL("loops.wat", folder), "utf8"), {
    simd: true,
  });
  source.resolveNames();
  source.validate();
  const base64 = Buffer.from(source.toBinary({}).buffer).toString("base64");
  const lines = base64.match(/.{1,112}/g)!.map((line) => `  "${line}",`);
  return `// Made from loops.wat by tests/lib/vision/transforms/build-loops.ts.\nexport const binary = [\n${lines.join("\n")}\n].join("");\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(new URL("binary.ts", folder), await buildLoops());
