// Oracles: formulas done by hand, the truth behind the pseudo-labels, and what the lesson's text claims.
import { expect } from "chai";
import { lessonRun, outputsOf, readLesson, vegaLite } from "./support.ts";

describe("the lesson on transfer and distillation", function () {
  this.timeout(900_000);
  const { cells, find, said, result } = lessonRun(readLesson("05-transfer-and-distillation"));
  /** The numbers behind a key in a printed table, from the first row to the last. */
  const column = (text: string, key: string) =>
    [...text.matchAll(new RegExp(`'?${key.replaceAll(/[()/%]/g, "\\$&")}'?: '?([\\d.e-]+)`, "g"))].map(([, value]) =>
      Number(value),
    );
  /** The values of a bar chart by their labels. */
  const bars = (title: string) => {
    const { data } = outputsOf(find(`title: "${title}"`)).at(-1)!.data![vegaLite] as {
      data: { values: { label: string; value: number }[] };
    };
    return Object.fromEntries(data.values.map(({ label, value }) => [label, value]));
  };

  it("draws its charts with a picture", () => {
    const charts = cells().filter(({ source }) => /^(barChart|lineChart|reliabilityDiagram)\(/m.test(source));
    expect(charts.length).to.equal(5);
    for (const cell of charts) {
      const shown = outputsOf(cell).find(({ data }) => data?.[vegaLite]);
      expect(shown?.data, cell.source).to.include.keys(vegaLite, "image/png", "text/plain");
    }
  });

  it("learns four new classes from twenty drawings, and more with a pretrained backbone", () => {
    expect(Number(/pretrained: ([\d.]+) %/.exec(said("const pretrained ="))![1])).to.be.above(95);
    const { "from scratch": scratch, "pretrained, new head": head } = bars("Four new classes from twenty drawings");
    console.log(`      scratch ${scratch}, new head ${head}`);
    expect(scratch).to.be.within(30, 75);
    expect(head).to.be.above(scratch! + 15);
    const [, quick, seconds] = /([\d.]+) % after ([\d.]+) s/.exec(said("const quick ="))!;
    expect(Number(quick)).to.be.closeTo(head!, 8);
    expect(Number(seconds)).to.be.above(0);
  });

  it("counts the head as the text says", () => {
    const [, backbone, head, share] = /backbone (\d+), head (\d+): ([\d.]+) %/.exec(said("const four ="))!;
    const convolutions = 9 * (16 + 16 * 32 + 32 * 64) + 2 * (16 + 32 + 64);
    expect([Number(backbone), Number(head)]).to.deep.equal([convolutions, 256 * 4 + 4]);
    expect(Number(share)).to.be.below(10);
    expect(result("listWeights")).to.match(/licen[cs]e/i);
  });

  it("loses the old drawings where batch norms are left alone, and keeps them where they are held", () => {
    const text = result("const before = [...");
    const [left, held] = column(text, "old drawings named right (%)");
    console.log(`      batch norms left ${left} %, held ${held} %`);
    expect(left).to.be.below(held! - 15);
    expect(`pretrained: ${held!.toFixed(1)} %`).to.equal(said("const pretrained =").split(" of")[0]);
    const [moved, still] = column(text, "largest move of a running mean");
    expect(moved).to.be.above(0.01);
    expect(still).to.equal(0);
  });

  it("lets rates fall by 2.6, and tears the backbone up with a large one", () => {
    const rates = column(result("discriminativeLr(four"), "learning rate");
    for (const [i, rate] of rates.entries()) expect(rate).to.be.closeTo(0.005 / 2.6 ** (3 - i), 1e-5);
    const tuned = bars("Fine-tuning with twenty drawings");
    console.log(`      ${JSON.stringify(tuned)}`);
    expect(tuned["head 0.005, rest 0.001"]).to.be.above(tuned["0.05 for all"]! + 10);
  });

  it("fills the four cases as the text reads them", () => {
    const text = result("const fourCases");
    const [scratch, head, tuned] = ["from scratch", "new head", "fine-tuned"].map((way) => column(text, way)) as [
      number[],
      number[],
      number[],
    ];
    console.log(`      scratch ${scratch}; head ${head}; fine-tuned ${tuned}`);
    const [nearFew, nearMany, farFew, farMany] = [0, 1, 2, 3];
    for (const way of [head, tuned]) expect(way[nearFew]).to.be.above(scratch[nearFew]! + 10);
    for (const way of [scratch, head, tuned]) expect(way[nearMany]).to.be.above(93);
    expect(head[farMany]).to.be.below(Math.min(scratch[farMany]!, tuned[farMany]!));
    for (const way of [scratch, head, tuned]) expect(way[farFew]).to.be.below(65);
    for (const way of [head, tuned]) expect(way[farFew]).to.be.below(scratch[farFew]! + 5);
  });

  it("softens the teacher's answer, tops before shoes", () => {
    expect(Number(/([\d.]+) % of the test/.exec(said("const shirt ="))![1])).to.be.above(80);
    const text = result("const shirt =");
    for (const T of [1, 4, 10])
      expect(column(text, `T = ${T}`).reduce((sum, value) => sum + value, 0)).to.be.closeTo(1, 0.01);
    const soft = column(text, "T = 4");
    for (const top of [0, 2, 4]) for (const other of [5, 7, 9]) expect(soft[top]).to.be.above(soft[other]!);
    const most = [1, 4, 10].map((T) => Math.max(...column(text, `T = ${T}`)));
    expect(most[0]! > most[1]! && most[1]! > most[2]!).to.equal(true);
  });

  it("agrees with the library's loss, and needs T squared", () => {
    expect(Number(/library: (\S+)/.exec(said("const library ="))![1])).to.be.below(1e-5);
    const text = result("const logits = s.clone()");
    const [withT, without] = [column(text, "gradient with T²"), column(text, "without T²")];
    expect(Math.max(...withT) / Math.min(...withT)).to.be.below(4);
    expect(without[3]! / without[0]!).to.be.below(1 / 16);
  });

  it("teaches the student more with a teacher", () => {
    const values = bars("What the same small network learns");
    console.log(`      ${JSON.stringify(values)}`);
    const [labels, taught, unlabelled, all] = Object.values(values) as [number, number, number, number];
    expect(taught).to.be.above(labels + 1);
    expect(unlabelled).to.be.above(taught);
    expect(Math.abs(all - unlabelled)).to.be.below(4);
    const [, small] = /student: (\d+) parameters/.exec(said("const students ="))!;
    const [, large] = /teacher: (\d+) parameters/.exec(said("const shirt ="))!;
    expect(Number(large) / Number(small)).to.be.within(12.5, 13.5);
  });

  it("keeps fewer and better labels with a higher threshold", () => {
    const text = result("const certainty =");
    const [kept, right] = [column(text, "labels kept"), column(text, "of these right (%)")];
    expect(kept[0]).to.equal(3000);
    for (let i = 1; i < kept.length; i++) {
      expect(kept[i]).to.be.below(kept[i - 1]!);
      expect(right[i]).to.be.above(right[i - 1]! - 0.5);
    }
  });

  it("grows with noise, and not without", () => {
    const [plain, noisy] = [...said("const plainTeacher =").matchAll(/: ([\d.]+) %/g)].map(([, value]) =>
      Number(value),
    );
    expect(noisy).to.be.above(plain! + 20);
    const text = said("const grownWithNoise");
    const [grown, stuck] = [text.split("no noise")[0]!, text.split("no noise")[1]!].map((part) =>
      column(part, "accuracy (%)"),
    ) as [number[], number[]];
    console.log(`      with noise ${grown}; without ${stuck}`);
    expect(grown[0]).to.equal(noisy);
    expect(grown[2]).to.be.above(grown[0]! + 4);
    expect(Math.abs(stuck[2]! - stuck[0]!)).to.be.below(4);
  });
});
