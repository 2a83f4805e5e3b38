// Oracles: formulas and counts done by hand, and what the lesson's text claims.
import { expect } from "chai";
import { lessonRun, outputsOf, readLesson, vegaLite } from "./support.ts";

describe("the lesson on losses and metrics", function () {
  this.timeout(900_000);
  const { cells, said, result, column } = lessonRun(readLesson("04-losses-and-metrics"));

  it("draws its ten charts with a picture", () => {
    const charts = cells().flatMap((cell) => outputsOf(cell).filter(({ data }) => data?.[vegaLite]));
    expect(charts.length).to.equal(10);
    for (const { data } of charts) expect(data).to.include.keys("image/png", "text/plain");
  });

  it("is accurate and finds nothing, and says so", () => {
    expect(said("const matrix =")).to.include("accuracy 97.8 %, T-shirts found: 0 of 80");
    expect(said("const matrix =")).to.include("whoever always answers 0 has this accuracy");
    expect(column("picks everything", "F1 (%)")[0]).to.be.closeTo((100 * 160) / (160 + 3600), 0.05);
    expect(column("picks everything", "recall (%)")).to.deep.equal([100, 0, 0]);
  });

  it("finds T-shirts at lower thresholds, by hand and by the library", () => {
    const recall = column("const byLibrary", "recall (%)");
    expect(recall).to.deep.equal([...recall].sort((a, b) => a - b));
    expect(recall.at(-1)!).to.be.above(50);
    const [precision, found, f1] = /\[ ([\d.]+), ([\d.]+), ([\d.]+) \]/
      .exec(said("const byLibrary"))!
      .slice(1)
      .map(Number);
    expect([precision, found, f1]).to.deep.equal(
      ["precision (%)", "recall (%)", "F1 (%)"].map((key) => column("const byLibrary", key)[3]),
    );
  });

  it("averages F1 in three ways", () => {
    const [first, second] = [10 / 11, 6 / 7];
    expect(said("const threeWays")).to.include(`macro ${((first + second) / 3).toFixed(3)}, micro 0.800`);
    expect(said("const threeWays")).to.include(`weighted ${(0.5 * first + 0.3 * second).toFixed(3)}`);
    expect(said("const threeWays")).to.include("never predicted, so counted as 0: class 2");
  });

  it("ends where each loss asks for", () => {
    const [mse, l1, huber] = [...said("const weighed").matchAll(/: ([\d.]+) kg/g)].map(([, kg]) => Number(kg));
    expect(mse).to.be.closeTo(133, 1);
    expect(l1).to.be.closeTo(70, 0.3);
    expect(huber).to.be.closeTo(70, 1);
    expect(said("const weighed")).to.include("mean 133.0, median 70");
  });

  it("agrees with the cross-entropy by hand, and shows the graph", () => {
    const text = said("const byHand =");
    expect(text).to.match(/loss: (\S+) by hand: \1\n/);
    expect(Number(/gradients: (\S+)/.exec(text)![1])).to.be.below(1e-6);
    expect(text).to.include(`ten classes: ${Math.log(10).toFixed(3)}`);
    expect(said("const criterion").match(/AccumulateGrad/g)).to.have.length(2);
    expect(said("function softF1")).to.match(/by backward: (\S+) by nudging: \1/);
    expect(column("const opinion", "loss").map((value) => value > 0.56)).to.deep.equal([true, true, true, true]);
    expect(Math.min(...column("const opinion", "loss"))).to.equal(0.562);
  });

  it("compares the ways to ask as the text does", () => {
    const table = "const ap =";
    const names = [...result(table).matchAll(/name: '([^']+)'/g)].map(([, name]) => name);
    expect(names).to.deep.equal(["plain", "weights", "sampler", "focal", "smoothing", "soft F1"]);
    const [recall, aps, accuracy] = ["recall (%)", "AP (%)", "accuracy (%)"].map((key) => column(table, key));
    console.log(`      recall ${recall}, AP ${aps}`);
    for (const found of [recall![1]!, recall![2]!]) expect(found).to.be.above(70);
    expect(recall![5]!).to.be.above(40);
    expect(Math.max(...aps!) - Math.min(...aps!)).to.be.below(15);
    const best = accuracy!.indexOf(Math.max(...accuracy!));
    expect(recall![best]!).to.be.below(30);
    const f1 = column('learn("gentle weights"', "F1 (%)");
    expect(f1[1]!).to.be.above(Math.max(f1[0]!, f1[2]!));
  });

  it("walks like the library's optimizers, and loses its footing beyond 2 / 25", () => {
    const differences = [...said("const pairs").matchAll(/library (\S+)/g)].map(([, value]) => Number(value));
    expect(differences).to.have.length(3);
    for (const difference of differences) expect(difference).to.be.below(1e-5);
    const left = column("|y| after 60", "|y| after 60");
    expect(left[2]!).to.be.below(0.8);
    expect(left[3]!).to.be.above(0.8);
  });

  it("lowers the plateau's rate after epochs 6 and 10, and rests with a falling rate", () => {
    const rates = column("const watched", "rate afterwards");
    expect(rates).to.deep.equal([0.1, 0.1, 0.1, 0.1, 0.1, 0.01, 0.01, 0.01, 0.01, 0.001]);
    const [constant, cosine] = /constant ([\d.]+), cosine ([\d.]+)/.exec(said("function noisy"))!.slice(1).map(Number);
    expect(cosine!).to.be.below(constant! / 3);
  });

  it("solves the puzzle of the frozen network", () => {
    const text = said("const puzzle");
    expect(text).to.include("1. optimizer with frozen parameters: silence");
    expect(text).to.include("2. optimizer with none: error: Adam: got no parameters");
    expect(text).to.match(/3\. backward: error: .*are all parameters frozen\?/);
    expect(Number(/training mode: running mean moves by ([\d.]+)/.exec(text)![1])).to.be.above(0.001);
    expect(text).to.include("after eval(): running mean moves by 0.0000");
    expect(said("const adapted")).to.include("everything frozen: [] with a new head: [ '4.weight', '4.bias' ]");
    expect(said("const adapted")).to.include("0.weight null, 0.bias null, 1.weight null, 1.bias null, 4.weight yes");
  });
});
