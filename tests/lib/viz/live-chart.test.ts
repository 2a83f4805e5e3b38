// Oracle: what a front end receives through the runtime symbol (docs/architecture.md), recorded.
import { expect } from "chai";
import { type DisplayBundle, runtime } from "../../../lib/runtime.ts";
import { LiveChart, liveChart } from "../../../lib/viz/index.ts";

interface Shown {
  bundle: DisplayBundle;
  displayId: string | undefined;
  update: boolean | undefined;
}

describe("liveChart", () => {
  const shown: Shown[] = [];
  const make = () => liveChart({ x: "step", panels: { loss: "loss", accuracy: "accuracy (%)" } });
  const endCell = () => {
    for (const hook of runtime().hooks) hook.cellEnd?.({ terminated: false });
  };
  const width = ({ bundle }: Shown) => {
    const png = Buffer.from(bundle.data["image/png"] as string, "base64");
    return png.readUInt32BE(16) / (bundle.metadata!["image/png"] as { width: number }).width;
  };

  beforeEach(() => {
    endCell();
    shown.length = 0;
    runtime().display = (bundle, options) =>
      shown.push({ bundle, displayId: options?.displayId, update: options?.update });
  });
  afterEach(() => {
    endCell();
    delete runtime().display;
    delete runtime().interactive;
  });

  it("displays once, updates at most twice a second without a picture, and ends with one", () => {
    const { now } = performance;
    let clock = 0;
    performance.now = () => clock;
    try {
      runtime().interactive = true;
      const chart = make();
      for (let step = 1; step <= 100; step++) {
        clock += 20;
        chart.add(step, { loss: { train: 1 / step }, accuracy: { train: step } });
      }
    } finally {
      performance.now = now;
    }
    const live = [...shown];
    endCell();
    expect(live.length).to.equal(4);
    expect(shown.length).to.equal(live.length + 1);
    expect(shown.map(({ update }) => update)).to.deep.equal(shown.map((_, i) => i > 0));
    expect(new Set(shown.map(({ displayId }) => displayId)).size).to.equal(1);
    const chart = ["application/vnd.vegalite.v5+json", "text/plain"];
    for (const { bundle } of live) expect(Object.keys(bundle.data)).to.have.members(chart);
    expect(Object.keys(shown.at(-1)!.bundle.data)).to.have.members([...chart, "image/png"]);
    expect(Math.round(width(shown.at(-1)!))).to.equal(2);
  });

  it("draws no more than 500 points of a line and stays small", () => {
    runtime().interactive = true;
    const chart = make();
    for (let step = 0; step < 20_000; step++) chart.add(step, { loss: { train: Math.sin(step / 100) } });
    chart.finish();
    const { data } = shown.at(-1)!.bundle;
    const spec = data["application/vnd.vegalite.v5+json"] as { concat: { data: { values: unknown[] } }[] };
    expect(spec.concat[0]!.data.values).to.have.length(500);
    expect(JSON.stringify(data).length).to.be.below(200_000);
  });

  it("shows the last state alone in a headless run", () => {
    const chart = make();
    for (let step = 0; step < 10; step++) chart.add(step, { loss: { train: step } });
    expect(shown).to.deep.equal([]);
    endCell();
    expect(shown.map(({ update }) => update)).to.deep.equal([false]);
    expect(shown[0]!.bundle.data["text/plain"]).to.equal("Chart: loss train 9; accuracy ");
  });

  it("keeps the range of an axis where one is given", () => {
    const chart = liveChart({ panels: { loss: "loss", accuracy: { y: "accuracy (%)", yDomain: [0, 100] } } });
    chart.add(1, { accuracy: { test: 81 } });
    const { concat } = chart.toChart().spec as unknown as {
      concat: { encoding: { y: { title: string; scale: { domain: number[]; nice: boolean } } } }[];
    };
    expect(concat[1]!.encoding.y.title).to.equal("accuracy (%)");
    expect(concat[1]!.encoding.y.scale).to.deep.equal({ domain: [0, 100], nice: false });
  });

  it("shows nothing twice when nothing is new, and goes on in a later cell", () => {
    const chart = make();
    chart.add(0, { loss: { train: 1 } });
    chart.finish();
    chart.finish();
    endCell();
    expect(shown.length).to.equal(1);
    chart.add(1, { loss: { train: 0.5 } });
    endCell();
    expect(shown.map(({ update }) => update)).to.deep.equal([false, true]);
  });

  it("does nothing visible in a plain script", () => {
    delete runtime().display;
    const chart = make();
    chart.add(0, { loss: { train: 1 } });
    chart.finish();
    expect(chart.toChart().toSvg()).to.match(/^<svg/);
  });

  it("names the panels there are", () => {
    const chart = make() as LiveChart<string>;
    expect(() => chart.add(0, { los: { train: 1 } })).to.throw("expected a panel of loss, accuracy, got los");
    expect(() => new LiveChart({ panels: {} })).to.throw(/at least one panel/);
  });
});
