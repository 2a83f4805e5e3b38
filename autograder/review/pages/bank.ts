import { html } from "hono/html";
import type { BankEntry } from "../bank.ts";
import type { Html } from "../outputs.ts";

/** Earlier comments to take over: typing finds them, Enter takes the first. */
export function bankDialog(bank: readonly BankEntry[]): Html | "" {
  if (bank.length === 0) return "";
  return html`<dialog id="bank" aria-labelledby="bank-title">
<h2 id="bank-title">Earlier comments on this question</h2>
<label>Find <input type="search"></label>
<ul class="bank">${bank.map(
    ({ text, count }) =>
      html`<li><button type="button" data-text="${text}">${text} <span class="quiet">(${count})</span></button></li>`,
  )}</ul>
<form method="dialog"><button>Close</button></form>
</dialog>`;
}
