import { html } from "hono/html";
import type { Entry } from "../order.ts";
import type { Html } from "../outputs.ts";
import type { Pair } from "../similarity/compare.ts";
import { sourceLines } from "../text.ts";
import { hidden } from "./layout.ts";

export function alikePage(page: {
  base: string;
  question: string;
  all: readonly Entry[];
  groups: number[][];
  pairs: Pair[];
  csrf: string;
  message?: string;
}): Html {
  const { base, all, groups, pairs } = page;
  const link = (index: number) => html`<a href="${base}/s/${all[index]!.code}">Number ${index + 1}</a>`;
  return html`<h1>Answers to ${page.question} that are alike</h1>
${page.message ? html`<p class="note" role="status">${page.message}</p>` : ""}
<h2>Groups that say the same</h2>
<p class="quiet">The same code but for names, numbers, comments and layout; what was released does not count. One comment can serve all of a group.</p>
${groups.length === 0 ? html`<p>No two answers say the same.</p>` : ""}
${groups.map((members, at) => {
  const first = all[members[0]!]!;
  return html`<section class="group" aria-labelledby="group-${at}"><h3 id="group-${at}">${members.length} answers</h3>
<p>${members.slice(0, 30).map((index, place) => html`${place > 0 ? ", " : ""}${link(index)}`)}${members.length > 30 ? " and more" : ""}</p>
<form method="post" action="${base}/groups/${first.code}">${hidden("csrf", page.csrf)}
<label>A comment on all of them, in Markdown <textarea name="text" rows="2" required></textarea></label>
<div class="buttons"><button>Add it to all ${members.length}</button></div></form></section>`;
})}
<h2>Pairs that share rare parts</h2>
<p class="quiet">Parts that many answers have, and the released stub, do not count. A high number asks for a look, and proves nothing.</p>
${
  pairs.length === 0
    ? html`<p>No pair stands out.</p>`
    : html`<table><thead><tr><th scope="col">Answers</th><th scope="col">Side by side</th><th scope="col" class="number">Alike</th></tr></thead>
<tbody>${pairs.map(
        ({ a, b, similarity }) =>
          html`<tr><th scope="row">${link(a)} and ${link(b)}</th><td><a href="${base}/alike/${all[a]!.code}/${all[b]!.code}">Compare ${a + 1} and ${b + 1}</a></td><td class="number">${Math.round(similarity * 100)}%</td></tr>`,
      )}</tbody></table>`
}`;
}

/** Two answers beside each other; the lines they share are marked, and told of to those who do not see the mark. */
export function evidencePage(
  question: string,
  sides: { place: number; href: string; source: string; lines: Set<number> }[],
): Html {
  return html`<h1>Two answers to ${question}</h1>
<div class="pair">${sides.map(
    ({ place, href, source, lines }) => html`<section aria-labelledby="side-${place}">
<h2 id="side-${place}"><a href="${href}">Number ${place}</a> <span class="quiet">${lines.size} lines alike</span></h2>
<ol class="code">${sourceLines(source).map((line, index) =>
      lines.has(index)
        ? html`<li class="alike"><code><mark>${line || " "}</mark></code></li>`
        : html`<li><code>${line || " "}</code></li>`,
    )}</ol></section>`,
  )}</div>`;
}
