import katex from "katex";
import type MarkdownIt from "markdown-it";

/** MathML needs neither styles nor fonts; nothing in a formula may link, load, or grow beyond bounds. */
function formula(source: string, displayMode: boolean): string {
  return katex.renderToString(source, {
    displayMode,
    output: "mathml",
    throwOnError: false,
    trust: false,
    strict: "ignore",
    maxSize: 20,
    maxExpand: 200,
  });
}

/** Longest formula that is typeset; a longer one stays text. */
const longest = 2000;

/** `$...$` within a line and `$$...$$` as its own block, both LaTeX. A dollar before a space or a digit after is money. */
export function mathRule(markdown: InstanceType<typeof MarkdownIt>): void {
  markdown.inline.ruler.after("escape", "math", (state, silent) => {
    const found = /^(\$\$)([^$]+)\$\$|^\$(?!\s)((?:\\.|[^$\\])+?)(?<!\s)\$(?!\d)/s.exec(state.src.slice(state.pos));
    if (!found || found[0].length > longest) return false;
    if (!silent) {
      const token = state.push("math", "", 0);
      token.content = (found[2] ?? found[3])!;
      token.meta = { display: found[1] !== undefined };
    }
    state.pos += found[0].length;
    return true;
  });
  markdown.renderer.rules.math = (tokens, index) => {
    const { content, meta } = tokens[index]!;
    return formula(content, (meta as { display: boolean }).display);
  };
}
