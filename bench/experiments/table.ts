import type { Log, Summary } from "./study.ts";

/** What each arm measured and what became of the claims, in Markdown. */
export function report({ name, title, seconds, measures, claims }: Log): string {
  const arms = Object.entries(measures).map(([arm, summary]) => [
    arm,
    shown(summary),
    summary.values.map((value) => value.toFixed(1)).join(", "),
  ]);
  const verdicts = claims.map(({ claim, atLeast, met, ...summary }) => [
    claim,
    shown(summary),
    String(atLeast),
    met ? "yes" : "**no**",
  ]);
  return [
    `## ${title}`,
    `\`npm run bench:experiments ${name}\`, ${seconds} seconds.`,
    markdown(["arm", "mean", "each seed"], arms),
    markdown(["claim: the difference, in points", "measured", "at least", "met"], verdicts),
  ].join("\n\n");
}

const shown = ({ mean, error }: Summary) => `${mean.toFixed(2)} ± ${error.toFixed(2)}`;

function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((cell, i) => Math.max(cell.length, ...rows.map((row) => row[i]!.length)));
  const line = (cells: readonly string[]) => `| ${cells.map((cell, i) => cell.padEnd(widths[i]!)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}
