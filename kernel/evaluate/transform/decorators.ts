import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Lowered, locator } from "./lower.ts";

const compiler = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin/tsc");
const flags = ["--target", "es2022", "--module", "esnext", "--sourceMap", "--verbatimModuleSyntax", "--ignoreConfig"];
const unchecked = ["--noCheck", "--noLib", "--noResolve", "--skipLibCheck", "--types", "", "--pretty", "false"];

/** Compiles standard decorators, which neither V8 nor oxc knows yet, by TypeScript itself: a process each time. */
export function lowerDecorators(code: string): Lowered {
  const folder = mkdtempSync(join(tmpdir(), "tsgrad-decorators-"));
  try {
    const source = join(folder, "cell.ts");
    writeFileSync(source, code);
    const { error, stdout } = spawnSync(process.execPath, [compiler, ...flags, ...unchecked, source], {
      encoding: "utf8",
    });
    if (error) throw error;
    const script = read(join(folder, "cell.js"));
    if (script === undefined) throw new SyntaxError(`TypeScript could not compile the decorators: ${stdout.trim()}`);
    const map = JSON.parse(readFileSync(join(folder, "cell.js.map"), "utf8")) as object;
    return {
      code: script.replace(/^"use strict";/, "").replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n"),
      locate: locator(map),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
