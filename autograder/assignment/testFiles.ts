import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { TestContext, TestModule, TestOptions } from "../authoring/index.ts";
import { eraseTypes, parse } from "./erase.ts";
import { type Test, type TestFile, type Visibility, visibilities } from "./types.ts";

/** Loads the test modules of `folder/public`, `folder/after-due` and `folder/hidden`. */
export async function loadTestFiles(folder: string): Promise<TestFile[]> {
  const files: TestFile[] = [];
  for (const visibility of visibilities) {
    const directory = join(folder, visibility);
    const names = existsSync(directory) ? readdirSync(directory).filter((name) => name.endsWith(".ts")) : [];
    for (const name of names.sort())
      files.push(await loadTestFile(join(directory, name), name.slice(0, -3), visibility));
  }
  return files;
}

async function loadTestFile(path: string, question: string, visibility: Visibility): Promise<TestFile> {
  const text = readFileSync(path, "utf8");
  checkImports(path, text);
  const { default: module } = (await import(pathToFileURL(path).href)) as { default?: TestModule };
  if (typeof module !== "function") {
    throw new TypeError(`${path}: expected a default export ({ it, student, ... }) => { ... }, got ${typeof module}`);
  }
  return { question, visibility, path, text, module };
}

function checkImports(path: string, text: string): void {
  for (const node of parse(path, text).body) {
    const exported =
      node.type === "ExportAllDeclaration" || (node.type === "ExportNamedDeclaration" && node.exportKind !== "type");
    if (exported) throw new SyntaxError(`${path}: a test module has one export, the default one`);
    if (node.type === "ImportDeclaration" && node.importKind !== "type") {
      throw new SyntaxError(
        `${path}: a test module imports types only (import type ...); what it needs comes in its context`,
      );
    }
  }
}

/** The public module's text as an expression that a notebook cell can hold. */
export function embeddedTests({ path, text }: TestFile): string {
  const erased = eraseTypes(path, text).trim();
  const start = /^export default\s+/m.exec(erased);
  if (!start) throw new SyntaxError(`${path}: expected "export default ({ it, ... }) => { ... }"`);
  const before = erased.slice(0, start.index).trim();
  const rest = erased.slice(start.index + start[0].length).replace(/;\s*$/, "");
  if (before === "") return rest;
  return `(() => {\n${indent(`${before}\n\nreturn ${rest};`)}\n})()`;
}

export function indent(text: string, by = "  "): string {
  return text.replace(/^(?=.)/gm, by);
}

/** The tests a module defines, found by running it with a context that only takes note. */
export function collectTests({
  module,
  question,
  visibility,
  path,
}: TestFile): (Omit<Test, "points"> & { points?: number })[] {
  const tests: (Omit<Test, "points"> & { points?: number })[] = [];
  const it = (title: string, ...rest: [unknown] | [TestOptions, unknown]): void => {
    const [options, body] = rest.length === 1 ? [{} as TestOptions, rest[0]] : rest;
    const where = `${path}: it(${JSON.stringify(title)})`;
    if (typeof title !== "string" || title === "") throw new TypeError(`${path}: a test needs a title`);
    if (typeof body !== "function") throw new TypeError(`${where}: expected a function as the last argument`);
    const { points, message, hint, seconds = 30 } = options;
    if (points !== undefined && !(Number.isFinite(points) && points >= 0)) {
      throw new RangeError(`${where}: expected points of 0 or more, got ${points}`);
    }
    if (!(seconds > 0 && seconds <= 3600)) throw new RangeError(`${where}: expected 0 to 3600 seconds, got ${seconds}`);
    tests.push({
      question,
      visibility,
      index: tests.length,
      title,
      seconds,
      ...(points !== undefined && { points }),
      ...(message !== undefined && { message }),
      ...(hint !== undefined && { hint }),
    });
  };
  module(definitionContext(it, path));
  return tests;
}

function definitionContext(it: unknown, path: string): TestContext {
  const tooEarly = (name: string): never => {
    throw new Error(`${path}: "${name}" is used while tests are being defined; use it inside it(...)`);
  };
  const lazy = (name: string): unknown =>
    new Proxy(() => undefined, {
      get: () => tooEarly(name),
      apply: () => tooEarly(name),
      construct: () => tooEarly(name),
    });
  return new Proxy({} as TestContext, { get: (_, name) => (name === "it" ? it : lazy(String(name))) });
}
