// Oracles: the axes that made the points; neighbours that must stay neighbours; areas by counting pairs.
import { expect } from "chai";
import { Generator } from "../../../lib/random/index.ts";
import { embeddingScatter, pca, precisionRecallCurve, rocCurve, tsne, umap } from "../../../lib/viz/index.ts";

const noise = new Generator().manualSeed(0).randn(6000);

describe("pca", () => {
  it("finds the axes that the points were spread along", () => {
    const points = Array.from({ length: 300 }, (_, i) => {
      const [a, b, c] = [3 * noise[i]!, noise[i + 300]!, 0.1 * noise[i + 600]!];
      return [7 + 0.6 * a - 0.8 * b, 0.8 * a + 0.6 * b, 5 + c];
    });
    const { explained, points: flat } = pca(points, 2);
    expect(explained[0]).to.be.within(0.84, 0.95);
    expect(explained[0]! + explained[1]!).to.be.above(0.99);
    expect(flat.reduce((sum, [x]) => sum + x!, 0)).to.be.closeTo(0, 1e-6);
    for (const [i, [x]] of flat.entries()) if (Math.abs(noise[i]!) > 1.5) expect(Math.abs(x!)).to.be.above(2.5);
  });

  it("refuses what has no axes", () => {
    expect(() =>
      pca([
        [1, 2],
        [3, 4],
      ]),
    ).to.throw(/at least 3 points/);
    expect(() =>
      pca([
        [1, 2],
        [3, Number.NaN],
        [5, 6],
      ]),
    ).to.throw(/finite/);
    expect(() => pca([[1], [2], [3]], 2)).to.throw(/1 to 1 components, got 2/);
  });
});

describe("tsne", () => {
  it("keeps neighbours together, and draws the same plane again", () => {
    const points = Array.from({ length: 90 }, (_, i) =>
      Array.from({ length: 5 }, (_, k) => noise[5 * i + k]! + (i % 3 === k ? 8 : 0)),
    );
    const run = () => tsne(points, { perplexity: 15, iterations: 200 });
    const plane = run();
    const wrong = plane.filter(([x, y], i) => {
      const distances = plane.map(([a, b], j) => (j === i ? Infinity : (a! - x!) ** 2 + (b! - y!) ** 2));
      return distances.indexOf(Math.min(...distances)) % 3 !== i % 3;
    });
    expect(wrong).to.have.length(0);
    expect(run()).to.deep.equal(plane);
  });

  it("refuses more points than it can take", () => {
    expect(() => tsne(Array.from({ length: 2001 }, () => [1, 2]))).to.throw(/at most 2000 points, got 2001/);
    expect(() =>
      embeddingScatter(
        [
          [1, 2],
          [3, 4],
          [5, 7],
        ],
        [0],
      ),
    ).to.throw(/label for each of 3 points, got 1/);
  });
});

describe("areas under curves", () => {
  it("equal the share of pairs in the right order, ties for a half", () => {
    const targets = Array.from({ length: 80 }, (_, i) => (noise[i]! > 0.3 ? 1 : 0));
    const scores = targets.map((target, i) => Math.round(4 * (target + noise[i + 100]!)));
    let [good, pairs] = [0, 0];
    for (const [i, a] of targets.entries())
      for (const [j, b] of targets.entries()) {
        if (a !== 1 || b !== 0) continue;
        pairs++;
        good += scores[i]! > scores[j]! ? 1 : scores[i] === scores[j] ? 0.5 : 0;
      }
    expect(rocCurve({ model: { targets, scores } }).summary).to.contain(`AUROC ${(good / pairs).toFixed(3)}`);
  });

  it("are 1 for a perfect model, and need both classes", () => {
    const perfect = { targets: [1, 1, 0, 0], scores: [4, 3, 2, 1] };
    expect(rocCurve({ perfect }).summary).to.contain("AUROC 1.000");
    expect(precisionRecallCurve({ perfect }).summary).to.contain("AP 1.000");
    expect(() => rocCurve({ odd: { targets: [1, 1], scores: [1, 2] } })).to.throw(
      /with some of both, got 2 targets \(2 positive\)/,
    );
  });
});

describe("umap", () => {
  const clusters = Array.from({ length: 60 }, (_, i) => [8 * (i % 3) + noise[i]!, noise[i + 100]!, noise[i + 200]!]);

  it("keeps neighbours together, and draws the same plane again", () => {
    const plane = umap(clusters, { neighbors: 10 });
    expect(umap(clusters, { neighbors: 10 })).to.deep.equal(plane);
    expect(umap(clusters, { neighbors: 10, seed: 1 })).not.to.deep.equal(plane);
    for (const [i, here] of plane.entries()) {
      const others = plane.map((there, j) => ({ j, far: Math.hypot(there[0]! - here[0]!, there[1]! - here[1]!) }));
      const nearest = others.filter(({ j }) => j !== i).sort((a, b) => a.far - b.far);
      expect(nearest.slice(0, 5).every(({ j }) => j % 3 === i % 3)).to.equal(true);
    }
  });

  it("draws few points, and refuses neighbours it cannot have", () => {
    expect(umap(clusters.slice(0, 4))).to.have.length(4);
    expect(() => umap(clusters, { neighbors: 1 })).to.throw(/neighbors >= 2, got 1/);
    expect(() => embeddingScatter(clusters, [0], { method: "isomap" as "pca" })).to.throw(
      /method pca, tsne, umap, got/,
    );
  });
});
