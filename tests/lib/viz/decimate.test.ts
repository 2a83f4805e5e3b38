// Oracle: the properties of largest triangle three buckets (Steinarsson 2013), and a spike that any mean would lose.
import { expect } from "chai";
import fc from "fast-check";
import { decimate, type Point } from "../../../lib/viz/index.ts";

describe("decimate", () => {
  it("keeps `count` of the points, in order, the first and the last among them", () => {
    const ys = fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { maxLength: 300 });
    fc.assert(
      fc.property(ys, fc.integer({ min: 3, max: 50 }), (ys, count) => {
        const points = ys.map((y, x): Point => [x, y]);
        const kept = decimate(points, count);
        expect(kept.length).to.equal(Math.min(count, points.length));
        expect(kept).to.deep.equal(points.filter((point) => kept.includes(point)));
        if (points.length > 0) expect([kept[0], kept.at(-1)]).to.deep.equal([points[0], points.at(-1)]);
      }),
    );
  });

  it("keeps a single spike", () => {
    const points = Array.from({ length: 10_000 }, (_, x): Point => [x, x === 4321 ? 100 : 0]);
    expect(decimate(points, 50)).to.deep.include([4321, 100]);
  });

  it("refuses to keep fewer than three points", () => {
    expect(() => decimate([], 2)).to.throw(/count >= 3, got 2/);
  });
});
