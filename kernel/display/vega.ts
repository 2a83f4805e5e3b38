import type { MimeBundle } from "../evaluate/types.ts";

// JupyterLab and VS Code draw only these two names, whatever version the spec has; text/html would hide the chart.
const mimeTypes = { vega: "application/vnd.vega.v5+json", "vega-lite": "application/vnd.vegalite.v5+json" };

/** A Vega or Vega-Lite specification as a live chart. */
export function vegaBundle(value: unknown): MimeBundle | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { $schema } = value as { $schema?: unknown };
  if (typeof $schema !== "string") return undefined;
  const kind = /\/schema\/(vega-lite|vega)\/v\d/.exec($schema)?.[1] as keyof typeof mimeTypes | undefined;
  if (!kind) return undefined;
  const mime = mimeTypes[kind];
  const spec = { ...value, $schema: $schema.replace(/\/v\d[\d.]*(?=\.json|$)/, "/v5") };
  return {
    data: { [mime]: spec, "text/plain": summary(kind, value as Record<string, unknown>) },
    metadata: { [mime]: { embed_options: { actions: false, renderer: "svg", scaleFactor: 2 } } },
  };
}

function summary(kind: string, spec: Record<string, unknown>): string {
  const name = kind === "vega" ? "Vega chart" : "Vega-Lite chart";
  const mark = typeof spec.mark === "object" ? (spec.mark as { type?: string } | null)?.type : spec.mark;
  const fields = Object.entries((spec.encoding as Record<string, { field?: string }> | undefined) ?? {})
    .filter(([, { field }]) => field)
    .map(([channel, { field }]) => `${channel}=${field}`);
  return [name, mark, ...fields].filter(Boolean).join(" ");
}
