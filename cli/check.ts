import { spawnSync } from "node:child_process";
import { inProject, project } from "./setup/paths.mjs";

const checks = [
  { title: "Types", program: "typescript/bin/tsc", args: ["--noEmit", "-p", "."] },
  {
    title: "Types in the browser",
    program: "typescript/bin/tsc",
    args: ["--noEmit", "-p", "autograder/review/public"],
  },
  { title: "Format and lint", program: "@biomejs/biome/bin/biome", args: ["check"] },
  {
    title: "Source tree",
    program: "mocha/bin/mocha.js",
    args: ["--no-config", "--timeout", "60000", "tests/imports.test.ts"],
  },
];

/** `npm run check`: everything that can be said of the code without running it. */
export async function main(): Promise<number> {
  const results = checks.map(({ title, program, args }) => {
    console.log(title);
    const { status } = spawnSync(process.execPath, [inProject("node_modules", program), ...args], {
      cwd: project,
      stdio: "inherit",
    });
    return { title, ok: status === 0 };
  });
  const failed = results.filter(({ ok }) => !ok).map(({ title }) => title);
  console.log(failed.length ? `Failed: ${failed.join(", ")}` : "All checks passed");
  return failed.length ? 1 : 0;
}
