// Oracle: for each rule a chart that breaks it, and the same chart mended; the library's own gallery, which breaks none.
import { expect } from "chai";
import { chartRules, checkChart, misleadingPair } from "../../../lib/viz/index.ts";
import { gallery } from "./gallery.ts";

const values = Array.from({ length: 12 }, (_, i) => ({ name: `n${i}`, size: i + 1, step: i, group: i % 2 }));
const quantity = (more: object = {}) => ({ field: "size", type: "quantitative", title: "samples", ...more });
const name = { field: "name", type: "nominal", title: "name" };
const chart = (mark: unknown, encoding: object, rest: object = {}) => ({ data: { values }, mark, encoding, ...rest });
const points = Array.from({ length: 3000 }, (_, x) => ({ x, size: x % 7 }));
const smooth = [{ window: [{ op: "mean", field: "size", as: "mean" }], frame: [-3, 3] }];

const pairs: Record<string, [bad: object, good: object]> = {
  "truncated-bars": [
    chart("bar", { x: name, y: quantity({ scale: { domain: [5, 12] } }) }),
    chart("bar", { x: name, y: quantity() }),
  ],
  "log-bars": [
    chart("bar", { x: name, y: quantity({ scale: { type: "log" } }) }),
    chart("point", { x: name, y: quantity({ scale: { type: "log" } }) }),
  ],
  "reversed-axis": [
    chart("line", {
      x: { field: "step", type: "quantitative", title: "step" },
      y: quantity({ scale: { reverse: true } }),
    }),
    chart("line", { x: { field: "step", type: "quantitative", title: "step" }, y: quantity() }),
  ],
  "rainbow-map": [
    chart("rect", { x: name, color: quantity({ scale: { scheme: "rainbow" } }) }),
    chart("rect", { x: name, color: quantity({ scale: { scheme: "cividis" } }) }),
  ],
  "red-and-green": [
    chart("point", { y: quantity(), color: { field: "group", type: "nominal", scale: { range: ["red", "green"] } } }),
    chart("point", { y: quantity(), color: { field: "group", type: "nominal" } }),
  ],
  "too-many-colours": [
    chart("point", { y: quantity(), color: name }),
    chart("point", { y: quantity(), color: { field: "group", type: "nominal" } }),
  ],
  "colours-without-legend": [
    chart("point", { y: quantity(), color: { field: "group", type: "nominal", legend: null } }),
    chart("point", { y: quantity(), color: { field: "group", type: "nominal" } }),
  ],
  "missing-title": [chart("bar", { x: name, y: quantity({ title: null }) }), chart("bar", { x: name, y: quantity() })],
  "missing-unit": [
    chart("bar", { x: name, y: quantity({ title: "latency" }) }),
    chart("bar", { x: name, y: quantity({ title: "latency (ms)" }) }),
  ],
  "pie-of-many": [
    chart("arc", { theta: quantity(), color: name }),
    chart("arc", { theta: quantity(), color: { field: "group", type: "nominal" } }),
  ],
  overplotting: [
    { data: { values: points }, mark: "point", encoding: { y: quantity() } },
    { data: { values: points }, mark: { type: "point", opacity: 0.1 }, encoding: { y: quantity() } },
  ],
  "area-by-radius": [
    chart("point", { y: quantity(), size: quantity({ scale: { zero: false } }) }),
    chart("point", { y: quantity(), size: quantity() }),
  ],
  "stacked-lines": [
    chart("line", { y: quantity({ stack: "zero" }) }),
    chart("area", { y: quantity({ stack: "zero" }) }),
  ],
  "categories-joined": [chart("line", { x: name, y: quantity() }), chart("point", { x: name, y: quantity() })],
  "dual-axes": [
    {
      layer: [chart("line", { y: quantity() }), chart("line", { y: quantity() })],
      resolve: { scale: { y: "independent" } },
    },
    { vconcat: [chart("line", { y: quantity() }), chart("line", { y: quantity() })] },
  ],
  "smoothed-without-raw": [
    chart("line", { y: quantity() }, { transform: smooth }),
    {
      data: { values },
      transform: smooth,
      layer: [
        { mark: { type: "line", opacity: 0.3 }, encoding: { y: quantity() } },
        { mark: "line", encoding: { y: quantity() } },
      ],
    },
  ],
};

describe("checkChart", () => {
  it("has a pair of charts for each of its rules", () => {
    expect(Object.keys(pairs)).to.have.members([...chartRules]);
    expect(chartRules.length).to.be.at.least(12);
  });

  for (const [rule, [bad, good]] of Object.entries(pairs))
    it(`${rule}: finds the bad chart, says how to mend it, and lets the good one pass`, () => {
      const findings = checkChart(bad);
      expect(findings.map((finding) => finding.rule)).to.deep.equal([rule]);
      expect(findings[0]!.mend).to.match(/^\w.+/);
      expect(checkChart(good)).to.deep.equal([]);
    });

  for (const [name, make] of Object.entries(gallery))
    it(`finds nothing in the library's own ${name}`, () => {
      expect(checkChart(make())).to.deep.equal([]);
    });

  it("finds the half of the pair that misleads", () => {
    expect(checkChart(misleadingPair({ a: 93, b: 92 })).map(({ rule }) => rule)).to.deep.equal(["truncated-bars"]);
    expect(() => misleadingPair({ a: 1 })).to.throw(/at least two positive numbers/);
  });
});
