import type { Claim, Manifest, Topic } from "./manifest.ts";

export interface Coverage {
  topic: Topic;
  state: "covered" | "partly" | "open";
  claims: (Claim & { week: number; lesson: string; assignment: string })[];
}

/** For every topic what covers it: all of it where a claim has section, exercise and test and nothing is missing. */
export function coverageOf({ weeks, topics }: Manifest): Coverage[] {
  return topics.map((topic) => {
    const claims = weeks.flatMap(({ week, lesson, assignment, topics: claimed }) =>
      claimed.filter((claim) => claim.topic === topic.id).map((claim) => ({ ...claim, week, lesson, assignment })),
    );
    const graded = claims.some(({ exercise, test }) => exercise !== undefined && test !== undefined);
    const state = claims.length === 0 ? "open" : graded && topic.missing === undefined ? "covered" : "partly";
    return { topic, state, claims };
  });
}

const mark = { covered: "✓", partly: "~", open: "·" };

/** A topic with its claims, and what is still to do, as lines of text. */
export function coverageText({ topic, state, claims }: Coverage): string {
  const lines = [`${mark[state]} ${topic.id}  ${topic.title}`];
  for (const { week, section, exercise, assignment, test } of claims) {
    lines.push(`    week ${week}, section "${section}"`);
    if (exercise !== undefined) lines.push(`      ${assignment} ${exercise}, test "${test}"`);
  }
  if (state === "open") lines.push("    nothing covers it yet");
  else if (!claims.some(({ exercise }) => exercise !== undefined)) lines.push("    no exercise and no test yet");
  if (topic.missing !== undefined) lines.push(`    missing: ${topic.missing}`);
  return lines.join("\n");
}

export function coverageSummary(coverage: readonly Coverage[]): string {
  const count = (state: Coverage["state"]) => coverage.filter((each) => each.state === state).length;
  return `${count("covered")} of ${coverage.length} topics covered, ${count("partly")} partly, ${count("open")} not yet`;
}
