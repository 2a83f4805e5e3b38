import type { TopLevelSpec } from "vega-lite";

/** A chart of several layers, alone or beside others. */
export type Layered = Extract<Extract<TopLevelSpec, { hconcat: unknown }>["hconcat"][number], { layer: unknown }>;

export type Layer = Layered["layer"][number];

/** The title of a spec, where there is one. */
export function titleOf(title?: string, subtitle?: string): { title?: { text: string; subtitle?: string } } {
  if (title === undefined) return {};
  return { title: { text: title, ...(subtitle !== undefined && { subtitle }) } };
}
