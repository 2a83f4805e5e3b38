import { type DisplayBundle, runtime } from "../../runtime.ts";
import { Chart } from "../chart.ts";
import type { Point } from "../decimate.ts";
import { linePanel } from "./line-panel.ts";
import { titleOf } from "./spec.ts";

/** What a panel's y axis shows, with its unit; with a range where it should not follow the data. */
export type LivePanel = string | { readonly y: string; readonly yDomain: readonly [number, number] };

export interface LiveChartOptions<Name extends string> {
  /** A name for each panel, and its y axis. */
  panels: Readonly<Record<Name, LivePanel>>;
  title?: string;
  /** What the x axis shows, with its unit ("step"). */
  x?: string;
  /** Range of the x axis, where the end is known; grows with the data by default. */
  xDomain?: readonly [number, number];
  width?: number;
  height?: number;
}

/** Not more than two charts a second: a front end draws each of them from nothing. */
const shortestInterval = 500;
/** Making charts may take so large a share of the time. */
const share = 0.05;

/** Charts that got points since the cell began: whatever ends the cell, their last state is shown. */
const unfinished = new Set<LiveChart<string>>();
let hooked = false;

/**
 * Lines that grow while a cell runs, in one panel or several side by side.
 *
 * A front end sees them move; a headless run and a saved notebook keep the last state only; a plain script shows nothing.
 *
 * @example
 * const chart = new LiveChart({ x: "epoch", panels: { loss: "loss (cross-entropy)", accuracy: "accuracy (%)" } });
 * chart.add(1, { loss: { train: 0.61, validation: 0.52 }, accuracy: { validation: 81.5 } });
 */
export class LiveChart<Name extends string> {
  readonly #options: LiveChartOptions<Name>;
  readonly #series: Map<Name, Map<string, Point[]>>;
  readonly #displayId: string = crypto.randomUUID();
  #displayed = false;
  #nextDraw = 0;

  constructor(options: LiveChartOptions<Name>) {
    const names = Object.keys(options.panels) as Name[];
    if (names.length === 0) throw new RangeError("LiveChart: expected at least one panel, got none");
    this.#options = options;
    this.#series = new Map(names.map((name) => [name, new Map()]));
  }

  /** Adds points at `x` to the series of the panels, and redraws if it is time. */
  add(x: number, values: { readonly [panel in Name]?: Readonly<Record<string, number>> }): void {
    for (const [panel, points] of Object.entries(values) as [Name, Record<string, number>][]) {
      const series = this.#series.get(panel);
      if (!series)
        throw new RangeError(`LiveChart.add: expected a panel of ${[...this.#series.keys()].join(", ")}, got ${panel}`);
      for (const [name, y] of Object.entries(points)) {
        if (!series.has(name)) series.set(name, []);
        series.get(name)!.push([x, y]);
      }
    }
    finishAtCellEnd(this);
    if (runtime().interactive && performance.now() >= this.#nextDraw) this.#show({ picture: false });
  }

  /** Shows the last state, with its picture; the end of the cell does the same. */
  finish(): void {
    if (unfinished.delete(this)) this.#show({ picture: true });
  }

  /** The chart as it stands. */
  toChart(): Chart {
    const { panels, title, x = "step", xDomain } = this.#options;
    const { width = this.#series.size === 1 ? 560 : 290, height = 220 } = this.#options;
    const all = [...new Set([...this.#series.values()].flatMap((series) => [...series.keys()]))];
    const concat = [...this.#series].map(([name, series]) => {
      const panel: LivePanel = panels[name];
      const axis = typeof panel === "string" ? { y: panel } : panel;
      return linePanel(series, { x, ...axis, xDomain, width, height, names: all });
    });
    return new Chart({ ...titleOf(title), columns: 2, spacing: 32, concat }, { summary: this.#summary() });
  }

  /** A picture takes a hundred times as long as the spec: too long while a model is training. */
  #show({ picture }: { picture: boolean }): void {
    const { display } = runtime();
    if (!display) return;
    const start = performance.now();
    const bundle: DisplayBundle = this.toChart().toBundle({ picture });
    display(bundle, { displayId: this.#displayId, update: this.#displayed });
    this.#displayed = true;
    const cost = performance.now() - start;
    this.#nextDraw = start + Math.max(shortestInterval, cost / share);
  }

  #summary(): string {
    const panels = [...this.#series].map(([panel, series]) => {
      const last = [...series].map(([name, points]) => `${name} ${Number(points.at(-1)![1].toPrecision(4))}`);
      return `${panel} ${last.join(", ")}`;
    });
    return `${this.#options.title ?? "Chart"}: ${panels.join("; ")}`;
  }
}

/**
 * Lines that grow while a cell runs: see `LiveChart`.
 *
 * @example
 * const chart = liveChart({ x: "step", panels: { loss: "loss (cross-entropy)" } });
 * for (let step = 0; step < 100; step++) chart.add(step, { loss: { train: Math.exp(-step / 30) } });
 */
export function liveChart<Name extends string>(options: LiveChartOptions<Name>): LiveChart<Name> {
  return new LiveChart(options);
}

function finishAtCellEnd(chart: LiveChart<string>): void {
  unfinished.add(chart);
  if (hooked) return;
  hooked = true;
  runtime().hooks.add({
    cellEnd() {
      for (const chart of unfinished) chart.finish();
    },
  });
}
