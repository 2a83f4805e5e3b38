import { html } from "hono/html";
import type { Html } from "../outputs.ts";
import { outputText } from "../text.ts";

/** Students' requests for another look that wait for an answer. */
export function requestsPage(
  lines: { title: string; question: string; href: string; text: string; at: string }[],
): Html {
  if (lines.length === 0) return html`<h1>Requests</h1><p>No student waits for an answer.</p>`;
  return html`<h1>Requests</h1>
<table><thead><tr><th scope="col">Question</th><th scope="col">What the student says</th><th scope="col">Since</th></tr></thead>
<tbody>${lines.map(
    ({ title, question, href, text, at }) =>
      html`<tr><th scope="row"><a href="${href}">${title}, ${question}</a></th><td>${outputText(text, 200)}</td><td>${at.slice(0, 10)}</td></tr>`,
  )}</tbody></table>`;
}
