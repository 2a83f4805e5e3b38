import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compilerPath } from "../../types/server/executable.ts";
import { isTooNew } from "./erase.ts";
import { type Lowered, locator } from "./lower.ts";
import { children, type Language, type Node, type Program } from "./parse.ts";

const flags = ["--target", "es2022", "--module", "esnext", "--sourceMap", "--jsx", "react-jsx", "--ignoreConfig"];
const unchecked = ["--noCheck", "--noLib", "--noResolve", "--skipLibCheck", "--types", "", "--pretty", "false"];

/** Whether code holds what neither V8 nor oxc compiles: decorators, `accessor`, and in Node 22 `using` below the top level. */
export function needsCompiler(program: Program): boolean {
  const visit = (node: Node): boolean => {
    if (node.type === "Decorator" || node.type === "AccessorProperty" || isTooNew(node, program)) return true;
    for (const child of children(node)) if (visit(child)) return true;
    return false;
  };
  return visit(program);
}

/** Compiles by TypeScript itself: a process each time. Imports that are only types go with `elideImports`. */
export function compileWithTypeScript(code: string, lang: Language, { elideImports = false } = {}): Lowered {
  const folder = mkdtempSync(join(tmpdir(), "tsgrad-compiler-"));
  try {
    const source = join(folder, `cell.${lang}`);
    writeFileSync(source, code);
    const imports = ["--verbatimModuleSyntax", String(!elideImports)];
    const { error, stdout } = spawnSync(compilerPath(), [...flags, ...imports, ...unchecked, source], {
      encoding: "utf8",
    });
    if (error) throw error;
    const script = read(join(folder, "cell.js"));
    if (script === undefined) throw new SyntaxError(`TypeScript could not compile this: ${stdout.trim()}`);
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
