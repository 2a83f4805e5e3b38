export interface HistoryEntry {
  session: number;
  line: number;
  input: string;
}

export interface History {
  add(line: number, input: string): void;
  entries(): HistoryEntry[];
  /** Number of the present session. */
  session: number;
}

export function createHistory(): History {
  const entries: HistoryEntry[] = [];
  return {
    session: 1,
    add: (line, input) => void entries.push({ session: 1, line, input }),
    entries: () => entries,
  };
}
