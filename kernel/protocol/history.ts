import { createHash } from "node:crypto";
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export interface HistoryEntry {
  session: number;
  line: number;
  input: string;
}

export interface History {
  add(line: number, input: string): void;
  entries(): HistoryEntry[];
  /** Number of the present session. */
  readonly session: number;
}

const kept = 10_000;
const folder = fileURLToPath(new URL("../../.tsgrad/history", import.meta.url));

/** Where the inputs of a notebook are kept. Jupyter's server tells the kernel its path; others keep none. */
export function historyFile(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const notebook = env.JPY_SESSION_NAME;
  if (!notebook) return undefined;
  const name = createHash("sha256").update(notebook).digest("hex").slice(0, 32);
  return join(env.TSGRAD_HISTORY ?? folder, `${name}.jsonl`);
}

/** Inputs of this session and, where there is a file, of all sessions before it. The file is read when first needed. */
export function createHistory(file = historyFile()): History {
  let loaded: { entries: HistoryEntry[]; session: number } | undefined;
  const load = () => {
    if (loaded) return loaded;
    const entries = file ? readEntries(file) : [];
    loaded = { entries, session: (entries.at(-1)?.session ?? 0) + 1 };
    return loaded;
  };
  return {
    get session() {
      return load().session;
    },
    entries: () => load().entries,
    add(line, input) {
      const { entries, session } = load();
      const entry = { session, line, input };
      entries.push(entry);
      if (file) attempt(() => appendFileSync(file, `${JSON.stringify(entry)}\n`));
    },
  };
}

/** A history that cannot be written is no reason to stop. */
function attempt(work: () => void): void {
  try {
    work();
  } catch {}
}

function readEntries(file: string): HistoryEntry[] {
  attempt(() => mkdirSync(dirname(file), { recursive: true }));
  let text = "";
  attempt(() => {
    text = readFileSync(file, "utf8");
  });
  const entries = text.split("\n").flatMap(readEntry);
  if (entries.length <= kept) return entries;
  const recent = entries.slice(-kept / 2);
  attempt(() => writeFileSync(file, recent.map((entry) => `${JSON.stringify(entry)}\n`).join("")));
  return recent;
}

/** Lines that were cut off by a crash are passed over. */
function readEntry(line: string): HistoryEntry[] {
  try {
    const { session, line: number, input } = JSON.parse(line) as HistoryEntry;
    return typeof session === "number" && typeof number === "number" && typeof input === "string"
      ? [{ session, line: number, input }]
      : [];
  } catch {
    return [];
  }
}
