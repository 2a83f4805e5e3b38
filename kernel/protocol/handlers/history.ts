import type { HistoryEntry } from "../history.ts";
import type { Handler } from "./index.ts";

/** Answers the three ways of asking for earlier input. */
export const history: Handler = ({ content }, { history: log }) => {
  const found = select(log.entries(), log.session, content);
  const entries = found.map(({ session, line, input }) => [
    session,
    line,
    content.output === true ? [input, null] : input,
  ]);
  return { status: "ok", history: entries };
};

function select(entries: HistoryEntry[], current: number, content: Record<string, unknown>): HistoryEntry[] {
  const count = typeof content.n === "number" ? content.n : 1000;
  if (content.hist_access_type === "tail") return count > 0 ? entries.slice(-count) : [];
  if (content.hist_access_type === "search") {
    const pattern = String(content.pattern ?? "*");
    const seen = new Set<string>();
    const found = entries.filter(({ input }) => matchesGlob(input, pattern)).reverse();
    const wanted = content.unique === true ? found.filter(({ input }) => !seen.has(input) && seen.add(input)) : found;
    return wanted.slice(0, count).reverse();
  }
  const asked = typeof content.session === "number" ? content.session : 0;
  const session = asked > 0 ? asked : current + asked;
  const start = typeof content.start === "number" ? content.start : 0;
  const stop = typeof content.stop === "number" ? content.stop : Number.POSITIVE_INFINITY;
  return entries.filter((entry) => entry.session === session && entry.line >= start && entry.line < stop);
}

/** Does a text match a pattern of `*` and `?`? In linear steps: a regular expression could take for ever. */
function matchesGlob(text: string, glob: string): boolean {
  let [at, from, star, starAt] = [0, 0, -1, 0];
  while (at < text.length) {
    if (glob[from] === "*") [star, starAt] = [from++, at];
    else if (glob[from] === "?" || glob[from] === text[at]) [at, from] = [at + 1, from + 1];
    else if (star >= 0) [from, at] = [star + 1, ++starAt];
    else return false;
  }
  while (glob[from] === "*") from++;
  return from === glob.length;
}
