import * as vega from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import { textWidth } from "./font.ts";

interface TextItem {
  fontSize?: number;
  fontWeight?: string | number;
}

/** Exported by Vega, but left out of its types. */
const { SVGStringRenderer, textMetrics } = vega as unknown as {
  SVGStringRenderer: new () => {
    initialize(element: null, width: number, height: number, origin: [number, number], scale: number): void;
    background(colour: string): void;
    render(scene: unknown): void;
    svg(): string;
  };
  textMetrics: { width(item: TextItem, text: unknown): number };
};

// Without a canvas Vega takes every character for 0.8 of its size wide, so that labels are cut and legends drift apart.
textMetrics.width = (item, text) => {
  const bold = item.fontWeight === "bold" || Number(item.fontWeight) >= 600;
  return Math.ceil(textWidth(String(text ?? ""), item.fontSize ?? 11, bold));
};

/** A view after its layout. */
interface LaidOut {
  _viewWidth: number;
  _viewHeight: number;
  _origin: [number, number];
  padding(): Record<"left" | "right" | "top" | "bottom", number>;
  background(): string;
  scenegraph(): { root: unknown };
}

/**
 * Draws a Vega-Lite chart as an SVG document, at once.
 *
 * `View.toSVG()` does the same but returns a promise, and a training loop gives nobody a chance to await it. The data
 * must stand in the spec: what Vega has to fetch would come too late.
 */
export function vegaLiteToSvg(spec: TopLevelSpec): string {
  const view = new vega.View(vega.parse(compile(spec).spec), { renderer: "none" });
  try {
    view.run();
    const chart = view as unknown as LaidOut;
    const { left, right, top, bottom } = chart.padding();
    const renderer = new SVGStringRenderer();
    const [x, y] = chart._origin;
    renderer.initialize(
      null,
      chart._viewWidth + left + right,
      chart._viewHeight + top + bottom,
      [left + x, top + y],
      1,
    );
    renderer.background(chart.background());
    renderer.render(chart.scenegraph().root);
    return renderer.svg();
  } finally {
    view.finalize();
  }
}
