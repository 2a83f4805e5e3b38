import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** TypeScript's native compiler, found as TypeScript's own launcher finds it. */
export function compilerPath(): string {
  const name = `@typescript/typescript-${process.platform}-${process.arch}`;
  const require = createRequire(createRequire(import.meta.url).resolve("typescript/package.json"));
  let folder: string;
  try {
    folder = dirname(require.resolve(`${name}/package.json`));
  } catch {
    throw new Error(`The package ${name} is missing: run \`npm install\` without --omit=optional`);
  }
  return join(folder, "lib", process.platform === "win32" ? "tsc.exe" : "tsc");
}
