import { html } from "hono/html";
import type { Html } from "../outputs.ts";
import { type Language, language, languages, say } from "../words.ts";

export interface Crumb {
  text: string;
  href: string;
}

/** The frame of every page. */
export function layout(page: {
  title: string;
  crumbs: Crumb[];
  author: string;
  wide?: boolean;
  body: Html;
  languages?: { href: string; code: Language }[];
}): Html {
  return html`<!doctype html>
<html lang="${language()}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${page.title}</title>
<link rel="stylesheet" href="/style.css">
<script src="/desk.js" type="module"></script>
</head>
<body class="${page.wide ? "wide" : ""}">
<a class="skip" href="#main">${say("To the content")}</a>
<header class="top">
<nav aria-label="${say("Where you are")}"><ol>${page.crumbs.map(({ text, href }) => html`<li><a href="${href}">${text}</a></li>`)}</ol></nav>
<p class="who">${page.author}${(page.languages ?? []).map(({ href, code }) => html` <a href="${href}" lang="${code}" hreflang="${code}">${languages[code]}</a>`)}</p>
</header>
<main id="main">${page.body}</main>
</body>
</html>
`;
}

export function hidden(name: string, value: string | number): Html {
  return html`<input type="hidden" name="${name}" value="${String(value)}">`;
}

/** A part of a whole, drawn by the browser and told in words beside it. */
export function progress(done: number, all: number): Html {
  return html`<progress max="${Math.max(all, 1)}" value="${done}" aria-hidden="true"></progress> ${done} of ${all}`;
}
