import { existsSync, globSync } from "node:fs";
import { install } from "../setup/install.ts";
import { inProject, project } from "../setup/paths.mjs";
import { runMocha } from "./mocha.ts";
import type { Counts } from "./reporter.ts";

const minute = 60_000;
const kinds = {
  quick: {
    pattern: "*.test.ts",
    ignore: ["**/*.slow.test.ts", "**/*.full.test.ts", "**/*.gpu.test.ts"],
    timeoutMs: minute,
    limitMs: 15 * minute,
  },
  slow: { pattern: "*.slow.test.ts", ignore: [], timeoutMs: 10 * minute, limitMs: 40 * minute },
  full: { pattern: "*.full.test.ts", ignore: [], timeoutMs: 60 * minute, limitMs: 240 * minute },
  gpu: { pattern: "*.gpu.test.ts", ignore: [], timeoutMs: 10 * minute, limitMs: 60 * minute },
};

/**
 * `npm test`: installs what is missing and runs the tests; `--slow`, `--full` and `--gpu` choose others. The rest goes to
 * mocha. Each folder of `tests/` has a limit, so that a hang is a failure with a name.
 */
export async function main(args: string[]): Promise<number> {
  const chosen = (["slow", "full", "gpu"] as const).find((name) => args.includes(`--${name}`));
  const kind = kinds[chosen ?? "quick"];
  const rest = args.filter((arg) => arg !== `--${chosen}`);
  await install({ tests: true });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => process.exit(130));
  const named = rest.some((arg) => existsSync(arg) || globSync(arg, { cwd: project }).length > 0);
  const groups = named ? [[]] : groupsOf(kind.pattern, kind.ignore);
  const total: Counts = { passed: 0, failed: 0, skipped: 0 };
  for (const specs of groups) {
    const { ignore, timeoutMs, limitMs } = kind;
    const counts = await runMocha({ specs, ignore: named ? [] : ignore, timeoutMs, limitMs, args: rest });
    for (const key of ["passed", "failed", "skipped"] as const) total[key] += counts[key];
  }
  console.log(`${total.passed} passed, ${total.failed} failed${total.skipped ? `, ${total.skipped} skipped` : ""}`);
  if (total.passed + total.failed === 0) console.error("No test ran.");
  return total.failed === 0 && total.passed > 0 ? 0 : 1;
}

/** One process a folder of `tests/`: the parts do not see each other's globals, engines and caches. */
function groupsOf(pattern: string, ignore: string[]): string[][] {
  const files = globSync(`tests/**/${pattern}`, { cwd: inProject(), exclude: ignore });
  const folders = new Set(files.map((file) => file.split("/").slice(1, -1)[0] ?? ""));
  return [...folders].sort().map((folder) => [folder ? `tests/${folder}/**/${pattern}` : `tests/${pattern}`]);
}
