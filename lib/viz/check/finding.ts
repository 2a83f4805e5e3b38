/** What may mislead in a chart, and how to mend it. */
export interface Finding {
  /** The rule's name: "truncated-bars". */
  rule: string;
  /** What a reader may take away wrongly. */
  problem: string;
  mend: string;
}

/** A channel of an encoding, as far as the rules look at it. */
export interface Channel {
  field?: string;
  type?: string;
  title?: string | null;
  aggregate?: string;
  bin?: unknown;
  stack?: unknown;
  value?: unknown;
  datum?: unknown;
  scale?: {
    domain?: unknown;
    zero?: boolean;
    type?: string;
    scheme?: string | { name: string };
    range?: unknown;
    reverse?: boolean;
  } | null;
  axis?: { title?: string | null; labels?: boolean } | null;
  legend?: unknown;
  sort?: unknown;
}

/** One mark of a chart with everything it inherits. */
export interface Unit {
  mark: string;
  markDef: Record<string, unknown>;
  encoding: Record<string, Channel>;
  rows: readonly Record<string, unknown>[];
  width: number;
  height: number;
}

type Node = Record<string, unknown>;

/** The marks of any Vega-Lite spec, layered, concatenated or faceted. */
export function unitsOf(spec: object, inherited: Partial<Unit> = {}): Unit[] {
  const node = spec as Node;
  const size = (value: unknown, fallback: number) => (typeof value === "number" ? value : fallback);
  const values = (node.data as { values?: unknown } | undefined)?.values;
  const here = {
    encoding: mergeChannels(inherited.encoding ?? {}, (node.encoding ?? {}) as Record<string, Channel>),
    rows: Array.isArray(values) ? (values as Record<string, unknown>[]) : (inherited.rows ?? []),
    width: size(node.width, inherited.width ?? 300),
    height: size(node.height, inherited.height ?? 200),
  };
  const parts = ["layer", "concat", "hconcat", "vconcat"].flatMap((key) => (node[key] ?? []) as object[]);
  if (node.spec) parts.push(node.spec as object);
  const below = parts.flatMap((part) => unitsOf(part, here));
  if (node.mark === undefined) return below;
  const markDef = (typeof node.mark === "string" ? { type: node.mark } : node.mark) as Record<string, unknown>;
  return [...below, { ...here, mark: String(markDef.type), markDef }];
}

function mergeChannels(base: Record<string, Channel>, over: Record<string, Channel>): Record<string, Channel> {
  const merged = { ...base };
  for (const [name, channel] of Object.entries(over)) merged[name] = { ...base[name], ...channel };
  return merged;
}
