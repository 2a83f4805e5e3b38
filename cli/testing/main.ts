import { existsSync, globSync } from "node:fs";
import { install } from "../setup/install.ts";
import { inProject, project } from "../setup/paths.mjs";
import { runMocha } from "./mocha.ts";
import type { Counts } from "./reporter.ts";

const kinds = {
  quick: { pattern: "*.test.ts", ignore: ["**/*.slow.test.ts", "**/*.full.test.ts"], timeoutMs: 60_000 },
  slow: { pattern: "*.slow.test.ts", ignore: [], timeoutMs: 600_000 },
  full: { pattern: "*.full.test.ts", ignore: [], timeoutMs: 3_600_000 },
};

/** `npm test`: installs what is missing and runs the tests; `--slow` and `--full` choose the longer ones. The rest goes to mocha. */
export async function main(args: string[]): Promise<number> {
  const kind = args.includes("--slow") ? kinds.slow : args.includes("--full") ? kinds.full : kinds.quick;
  const rest = args.filter((arg) => arg !== "--slow" && arg !== "--full");
  await install({ tests: true });
  const named = rest.some((arg) => existsSync(arg) || globSync(arg, { cwd: project }).length > 0);
  const groups = named ? [[]] : groupsOf(kind.pattern);
  const total: Counts = { passed: 0, failed: 0, skipped: 0 };
  for (const specs of groups) {
    const counts = await runMocha({ specs, ignore: kind.ignore, timeoutMs: kind.timeoutMs, args: rest });
    for (const key of ["passed", "failed", "skipped"] as const) total[key] += counts[key];
  }
  console.log(`${total.passed} passed, ${total.failed} failed${total.skipped ? `, ${total.skipped} skipped` : ""}`);
  if (total.passed + total.failed === 0) console.error("No test ran.");
  return total.failed === 0 && total.passed > 0 ? 0 : 1;
}

/** One process a folder of `tests/`: the parts do not see each other's globals, engines and caches. */
function groupsOf(pattern: string): string[][] {
  const files = globSync(`tests/**/${pattern}`, { cwd: inProject() });
  const folders = new Set(files.map((file) => file.split("/").slice(1, -1)[0] ?? ""));
  return [...folders].sort().map((folder) => [folder ? `tests/${folder}/**/${pattern}` : `tests/${pattern}`]);
}
