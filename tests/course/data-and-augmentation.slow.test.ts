// Oracles: counts and shares done by hand, and what the lesson's text claims.
import { expect } from "chai";
import { lessonRun, outputsOf, readLesson, vegaLite } from "./support.ts";

describe("the lesson on data and augmentation", function () {
  this.timeout(900_000);
  const { cells, find, said, result } = lessonRun(readLesson("02-data-and-augmentation"));
  /** The first number behind each name in what a cell printed. */
  const numberAfter = (text: string, name: string) =>
    Number(new RegExp(`${name}[^\\d-]*?(-?\\d+(?:\\.\\d+)?)`).exec(said(text))?.[1]);

  it("draws its charts and grids with a picture", () => {
    const drawn = cells().filter(({ source }) =>
      /^(await )?(learn|barChart|lineChart|classCounts|misleadingPair|imageGrid|sampleGrid)\(/m.test(source),
    );
    expect(drawn.length).to.equal(16);
    for (const cell of drawn)
      expect(
        outputsOf(cell).some(({ data }) => data?.["image/png"]),
        cell.source,
      ).to.equal(true);
    const charts = cells().flatMap((cell) => outputsOf(cell).filter(({ data }) => data?.[vegaLite]));
    expect(charts.length).to.equal(12);
  });

  it("shows the gap between the styles", () => {
    const gap = "const { careful, hurried }";
    expect(numberAfter(gap, "careful:")).to.be.above(97);
    expect(numberAfter(gap, "hurried:")).to.be.within(35, 60);
  });

  it("counts, measures and searches as its text says", () => {
    expect(said("classHistogram(collected)")).to.include("336 drawings, the rarest class 17 times");
    expect(numberAfter("const { mean, std }", "mean")).to.be.closeTo(0.15, 0.03);
    expect(numberAfter("const { mean, std }", "black becomes")).to.be.below(-0.3);
    expect(said("findDuplicates(new")).to.include("3 leaks: train 7 = test 60, train 40 = test 61, train 41 = test 62");
    const sizes = [...result("const set130").matchAll(/sizes: '([^']+)', unseen: (\d)/g)].map(([, sum, n]) => [sum, n]);
    expect(sizes).to.deep.equal([
      ["64 + 64 + 2", "0"],
      ["64 + 64 + 2", "0"],
      ["64 + 64", "2"],
      ["64 + 64", "2"],
    ]);
    expect(said("const normed")).to.match(/batch of 64: \[64,8\]\n.*\nbatch of 1: BatchNorm1d.*dropLast/);
    expect(said("batchesWith(2)")).to.include("between 0 and 2 workers: 0\n");
  });

  it("spreads ink by a blur, in either order if the kernel grows", () => {
    const blurs = "const blurs";
    const [raw, small, large] = [...said(blurs).matchAll(/coverage ([\d.]+) %, ink ([\d.]+)/g)].map(
      ([, share, ink]) => ({
        share: Number(share),
        ink: Number(ink),
      }),
    );
    expect(small!.share).to.be.above(1.3 * raw!.share);
    expect(large!.share).to.be.above(1.1 * small!.share);
    expect(large!.ink).to.be.closeTo(raw!.ink, 0.3);
    const gaps = [...result("const blurGrown").matchAll(/difference to blurFirst': ([\d.]+)/g)].map(([, gap]) =>
      Number(gap),
    );
    expect(gaps[0]).to.equal(0);
    expect(gaps[1]).to.be.above(0.05);
    expect(gaps[2]).to.be.below(0.006);
  });

  it("loses ink by shrinking without antialiasing only", () => {
    const rows = said("const ways").trim().split("\n");
    const kept = rows.map((row) => Number(row.split(" | ")[1]));
    expect(kept[0]).to.be.below(50);
    expect(kept[1]).to.be.below(70);
    expect(kept[2]).to.be.within(98, 101);
  });

  it("flips with its probability, and turns a shift with the image", () => {
    expect(numberAfter("const flip =", "flipped")).to.be.closeTo(300, 60);
    const order = said("const black");
    expect(order).to.include("turn, then crop to 18: 0.0 % black");
    expect(numberAfter("const black", "crop to 18, then turn:")).to.be.above(10);
    expect(numberAfter("const black", "flip and turn by 20, both orders:")).to.be.above(20);
    expect(numberAfter("const black", "turned the other way:")).to.be.below(1);
  });

  it("finds the augmentation that was chosen by looking to be the best, and strength to be no cure", () => {
    const table = "const compared =";
    const hurried = (name: string) => Number(new RegExp(`^ ?${name}: .*hurried ([\\d.]+)$`, "m").exec(said(table))![1]);
    expect(hurried("affine, by hand")).to.be.above(hurried("RandAugment") + 5);
    expect(hurried("RandAugment")).to.be.above(hurried("none") + 5);
    expect(hurried("TrivialAugment")).to.be.below(hurried("RandAugment") - 10);
    expect(Math.abs(hurried("flip") - hurried("none"))).to.be.below(8);
    const { data } = outputsOf(find("const sweepLine")).at(-1)!.data![vegaLite] as {
      data: { values: { series: string; y: number }[] };
    };
    for (const name of ["1 operation", "3 operations"]) {
      const line = data.values.filter(({ series }) => series === name).map(({ y }) => y);
      expect(line).to.have.length(3);
      expect(line[2]).to.be.below(line[0]!);
    }
  });

  it("computes the label's share and the loss's floor", () => {
    expect(said("const draws = Array")).to.include("300 of 300 are at least as large as lambda");
    const floor = -(0.7 * Math.log(0.7) + 0.3 * Math.log(0.3));
    expect(numberAfter("const soft =", "30 %:")).to.be.closeTo(floor, 0.001);
    const [without, mixed] = [...said("const soft =").matchAll(/hurried ([\d.]+) %/g)].map(([, value]) =>
      Number(value),
    );
    expect(mixed).to.be.above(without!);
  });
});
