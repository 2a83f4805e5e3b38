// Oracles: derivatives and shapes done by hand, and what the lesson's text claims.
import { expect } from "chai";
import { lessonRun, outputsOf, readLesson } from "./support.ts";

describe("the lesson on tensors and modules", function () {
  this.timeout(600_000);
  const { cells, said, result } = lessonRun(readLesson("01-tensors-and-modules"));

  it("shows what the predictions ask for", () => {
    expect(said("original.at(0).mul_")).to.match(/10\., 20\., 30\.[\s\S]* 4\., {2}5\., {2}6\./);
    expect(said("although all four are right")).to.match(/shape \[4,4\]\nmean squared error: 2\.5 /);
    expect(said("by nudging")).to.match(/by backward: {3}8\nby nudging: {4}(8|7\.99999\d*|8\.00000\d*)\n/);
    expect(said("after the second backward")).to.include("16");
    for (const [expression, gradient] of Object.entries({ "x · x": 6, "x · clone(x)": 6, "x · detach(x)": 3 }))
      expect(result("gradientOf")).to.include(`{ expression: '${expression}', gradient: ${gradient} }`);
    expect(result("gradientOf")).to.include("gradient: 'no history'");
    expect(said("class Careless")).to.include("nn.ModuleList");
    expect(said("hidden weights moved by")).to.equal("hidden weights moved by 0\n");
    expect(said("frozen.forward")).to.include("are all parameters frozen?");
    expect(said("returns features")).to.include("[100,32]");
  });

  it("agrees with the library in the derivatives made by hand", () => {
    const [a, b] = [0.5, -1.5];
    const slope = 1 - Math.tanh(a * b + a) ** 2;
    const table = result("ta.mul(tb)");
    for (const [name, expected] of [
      ["a", slope * (b + 1)],
      ["b", slope * a],
    ] as const) {
      const [, ours, library] = new RegExp(`'${name}', ours: (\\S+), library: (\\S+) `).exec(table)!;
      expect(Number(ours)).to.be.closeTo(expected, 1e-12);
      expect(Number(library)).to.be.closeTo(expected, 1e-6);
    }
  });

  it("fits the curve, with a frozen layer too, and only a line without tanh", () => {
    const loss = (title: string) => {
      const texts = cells().flatMap((cell) => outputsOf(cell).map(({ data }) => data?.["text/plain"]));
      const found = texts.find((text) => String(text).startsWith(`${title}: loss`));
      return Number(/training ([\d.e-]+)/.exec(String(found))![1]);
    };
    expect(loss("A curve from a hundred points")).to.be.below(0.02);
    expect(loss("Only the output layer learns")).to.be.below(0.03);
    expect(loss("Without tanh")).to.be.above(0.1);
  });

  it("ruins and restores the model", () => {
    const [, good, ruined, restored] = /loss: (\S+), ruined: (\S+), restored: (\S+)/.exec(said("ruined:"))!;
    expect(restored).to.equal(good);
    expect(Number(ruined)).to.be.above(10 * Number(good));
  });
});
