export interface CheckResult {
  title: string;
  passed: boolean;
  /** Part of the points, where it is neither all nor nothing. */
  share?: number;
  message?: string;
  hint?: string;
}

interface Runtime {
  display?: (bundle: { data: Record<string, unknown> }) => void;
}

/** Shows the outcome in the notebook as a small page, and as text where there is none. */
export function showResult(question: string, results: readonly CheckResult[], hidden: number): void {
  const plain = resultText(question, results, hidden);
  const { display } = ((globalThis as Record<symbol, unknown>)[Symbol.for("tsgrad.runtime")] ?? {}) as Runtime;
  if (display) display({ data: { "text/html": resultHtml(question, results, hidden), "text/plain": plain } });
  else console.log(plain);
}

function headline(question: string, results: readonly CheckResult[], hidden: number): string {
  const passed = results.filter((result) => result.passed).length;
  const first =
    results.length === 0
      ? `${question} has no public tests.`
      : `${question}: ${passed} of ${results.length} public tests passed.`;
  return hidden === 0
    ? first
    : `${first} ${hidden} hidden ${hidden === 1 ? "test runs" : "tests run"} after submission.`;
}

export function resultText(question: string, results: readonly CheckResult[], hidden: number): string {
  const lines = [headline(question, results, hidden)];
  for (const { title, passed, share, message, hint } of results) {
    lines.push(`  ${passed ? "✓" : share ? "◐" : "✗"} ${title}${share ? ` (${percent(share)} of the points)` : ""}`);
    if (message) lines.push(...message.split("\n").map((line) => `      ${line}`));
    if (hint) lines.push(`      Hint: ${hint}`);
  }
  return lines.join("\n");
}

export function resultHtml(question: string, results: readonly CheckResult[], hidden: number): string {
  const rows = results.map(({ title, passed, share, message, hint }) => {
    const color = passed ? "var(--jp-success-color1, #0b6b2e)" : "var(--jp-error-color1, #a3180f)";
    const detail = [
      message && `<div style="white-space:pre-wrap;overflow-wrap:anywhere">${escapeHtml(message)}</div>`,
      hint && `<div style="opacity:0.8">Hint: ${escapeHtml(hint)}</div>`,
    ].filter(Boolean);
    return `<li style="margin:0.25em 0"><strong style="color:${color}">${passed ? "✓ passed" : share ? `◐ ${percent(share)} of the points` : "✗ failed"}</strong> ${escapeHtml(title)}${detail.join("")}</li>`;
  });
  return `<div><p style="margin:0 0 0.25em"><strong>${escapeHtml(headline(question, results, hidden))}</strong></p><ul style="list-style:none;margin:0;padding:0">${rows.join("")}</ul></div>`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
