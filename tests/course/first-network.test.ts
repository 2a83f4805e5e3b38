// Oracles: 85 % of the test images, counts and shapes done by hand, and what the lesson's text claims.
import { expect } from "chai";
import { codeCell } from "../../autograder/notebook/index.ts";
import { createEvaluator, type Output } from "../../kernel/evaluate/index.ts";
import { codeCells, lessonRun, outputsOf, printed, project, readLesson, vegaLite } from "./support.ts";

/** Trains the lesson's network on, ten steps at a time, and counts tensors in between. */
const leakCell = `
import { memory } from "tsgrad";
const optimizer = new optim.SGD(resnet.parameters(), { lr: 0.001, momentum: 0.9 });
resnet.train();
function steps(): number {
  for (let i = 0; i < 10; i++) {
    optimizer.zeroGrad();
    F.crossEntropy(resnet.forward(batch), testLabels.at("0:64")).backward();
    optimizer.step();
  }
  return memory().tensors;
}
[steps(), steps(), steps()]
`;

describe("the first lesson", function () {
  this.timeout(900_000);
  const lesson = readLesson("00-first-network");

  describe("run by tsgrad run", () => {
    const extended = structuredClone(lesson);
    extended.cells.push(codeCell("leaks", leakCell));
    const { cells, find } = lessonRun(extended);

    it("names at least 85 % of the test images, and more than the first network", () => {
      const first = Number(/^([\d.]+) % of the test images/.exec(printed(find("are named correctly"), "stdout"))![1]);
      const [, accuracy, seconds] = /ResNet: ([\d.]+) % after (\d+) s/.exec(printed(find("ResNet: $"), "stdout"))!;
      expect(Number(accuracy)).to.be.at.least(85);
      expect(first).to.be.within(70, Number(accuracy) - 2);
      console.log(`      ResNet ${accuracy} %, first network ${first} %, ${seconds} s of training`);
    });

    it("draws every chart as Vega-Lite with a picture, and every grid as a picture", () => {
      const charts = cells().filter(({ source }) => /lineChart\(|barChart\(|confusionMatrix\(|^train\(/m.test(source));
      expect(charts.length).to.be.at.least(7);
      for (const cell of charts) {
        const shown = outputsOf(cell).find(({ data }) => data?.[vegaLite]);
        expect(shown?.data, cell.source).to.include.keys(vegaLite, "image/png", "text/plain");
      }
      const grids = cells().filter(({ source }) => /^imageGrid\(/m.test(source));
      expect(grids.length).to.equal(5);
      for (const cell of grids) expect(outputsOf(cell).at(-1)!.data).to.include.keys("image/png", "text/plain");
    });

    it("prints what the text says", () => {
      expect(Number(/loops: (\S+)/.exec(printed(find("our loops"), "stdout"))![1])).to.be.below(1e-5);
      expect(Number(/layer: (\S+)/.exec(printed(find("difference to the layer"), "stdout"))![1])).to.be.below(1e-4);
      expect(printed(find("running mean"), "stdout")).to.match(
        /^running mean 1\.0\d, so the output's mean is [6-7]\.\d/,
      );
      expect(printed(find("largest change"), "stdout")).to.equal("largest change: 0\n");
      expect(printed(find("ResidualBlock(16, 32, { stride: 2 }):"), "stdout")).to.include("[64,32,7,7]");
    });

    it("loses more than half of the first network's accuracy on moved images, and less of the ResNet's", () => {
      const chart = outputsOf(cells().findLast(({ source }) => source.includes('title: "Moved images"'))!).at(-1)!;
      const { data } = chart.data![vegaLite] as { data: { values: { series: string; x: number; y: number }[] } };
      const at = (series: string, x: number) => data.values.find((row) => row.series === series && row.x === x)!.y;
      expect(at("first network", 4)).to.be.below(at("first network", 0) / 2);
      const lost = (series: string) => at(series, 0) - at(series, 4);
      expect(lost("ResNet")).to.be.below(lost("first network") - 10);
    });

    it("traces the network's shapes and parameters as counted by hand", () => {
      const table = String(outputsOf(find("registerForwardHook")).at(-1)!.data!["text/html"]);
      const rows = [...table.matchAll(/<tr><th>\d+<\/th>(.*?)<\/tr>/g)].map(([, row]) =>
        [...row!.matchAll(/<td[^>]*>(.*?)<\/td>/g)].map(([, cell]) => cell),
      );
      const conv = (out: number, input: number, k: number) => out * input * k * k;
      const block = (input: number, out: number) =>
        conv(out, input, 3) + conv(out, out, 3) + 4 * out + (input === out ? 0 : conv(out, input, 1) + 2 * out);
      const counts = [conv(16, 1, 3) + 32, block(16, 16), block(16, 32), block(32, 64), 0, 64 * 10 + 10];
      const total = counts.reduce((a, b) => a + b, 0);
      expect(rows).to.deep.equal([
        ["stem", "[64,16,14,14]", String(counts[0])],
        ["block1", "[64,16,14,14]", String(counts[1])],
        ["block2", "[64,32,7,7]", String(counts[2])],
        ["block3", "[64,64,4,4]", String(counts[3])],
        ["pool", "[64,64]", "0"],
        ["classifier", "[64,10]", String(counts[5])],
        ["all", "", String(total)],
      ]);
    });

    it("keeps the number of tensors flat while training", () => {
      const [first, second, third] = JSON.parse(
        String(outputsOf(cells().at(-1)!).at(-1)!.data!["text/plain"]),
      ) as number[];
      expect([second, third]).to.deep.equal([first, first]);
    });
  });

  it("moves its chart while the first network trains", async () => {
    const evaluator = createEvaluator({ directory: project, interactive: true });
    const shown: Extract<Output, { type: "display_data" | "update_display_data" }>[] = [];
    try {
      const first = codeCells(lesson)[0]!;
      const result = await evaluator.execute(first.source, {
        cellName: "In[1]",
        onOutput: (output) => {
          if (output.type === "display_data" || output.type === "update_display_data") shown.push(output);
        },
      });
      expect(result.status).to.equal("ok");
    } finally {
      evaluator.dispose();
    }
    expect(shown[0]!.type).to.equal("display_data");
    expect(shown.slice(1).map(({ type }) => type)).to.include("update_display_data");
    expect(new Set(shown.map(({ displayId }) => displayId)).size).to.equal(1);
    const points = shown.map(({ data }) => {
      const { concat } = data[vegaLite] as { concat: { data: { values: unknown[] } }[] };
      return concat[0]!.data.values.length;
    });
    expect(points).to.deep.equal([...points].sort((a, b) => a - b));
    expect(points.at(-1)).to.equal(3 * 94);
    expect(shown.at(-1)!.data).to.include.keys("image/png");
  });
});
