// Oracle: the map in docs/architecture.md, "Dependencies point one way".
import { readFileSync } from "node:fs";
import { glob } from "node:fs/promises";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { parseSync, Visitor } from "oxc-parser";

const project = fileURLToPath(new URL("..", import.meta.url));
const { name: packageName, exports: entries } = JSON.parse(readFileSync(join(project, "package.json"), "utf8")) as {
  name: string;
  exports: Record<string, string>;
};
const parts = ["kernel", "lib", "autograder", "cli", "course", "assignments", "bench"];

/** Which parts each part may import from, itself included; tests and benchmarks may import anything. */
const allowed: Record<string, string[]> = {
  kernel: ["kernel"],
  lib: ["lib"],
  autograder: ["autograder", "lib", "kernel/evaluate"],
  cli: ["cli", "autograder", "kernel", "lib"],
  course: ["course", "lib", "autograder"],
  assignments: ["assignments", "lib", "autograder"],
};

async function filesOf(folders: string[]): Promise<string[]> {
  const found: string[] = [];
  for (const folder of folders) {
    for await (const file of glob(`${folder}/**/*.{ts,mjs,cjs,js}`, { cwd: project })) found.push(file);
  }
  return found.sort();
}

/** Every module a file names: static and dynamic imports, re-exports, `new URL("...", import.meta.url)`. */
function importsOf(file: string): string[] {
  const source = readFileSync(join(project, file), "utf8");
  const { module, errors } = parseSync(file, source);
  expect(errors, `${file} does not parse`).to.deep.equal([]);
  const named = [...module.staticImports.map(({ moduleRequest }) => moduleRequest.value)];
  for (const { entries } of module.staticExports) {
    for (const { moduleRequest } of entries) if (moduleRequest) named.push(moduleRequest.value);
  }
  for (const { moduleRequest } of module.dynamicImports) {
    const text = source.slice(moduleRequest.start, moduleRequest.end);
    if (/^["'`]/.test(text)) named.push(text.slice(1, -1));
  }
  return [...new Set(named)];
}

/** The project's path behind a specifier; undefined for packages. */
function target(file: string, specifier: string): string | undefined {
  if (specifier.startsWith(".")) return normalize(join(dirname(file), specifier));
  if (specifier !== packageName && !specifier.startsWith(`${packageName}/`)) return undefined;
  const entry = entries[`.${specifier.slice(packageName.length)}`];
  expect(entry, `${file} imports "${specifier}", which package.json does not export`).to.be.a("string");
  return normalize(entry!);
}

describe("the source tree", () => {
  for (const [part, mayImport] of Object.entries(allowed)) {
    it(`${part} imports only ${mayImport.join(", ")} and packages`, async () => {
      const wrong: string[] = [];
      for (const file of await filesOf([part])) {
        for (const specifier of importsOf(file)) {
          const path = target(file, specifier);
          if (path === undefined || path.startsWith("data/")) continue;
          if (!mayImport.some((folder) => path.startsWith(`${folder}/`))) wrong.push(`${file} -> ${specifier}`);
        }
      }
      expect(wrong).to.deep.equal([]);
    });
  }

  it("has no source file over 400 lines, notebooks apart", async () => {
    const long: string[] = [];
    for (const file of await filesOf([...parts, "tests"])) {
      if (/^(?:course|assignments)\/[^/]+\/[^/]+\.ts$/.test(file)) continue;
      const lines = readFileSync(join(project, file), "utf8").trimEnd().split("\n").length;
      if (lines > 400) long.push(`${file}: ${lines} lines`);
    }
    expect(long).to.deep.equal([]);
  });

  it("has no `any` and silences no type error", async () => {
    const found: string[] = [];
    for (const file of await filesOf(parts)) {
      const source = readFileSync(join(project, file), "utf8");
      const { program, comments } = parseSync(file, source);
      const line = (offset: number) => source.slice(0, offset).split("\n").length;
      new Visitor({ TSAnyKeyword: ({ start }) => found.push(`${file}:${line(start)}: any`) }).visit(program);
      for (const { value, start } of comments) {
        if (/^[\s*]*@ts-(?:ignore|nocheck)/.test(value)) found.push(`${file}:${line(start)}:${value}`);
      }
    }
    expect(found).to.deep.equal([]);
  });

  it("names no path of the machine it was written on", async () => {
    const home = /["'`\s(=](?:\/(?:work|root|home\/\w+|Users\/\w+|tmp)\/[\w.-]+)/;
    const named: string[] = [];
    for (const file of await filesOf(parts)) {
      for (const [index, line] of readFileSync(join(project, file), "utf8").split("\n").entries()) {
        if (home.test(line)) named.push(`${file}:${index + 1}: ${line.trim()}`);
      }
    }
    expect(named).to.deep.equal([]);
  });
});
