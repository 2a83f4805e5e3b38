import { coverageOf, coverageSummary, coverageText } from "./coverage.ts";
import { readManifest } from "./manifest.ts";
import { problemsOf } from "./problems.ts";
import { loadWeeks } from "./sources.ts";

/** `tsgrad course coverage`: 1 where a claim does not hold; with `complete` also where a topic is not covered. */
export async function showCoverage(project: string, { json = false, complete = false } = {}): Promise<number> {
  const manifest = readManifest(project);
  const coverage = coverageOf(manifest);
  const problems = problemsOf(manifest, await loadWeeks(manifest, project));
  if (json) console.log(JSON.stringify({ coverage, problems }, undefined, 2));
  else console.log(`${coverage.map(coverageText).join("\n")}\n\n${coverageSummary(coverage)}`);
  for (const problem of problems) console.error(`✗ ${problem}`);
  const done = coverage.every(({ state }) => state === "covered");
  return problems.length > 0 || (complete && !done) ? 1 : 0;
}
