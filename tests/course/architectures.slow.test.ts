// Oracles: counts of torchvision and of the papers' tables, formulas done by hand, and what the lesson's text claims.
import { expect } from "chai";
import { countMacs, onMeta } from "../../lib/profile/index.ts";
import { models } from "../../lib/vision/index.ts";
import { lessonRun, outputsOf, readLesson, vegaLite } from "./support.ts";

describe("the lesson on architectures", function () {
  this.timeout(900_000);
  const { cells, find, said, result, column } = lessonRun(readLesson("03-architectures"));

  it("draws its charts with a picture", () => {
    const charts = cells().filter(({ source }) =>
      /^(race|lineChart|parameterTreemap|gradNormByLayer|bubbleChart)\(/m.test(source),
    );
    expect(charts.length).to.equal(7);
    for (const cell of charts) {
      const shown = outputsOf(cell).find(({ data }) => data?.[vegaLite]);
      expect(shown?.data, cell.source).to.include.keys(vegaLite, "image/png", "text/plain");
    }
  });

  it("shows degradation, and that shortcuts end it", () => {
    const losses = Object.fromEntries(
      [...said("const last =").matchAll(/network: '([^']+)', 'last loss': ([\d.]+)/g)].map(([, name, loss]) => [
        name!,
        Number(loss),
      ]),
    );
    const { "plain, 20 layers": plain20, "plain, 56 layers": plain56 } = losses;
    const { "residual, 20 layers": residual20, "residual, 56 layers": residual56 } = losses;
    console.log(`      ${JSON.stringify(losses)}`);
    expect(plain56!).to.be.above(1.5 * plain20!);
    expect(residual20!).to.be.below(plain20!);
    expect(residual56!).to.be.below(plain20!);
    expect(Math.abs(residual56! - residual20!)).to.be.below((plain56! - plain20!) / 3);
    const grown = [...said("const [plain34").matchAll(/: (\d+) times/g)].map(([, times]) => Number(times));
    expect(grown[0]!).to.be.within(100, 1000);
    expect(grown[1]!).to.be.below(grown[0]! / 4);
    const [slower] = Object.values(outputsOf(find("plain, 56 layers, lr 0.005")).at(-1)!.data!).filter((text) =>
      String(text).startsWith("A smaller learning rate: "),
    );
    expect(Number(/lr 0\.005 ([\d.]+)/.exec(String(slower))![1])).to.be.above(plain56! - 0.05);
    expect(said("const last =")).to.match(/parameters, plain and residual: (\d+) \1\n/);
  });

  it("writes numbers into its text that are the zoo's", () => {
    const text = readLesson("03-architectures")
      .cells.map(({ source }) => source)
      .join("\n");
    const alexnet = countMacs(
      onMeta(() => models.alexnet()),
      [1, 3, 224, 224],
    );
    expect(text)
      .to.include(`| ${(alexnet / 1e9).toFixed(3)} G |`)
      .and.to.include(`| ${(alexnet / 5e8).toFixed(3)} G |`);
    const linear = onMeta(() => models.vgg16()).getParameter("classifier.0.weight");
    expect(text).to.include(`${(linear.numel() / 1e6).toFixed(1)} million weights`);
    const resnet50 = countMacs(
      onMeta(() => models.resnet50()),
      [1, 3, 224, 224],
    );
    expect(text).to.include(`torchvision ${(resnet50 / 1e9).toFixed(2)}`);
  });

  it("counts AlexNet's two halves", () => {
    expect(said("conv1 by hand")).to.include("weights: 23232, MACs: 70276800");
    expect(column("conv1 by hand", "of all params (%)")).to.deep.equal([4, 96]);
    expect(column("conv1 by hand", "of all MACs (%)")).to.deep.equal([92, 8]);
  });

  it("measures what the text says of speed: equal work, unequal shape", () => {
    const [fat, thin] = column("thinRow", "MACs");
    expect(fat).to.equal(thin);
    expect(column("thinRow", "milliseconds")).to.have.length(2);
  });

  it("agrees with the known receptive fields, by formula and by gradient", () => {
    expect(column("one 7 × 7", "field")).to.deep.equal([7, 7]);
    expect(column("one 7 × 7", "weights")).to.deep.equal([27 * 64 ** 2, 49 * 64 ** 2]);
    expect(said("reach the middle output")).to.include("middle output: 7\n");
    expect(said("const kernelsOf")).to.include("AlexNet: field 195 pixels, 61.1 M parameters, 0.71 G MACs");
    expect(said("const kernelsOf")).to.include("VGG-16: field 212 pixels, 138.4 M parameters, 15.47 G MACs");
  });

  it("counts GoogLeNet as its text says", () => {
    expect(said("const direct")).to.include("9.7 times less");
    expect(result("traceShapes(googlenet.inception3a")).to.include("[1, 256, 28, 28]");
    expect(said("inception3a.constructor")).to.include("branch.forward(x)").and.to.include("branch3Kernel");
    expect(said("const outputs")).to.match(/^logits +\[2,1000\]\nauxLogits1 \[2,1000\]\nauxLogits2 \[2,1000\]\n/);
    expect(column("const certain", "two softmaxes").map((value) => value.toFixed(3))).to.deep.equal(["1.461", "5.909"]);
    expect(said("const inception3a = [")).to.include("weights: 9408").and.to.include("163328 weights");
  });

  it("explains the published numbers, and says where none fits", () => {
    expect(said('reconcile(googlenet.inception3a, "159K")')).to.match(/^159K is 163,328 .*K = 1024/);
    expect(said('reconcile(googlenet.inception3a, "159K")')).to.match(/2\.7K is 2,688 .*factorised.*K = 1000/);
    const found = said("reconcile(googlenet.inception4c");
    expect(found).to.include("463K: no convention gives this count");
    for (const text of ["155136 is 155,136 (weights only", "155872 is 155,872", "with batch norm", "without the aux"])
      expect(found).to.include(text);
  });

  it("reads the paper's table as the text does, row by row", () => {
    const rows = column("const table1", "claimed (K)").map((claimed, i) => ({
      params: column("const table1", "counted / 1024")[i]! - claimed,
      operations: column("const table1", "counted MACs (M)")[i]! - column("const table1", "claimed operations (M)")[i]!,
    }));
    const layers = ["3a", "3b", "4a", "4b", "4c", "4d", "4e", "5a", "5b", "fc"];
    const at = (name: string) => rows[layers.indexOf(name)]!;
    for (const name of ["3a", "3b", "4b", "fc"]) expect(Math.abs(at(name).params), name).to.be.at.most(1);
    for (const name of layers.filter((layer) => layer !== "5a"))
      expect(Math.abs(at(name).operations), name).to.be.below(1);
    for (const name of ["4a", "4e"]) expect(at(name).params, name).to.be.within(2, 8);
    for (const name of ["4c", "4d", "5b"]) expect(at(name).params, name).to.be.above(10);
    expect(at("5a").params).to.be.below(-50);
    expect(at("5a").operations).to.be.below(-2);
    expect((1072 * 1024 * 49) / 1e6).to.be.closeTo(54, 0.5);
  });

  it("traces stages, bottlenecks, features and dense blocks", () => {
    const stages = result("onMeta(() => models.resnet34())");
    for (const shape of ["[1, 64, 56, 56]", "[1, 128, 28, 28]", "[1, 256, 14, 14]", "[1, 512, 7, 7]"])
      expect(stages).to.include(shape);
    expect(stages).to.include("21,797,672");
    expect(said("const basic")).to.include("1,179,648").and.to.include("69,632").and.to.include("16.9 times");
    expect(said("features: [")).to.equal("features: [4,512]\n");
    expect(result("densenet121")).to.match(/out: '\[1,256,56,56\]'/);
  });

  it("agrees with the zoo in squeeze-and-excitation, and counts it", () => {
    expect(Number(/zoo's: (\S+)/.exec(said("seModule"))![1])).to.be.below(1e-5);
    expect(said("seModule")).to.include("ResNet-50: 25,557,032").and.to.include("SE-ResNet-50: 28,088,024");
  });

  it("computes the savings and growths of the text", () => {
    expect(said("const separable")).to.match(/^8\.69 times fewer MACs; the formula says 8\.69\n/);
    expect(said("const growth")).to.include("1.92 times the MACs");
    const times = column("const growth", "times B0");
    expect(times[0]).to.equal(1);
    expect(times.at(-1)!).to.be.within(10.5, 11.9);
  });

  it("draws every network of the lesson in the last picture", () => {
    const spec = outputsOf(find("bubbleChart(points"))[0]!.data![vegaLite] as { data: { values: { name: string }[] } };
    expect(spec.data.values).to.have.length(8);
    expect(result('listWeights("resnet50")')).to.include("76.13").and.to.include("80.858");
  });
});
