import { statSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { compilerOptions, ownConfig } from "../../types/options.ts";

/** Files that the `paths` of the notebook's own tsconfig.json give a specifier, in their order. */
export function createPathMapping(directory: string): (specifier: string) => string[] {
  let stamp = "";
  let paths: [pattern: string, targets: string[]][] = [];
  return (specifier) => {
    const config = ownConfig(directory);
    const stat = config === undefined ? undefined : statSync(config, { throwIfNoEntry: false });
    const now = stat ? `${config}:${stat.mtimeMs}:${stat.size}` : "";
    if (now !== stamp) {
      stamp = now;
      const given = (compilerOptions(config, {}).paths ?? {}) as Record<string, string[]>;
      paths = now === "" ? [] : Object.entries(given);
    }
    const found = paths.flatMap(([pattern, targets]) => {
      const [before = "", after] = pattern.split("*");
      if (after === undefined) return pattern === specifier ? [{ before, star: "", targets }] : [];
      const fits =
        specifier.length >= before.length + after.length && specifier.startsWith(before) && specifier.endsWith(after);
      return fits ? [{ before, star: specifier.slice(before.length, specifier.length - after.length), targets }] : [];
    });
    // TypeScript takes the pattern with the longest beginning.
    const best = found.sort((a, b) => b.before.length - a.before.length)[0];
    return best ? best.targets.map((target) => pathToFileURL(target.replace("*", () => best.star)).href) : [];
  };
}
