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
    const pattern = globPattern(String(content.pattern ?? "*"));
    const seen = new Set<string>();
    const found = entries.filter(({ input }) => pattern.test(input)).reverse();
    const wanted = content.unique === true ? found.filter(({ input }) => !seen.has(input) && seen.add(input)) : found;
    return wanted.slice(0, count).reverse();
  }
  const asked = typeof content.session === "number" ? content.session : 0;
  const session = asked > 0 ? asked : current + asked;
  const start = typeof content.start === "number" ? content.start : 0;
  const stop = typeof content.stop === "number" ? content.stop : Number.POSITIVE_INFINITY;
  return entries.filter((entry) => entry.session === session && entry.line >= start && entry.line < stop);
}

function globPattern(glob: string): RegExp {
  const source = glob
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*/g, "[\\s\\S]*")
    .replace(/\?/g, "[\\s\\S]");
  return new RegExp(`^${source}$`);
}
