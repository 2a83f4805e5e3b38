import { raw } from "hono/html";
import MarkdownIt from "markdown-it";
import { plainText } from "../feedback/index.ts";
import { mathRule } from "./math.ts";

// HTML in the source is shown as text. Images would fetch from elsewhere, so they stay text too.
const markdown = new MarkdownIt({ html: false, linkify: false, breaks: true }).disable("image").use(mathRule);
const linkOpen = markdown.renderer.renderToken.bind(markdown.renderer);
markdown.renderer.rules.link_open = (tokens, index, options) => {
  tokens[index]!.attrSet("rel", "noopener noreferrer");
  return linkOpen(tokens, index, options);
};

/** Markdown with LaTeX as safe HTML: no HTML of its own, no images, no links but http, https and mailto. */
export function renderMarkdown(text: string): ReturnType<typeof raw> {
  return raw(markdown.render(plainText(text, 50_000)));
}
