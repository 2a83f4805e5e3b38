// Oracles: scipy 1.17's t interval, and the logs of the runs beside what the documentation says of them.
import { readFileSync } from "node:fs";
import { expect } from "chai";
import { STUDIES } from "../../bench/experiments/index.ts";
import { readLog, SEEDS, summarize } from "../../bench/experiments/study.ts";
import { report } from "../../bench/experiments/table.ts";

const documented = readFileSync(new URL("../../docs/experiments.md", import.meta.url), "utf8");

describe("experiments", () => {
  it("give a mean and the half of its 95 % interval", () => {
    // scipy.stats.t.interval(0.95, 4, loc=81.2, scale=scipy.stats.sem([80, 82, 81, 83, 80]))
    const { mean, error } = summarize([80, 82, 81, 83, 80]);
    expect(mean).to.equal(81.2);
    expect(error).to.be.closeTo(1.6189, 1e-3);
  });

  for (const study of STUDIES) {
    describe(study.name, () => {
      const log = readLog(study.name);

      it("has a log of five seeds", () => {
        expect(log.seeds).to.deep.equal(SEEDS);
        for (const { values } of Object.values(log.measures)) expect(values).to.have.length(5);
      });

      it("judges its claims by what was measured", () => {
        const rows = log.seeds.map((_, i) =>
          Object.fromEntries(Object.entries(log.measures).map(([arm, { values }]) => [arm, values[i]!])),
        );
        const judged = study.claims.map(({ claim, of, atLeast }) => {
          const { mean } = summarize(rows.map(of));
          return { claim, atLeast, mean, met: mean >= atLeast };
        });
        for (const [i, { mean, ...claim }] of judged.entries()) {
          expect(log.claims[i]).to.include(claim);
          expect(log.claims[i]!.mean).to.be.closeTo(mean, 2e-4);
        }
        expect(log.claims).to.have.length(judged.length);
      });

      it("is documented as it came out", () => {
        expect(documented).to.contain(report(log));
      });
    });
  }
});
