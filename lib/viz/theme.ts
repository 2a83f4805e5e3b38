import type { Config } from "vega-lite";

/** Okabe and Ito's colours, told apart with every common kind of colour blindness: jfly.uni-koeln.de/color. */
export const palette = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#6b6b6b", "#b8a800"];

/** The colours of right and wrong; charts that use them also say it in a second way. */
export const right = "#0072b2";
export const wrong = "#d55e00";

export const fontFamily = "Inter, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif";

/**
 * What every chart shares. Ink is made quiet by opacity, not by greys, so that JupyterLab's dark theme can turn it
 * white.
 */
export const config: Config = {
  font: fontFamily,
  padding: { left: 8, right: 16, top: 8, bottom: 8 },
  view: { stroke: null },
  range: { category: palette },
  title: {
    anchor: "start",
    frame: "group",
    fontSize: 15,
    fontWeight: 600,
    subtitleFontSize: 12,
    subtitlePadding: 6,
    offset: 14,
  },
  axis: {
    labelFontSize: 11,
    labelOpacity: 0.75,
    labelPadding: 6,
    titleFontSize: 12,
    titleFontWeight: "normal",
    titleOpacity: 0.85,
    titlePadding: 10,
    gridOpacity: 0.6,
    tickOpacity: 0.5,
    tickSize: 4,
    domainOpacity: 0.5,
    labelFlush: false,
  },
  axisX: { grid: false },
  axisY: { domain: false, ticks: false },
  axisYQuantitative: {
    titleAngle: 0,
    titleAlign: "left",
    titleBaseline: "bottom",
    titleX: 0,
    titleY: -8,
    tickCount: 5,
  },
  line: { strokeWidth: 2, strokeJoin: "round", strokeCap: "round" },
  bar: { cornerRadiusEnd: 2 },
};

/** Added where a chart becomes a picture, which no theme can colour later. */
export const pictureConfig: Config = { background: "white", title: { color: "#1f1f1f", subtitleColor: "#5c5c5c" } };
