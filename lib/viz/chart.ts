import { writeFileSync } from "node:fs";
import { extname } from "node:path";
import type { TopLevelSpec } from "vega-lite";
import type { DisplayBundle } from "../runtime.ts";
import { pictureBundle } from "./bundle.ts";
import { svgToPng } from "./render/png.ts";
import { vegaLiteToSvg } from "./render/svg.ts";
import { config, pictureConfig } from "./theme.ts";

/** Rows a chart may hold: a notebook keeps a copy of each, and a Jupyter server cuts output off at 1 MB/s. */
const maxRows = 5000;

const vegaLiteMime = "application/vnd.vegalite.v5+json";

/**
 * A Vega-Lite chart that shows itself in a notebook: live where the front end can, a picture elsewhere.
 *
 * @example
 * new Chart({ data: { values: [{ x: 1 }] }, mark: "point", encoding: { x: { field: "x", type: "quantitative" } } });
 */
export class Chart {
  /** The Vega-Lite spec, with the library's look merged under the spec's own `config`. */
  readonly spec: TopLevelSpec;
  /** One line in place of the chart where only text can be shown. */
  readonly summary: string;

  constructor(spec: TopLevelSpec, { summary = "Vega-Lite chart" }: { summary?: string } = {}) {
    const rows = countRows(spec);
    if (rows > maxRows)
      throw new RangeError(
        `Chart: expected at most ${maxRows} rows of data, got ${rows}; aggregate or sample them first, ` +
          "since the notebook would keep a copy of each",
      );
    this.spec = structuredClone({
      ...spec,
      config: mergeConfig(config, spec.config ?? {}),
      // JupyterLab 4 and its relatives draw Vega-Lite 5; these specs compile alike in 5 and 6.
      $schema: "https://vega.github.io/schema/vega-lite/v5.json",
    });
    this.summary = summary;
  }

  /** The chart as an SVG document on white. */
  toSvg(): string {
    // A copy, since Vega marks the rows of data it is given.
    const spec = structuredClone(this.spec);
    return vegaLiteToSvg({ ...spec, config: mergeConfig(spec.config ?? {}, pictureConfig) });
  }

  /** The chart as a PNG, `scale` pixels a unit. */
  toPng({ scale = 2 }: { scale?: number } = {}): Uint8Array {
    return svgToPng(this.toSvg(), { scale });
  }

  /** Writes the chart to a .png, .svg or .json (the spec) file. */
  save(path: string): void {
    const formats: Record<string, () => string | Uint8Array> = {
      ".png": () => this.toPng(),
      ".svg": () => this.toSvg(),
      ".json": () => JSON.stringify(this.spec, null, 2),
    };
    const write = formats[extname(path).toLowerCase()];
    if (!write)
      throw new Error(`Chart.save: expected a path ending in ${Object.keys(formats).join(", ")}, got ${path}`);
    writeFileSync(path, write());
  }

  /** The chart, its summary and, unless told otherwise, its picture as a MIME bundle. */
  toBundle({ picture = true }: { picture?: boolean } = {}): DisplayBundle {
    const rest: DisplayBundle = picture
      ? pictureBundle(this.toPng(), { scale: 2, summary: this.summary })
      : { data: { "text/plain": this.summary } };
    return {
      data: { [vegaLiteMime]: structuredClone(this.spec), ...rest.data },
      metadata: { [vegaLiteMime]: { embed_options: { actions: false, renderer: "svg" } }, ...rest.metadata },
    };
  }

  [Symbol.for("Jupyter.display")](): DisplayBundle {
    return this.toBundle();
  }
}

function countRows(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  return Object.entries(value).reduce(
    (sum, [key, entry]) => sum + (key === "values" && Array.isArray(entry) ? entry.length : countRows(entry)),
    0,
  );
}

function mergeConfig<T extends object>(base: T, over: T): T {
  const merged = { ...base } as Record<string, unknown>;
  for (const [key, value] of Object.entries(over)) {
    const below = merged[key];
    merged[key] = isObject(below) && isObject(value) ? mergeConfig(below, value) : value;
  }
  return merged as T;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
