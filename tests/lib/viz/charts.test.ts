// Oracles: committed specs and small pictures (TSGRAD_UPDATE_GOLDENS=1 writes them anew), the schema in vega-lite 6.4.3,
// Vega's own asynchronous drawing, numpy 2.4.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { Ajv } from "ajv";
import { expect } from "chai";
import sharp from "sharp";
import { parse, View } from "vega";
import { compile } from "vega-lite";
import schema from "vega-lite/vega-lite-schema.json" with { type: "json" };
import {
  barChart,
  Chart,
  classMetrics,
  confidenceHistogram,
  confusionMatrix,
  histogram,
  lineChart,
  mostConfused,
} from "../../../lib/viz/index.ts";
import { pngSize } from "../../../lib/viz/render/png.ts";
import { gallery } from "./gallery.ts";

const goldens = new URL("../../goldens/viz/", import.meta.url);
const numpy: {
  cases: { values: number[]; bins: number; range?: [number, number]; counts: number[]; edges: number[] }[];
} = JSON.parse(readFileSync(new URL("numpy-histograms.json", goldens), "utf8"));

/** Of each chart's picture, 24x24 grey values: enough to see that something moved, and no matter of rounding. */
const pictures = new URL("pictures.json", goldens);
const small: Record<string, { width: number; height: number; grey: string }> = existsSync(pictures)
  ? JSON.parse(readFileSync(pictures, "utf8"))
  : {};
const ajv = new Ajv({ strict: false, allErrors: false, validateFormats: false });
const isVegaLite = ajv.compile(schema);

const vegaLite = "application/vnd.vegalite.v5+json";

describe("charts", () => {
  for (const [name, make] of Object.entries(gallery)) {
    describe(name, () => {
      const warnings: unknown[] = [];
      const { warn } = console;
      before(() => {
        console.warn = (...args) => warnings.push(args);
      });
      after(() => {
        console.warn = warn;
      });

      it("makes the committed spec", () => {
        const file = new URL(`${name}.json`, goldens);
        const spec = JSON.parse(JSON.stringify(make().spec));
        if (process.env.TSGRAD_UPDATE_GOLDENS) writeFileSync(file, `${JSON.stringify(spec)}\n`);
        expect(existsSync(file), `${name}.json; TSGRAD_UPDATE_GOLDENS=1 writes it`).to.equal(true);
        expect(spec).to.deep.equal(JSON.parse(readFileSync(file, "utf8")));
      });

      it("is valid by the Vega-Lite schema", () => {
        const spec = JSON.parse(JSON.stringify(make().spec));
        expect(isVegaLite(spec), ajv.errorsText(isVegaLite.errors)).to.equal(true);
      });

      it("draws the committed picture", async () => {
        const png = make().toPng({ scale: 1 });
        const pixels = await sharp(png).resize(24, 24, { fit: "fill" }).greyscale().raw().toBuffer();
        const drawn = { ...pngSize(Buffer.from(png)), grey: pixels.toString("base64") };
        if (process.env.TSGRAD_UPDATE_GOLDENS) {
          small[name] = drawn;
          writeFileSync(pictures, `${JSON.stringify(small, null, 1)}\n`);
        }
        const { width, height, grey } = small[name]!;
        expect([drawn.width, drawn.height]).to.deep.equal([width, height]);
        const before = Buffer.from(grey, "base64");
        for (const [i, value] of pixels.entries()) expect(value, `pixel ${i}`).to.be.closeTo(before[i]!, 4);
      });

      it("draws at once what View.toSVG draws later, without a warning", async () => {
        const chart = make();
        const svg = chart.toSvg();
        const { background, ...title } = { background: "white", title: chart.spec.config?.title };
        const colours = { title: { ...title.title, color: "#1f1f1f", subtitleColor: "#5c5c5c" } };
        const spec = { ...chart.spec, config: { ...chart.spec.config, background, ...colours } };
        const view = new View(parse(compile(spec).spec), { renderer: "none" });
        expect(withoutIds(svg)).to.equal(withoutIds(await view.toSVG()));
        expect(warnings).to.deep.equal([]);
      });

      it("shows itself as a live chart, a picture and a line of text, never as HTML", () => {
        const chart = make();
        const { data, metadata } = chart.toBundle();
        expect(Object.keys(data)).to.have.members([vegaLite, "image/png", "text/plain"]);
        expect(data[vegaLite]).to.deep.equal(chart.spec);
        expect(data[vegaLite]).not.to.equal(chart.spec);
        expect(data[vegaLite]).to.have.property("$schema", "https://vega.github.io/schema/vega-lite/v5.json");
        expect(data["text/plain"]).to.match(/^.+$/);
        expect(metadata?.[vegaLite]).to.deep.equal({ embed_options: { actions: false, renderer: "svg" } });
        const { width, height } = pngSize(Buffer.from(data["image/png"] as string, "base64"));
        const shown = metadata?.["image/png"] as { width: number; height: number };
        expect([Math.round(width / 2), Math.round(height / 2)]).to.deep.equal([shown.width, shown.height]);
        expect(shown.width).to.be.within(300, 1000);
      });
    });
  }

  it("knows what is no Vega-Lite", () => {
    expect(isVegaLite({ data: { values: [] }, mark: "heatmap" })).to.equal(false);
  });

  it("refuses more rows than a notebook should keep", () => {
    const values = Array.from({ length: 5001 }, (_, x) => ({ x }));
    expect(() => new Chart({ data: { values }, mark: "point" })).to.throw(/at most 5000 rows of data, got 5001/);
  });

  it("keeps a chart apart from the data it was made of", () => {
    const values = [{ x: 1 }];
    const chart = new Chart({ data: { values }, mark: "point" });
    values[0]!.x = 2;
    expect(chart.spec).to.have.nested.property("data.values[0].x", 1);
  });

  it("lets a spec's own config win over the library's", () => {
    const chart = new Chart({ data: { values: [] }, mark: "point", config: { axis: { labelFontSize: 20 } } });
    expect(chart.spec.config?.axis).to.include({ labelFontSize: 20, titleFontSize: 12 });
  });

  it("refuses to save in a format it does not know", () => {
    expect(() => lineChart({ a: [1] }).save("chart.gif")).to.throw(/ending in \.png, \.svg, \.json, got chart\.gif/);
  });
});

describe("lineChart", () => {
  it("joins no points of scattered series", () => {
    const series = {
      measured: Array.from({ length: 100 }, (_, i) => i % 7),
      model: Array.from({ length: 100 }, () => 3),
    };
    const { layer } = lineChart(series, { scattered: ["measured"] }).spec as unknown as {
      layer: { mark: { type: string }; transform?: { filter: { oneOf: string[] } }[] }[];
    };
    const drawn = layer.map(({ mark, transform }) => [mark.type, transform?.[0]?.filter.oneOf]);
    expect(drawn).to.deep.equal([
      ["point", ["measured"]],
      ["line", ["model"]],
      ["text", undefined],
    ]);
  });

  it("pushes the names of lines that end close together apart, in the lines' order", () => {
    const chart = lineChart({ a: [0, 1], b: [0, 1.01], c: [0, 0.99], d: [0, 5] }, { height: 150 });
    const layers = (chart.spec as { layer: { data?: { values: { series: string; y: number }[] } }[] }).layer;
    const labels = layers.at(-1)!.data!.values;
    expect(labels.map(({ series }) => series)).to.deep.equal(["c", "a", "b", "d"]);
    for (const [i, { y }] of labels.slice(1).entries()) expect(y - labels[i]!.y).to.be.at.least(0.499);
  });

  it("draws no data and constant data", () => {
    expect(lineChart({}).toSvg()).to.match(/^<svg/);
    expect(lineChart({ a: [], b: [3, 3] }).toSvg()).to.match(/^<svg/);
  });
});

describe("histogram", () => {
  numpy.cases.forEach(({ values, bins, range, counts, edges }, i) => {
    it(`counts case ${i} as numpy does`, () => {
      const { data } = histogram(values, { bins, range }).spec as {
        data: { values: { bin: number; bin_end: number; count: number }[] };
      };
      expect(data.values.map(({ count }) => count)).to.deep.equal(counts);
      data.values.forEach(({ bin, bin_end }, j) => {
        expect(bin).to.be.closeTo(edges[j]!, 1e-12);
        expect(bin_end).to.be.closeTo(edges[j + 1]!, 1e-12);
      });
    });
  });

  it("refuses what it cannot count", () => {
    expect(() => histogram([1, Number.NaN])).to.throw(/finite values, got NaN at index 1/);
    expect(() => histogram([1, 3], { range: [0, 2] })).to.throw(/value 3 at index 1 is outside the range/);
    expect(() => histogram([1], { bins: 0 })).to.throw(/bins >= 1, got 0/);
  });
});

describe("confusionMatrix", () => {
  it("counts by true and predicted class", () => {
    const chart = confusionMatrix([0, 0, 1, 2], [0, 1, 1, 0]);
    const { data } = chart.spec as { data: { values: { true: string; predicted: string; count: number }[] } };
    const seen = data.values.filter(({ count }) => count > 0).map((row) => `${row.true}->${row.predicted}`);
    expect(seen).to.deep.equal(["0->0", "0->1", "1->1", "2->0"]);
    expect(chart.summary).to.equal("Confusion matrix: 3 classes, 50.0% of 4 right");
  });

  it("refuses lists of different length and classes without a name", () => {
    expect(() => confusionMatrix([0], [0, 1])).to.throw(/got 1 targets and 2 predictions/);
    expect(() => confusionMatrix([2], [0], { classes: ["cat", "dog"] })).to.throw(/from 0 to 1, got 2/);
  });
});

describe("classMetrics", () => {
  it("has scikit-learn 1.9's precision, recall and F1, the worst class first", () => {
    const chart = classMetrics([0, 0, 1, 2, 2, 2], [0, 1, 1, 2, 0, 2], { classes: ["a", "b", "c"] });
    const [lines] = (chart.spec as { layer: { data: { values: Record<string, number | string>[] } }[] }).layer;
    const third = 200 / 3;
    expect(lines!.data.values).to.deep.equal([
      { class: "a", precision: 50, recall: 50, f1: 50 },
      { class: "b", precision: 50, recall: 100, f1: third },
      { class: "c", precision: 100, recall: third, f1: 80 },
    ]);
    expect(chart.summary).to.contain("macro F1 65.6%");
  });
});

describe("mostConfused", () => {
  it("counts what was taken for what, without what was right", () => {
    const { data, title } = mostConfused([0, 0, 0, 1, 2], [1, 1, 2, 0, 2], { limit: 2 }).spec as unknown as {
      data: { values: { label: string; value: number }[] };
      title: { subtitle: string };
    };
    expect(data.values[0]).to.deep.equal({ label: "0 taken for 1", value: 2 });
    expect(data.values).to.have.length(2);
    expect(title.subtitle).to.equal("3 of 4 errors");
  });
});

describe("confidenceHistogram", () => {
  it("counts right and wrong apart, 1 in the last bin", () => {
    const { data } = confidenceHistogram([1, 0.95, 0.5, 0], [1, 0, 1, 1], { bins: 2 }).spec as {
      data: { values: { outcome: string; count: number }[] };
    };
    expect(data.values.map(({ outcome, count }) => [outcome, count])).to.deep.equal([
      ["right", 1],
      ["right", 2],
      ["wrong", 0],
      ["wrong", 1],
    ]);
    expect(() => confidenceHistogram([1.2], [1])).to.throw(/confidence from 0 to 1/);
  });
});

describe("barChart", () => {
  it("keeps the given order unless it is to sort", () => {
    const order = (sort: boolean) =>
      (barChart({ b: 1, a: 2 }, { sort }).spec as { encoding?: { y: { sort: unknown } } }).encoding?.y.sort;
    expect(order(false)).to.deep.equal(["b", "a"]);
    expect(order(true)).to.equal("-x");
  });
});

function withoutIds(svg: string): string {
  return svg.replace(/(clip|gradient_)\d+/g, "$1");
}
