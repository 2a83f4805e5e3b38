import { readFile } from "node:fs/promises";
import type { Context } from "hono";
import { html, raw } from "hono/html";
import type { CellOutput } from "../notebook/index.ts";
import type { Html } from "./outputs.ts";

const longestSpec = 2_000_000;
const kinds = {
  "application/vnd.vegalite.v5+json": "vega-lite",
  "application/vnd.vegalite.v6+json": "vega-lite",
  "application/vnd.vega.v5+json": "vega",
} as const;

export interface ChartSpec {
  kind: "vega" | "vega-lite";
  /** JSON. */
  spec: string;
}

/** The Vega or Vega-Lite chart of an output, if it has one that is not too large to draw. */
export function chartOf(output: CellOutput | undefined): ChartSpec | undefined {
  if (!output || !("data" in output)) return undefined;
  for (const [type, kind] of Object.entries(kinds)) {
    const value = output.data[type];
    if (typeof value !== "object" || value === null) continue;
    const spec = JSON.stringify(value);
    return spec.length <= longestSpec ? { kind, spec } : undefined;
  }
  return undefined;
}

/** A file beside the one that an import of the package would load. */
const beside = (name: string, file: string) => readFile(new URL(file, import.meta.resolve(name)), "utf8");
const sources: Record<string, () => Promise<string>> = {
  "vega.js": () => beside("vega", "vega.min.js"),
  "vega-lite.js": () => beside("vega-lite", "vega-lite.min.js"),
  "vega-interpreter.js": async () => {
    const text = await readFile(new URL(import.meta.resolve("vega-interpreter")), "utf8");
    // A frame without an origin loads no modules, so it is made a plain script.
    const plain = text.replace(/^import (\{[^}]*\}) from 'vega-util';/m, "const $1 = vega;");
    return `(() => {\n${plain.replace(/^export \{ expression as expressionInterpreter \};$/m, "globalThis.expressionInterpreter = expression;")}\n})();`;
  },
  "chart.js": () => readFile(new URL("public/chart.js", import.meta.url), "utf8"),
};
const loaded = new Map<string, Promise<string>>();

/** A script of the charts' frames; undefined for a name that is none. */
export function chartScript(name: string): Promise<string> | undefined {
  if (!Object.hasOwn(sources, name)) return undefined;
  const known = loaded.get(name) ?? sources[name]!();
  loaded.set(name, known);
  return known;
}

/** A chart by itself, live: drawn by our scripts without `eval`, in a page that has no origin and reaches nothing. */
export function chartPage(c: Context, { kind, spec }: ChartSpec): Response | Promise<Response> {
  c.header("Content-Security-Policy", framePolicy);
  c.header("X-Frame-Options", "SAMEORIGIN");
  return c.html(html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Chart</title>
${Object.keys(sources).map((name) => html`<script defer src="/charts/${name}"></script>`)}
</head>
<body><div id="chart"></div>
<script type="application/json" id="spec" data-kind="${kind}">${raw(spec.replaceAll("<", "\\u003c"))}</script>
</body>
</html>`);
}

const framePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'unsafe-inline'",
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
  "sandbox allow-scripts",
].join("; ");

/** The frame of a live chart; what stands in it until it is drawn, and without scripts, is its picture. */
export function chartFrame(address: string, title: string): Html {
  return html`<iframe class="chart" sandbox="allow-scripts" referrerpolicy="no-referrer" loading="lazy" title="${title}" src="${address}"></iframe>`;
}
