// Oracle: the runs that were put in.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { ExperimentLog } from "../../../lib/train/index.ts";

const history = (...values: number[]) =>
  values.map((valLoss, i) => ({ epoch: i + 1, valLoss, valAccuracy: 1 - valLoss }));

function filled(options: ConstructorParameters<typeof ExperimentLog>[0] = {}): ExperimentLog {
  const log = new ExperimentLog(options);
  log.add("baseline", { lr: 0.1, augment: false }, history(0.9, 0.5, 0.6), 12.5);
  log.add("slower", { lr: 0.01, augment: false }, history(0.9, 0.8));
  log.add("both", { lr: 0.01, augment: true }, history(0.9, 0.4));
  return log;
}

describe("ExperimentLog", () => {
  it("says what changed, what is best, and what cannot be told", () => {
    const log = filled();
    expect(log.changes("slower")).to.deep.equal(["lr: 0.1 -> 0.01"]);
    expect(log.best("baseline")).to.deep.equal({ value: 0.5, epoch: 2 });
    expect(String(log)).to.match(/baseline +0\.5 +2 of 3 +12\.5\n/);
    expect(String(log)).to.match(/slower +lr: 0\.1 -> 0\.01 +0\.8 +\+0\.3 +2 of 2/);
    expect(String(log)).to.include("More than one thing changed in both:").and.include("One run each");
    expect(new ExperimentLog({ monitor: "valAccuracy" }).mode).to.equal("max");
  });

  it("shows a table and a chart", () => {
    const log = filled();
    const bundle = (log as unknown as Record<symbol, () => { data: Record<string, string> }>)[
      Symbol.for("Jupyter.display")
    ]!();
    expect(bundle.data["text/html"]).to.include("<td").and.include("lr: 0.1 -&gt; 0.01");
    expect(log.toMarkdown().split("\n").slice(0, 3)).to.deep.equal([
      "| run | changed | best valLoss | difference | epoch | seconds |",
      "| --- | --- | ---: | ---: | ---: | ---: |",
      "| baseline |  | 0.5 |  | 2 of 3 | 12.5 |",
    ]);
    expect(log.toChart("valAccuracy").summary).to.include("baseline, slower, both");
  });

  it("keeps runs in a file, replaces those of one name, and runs them", async () => {
    const folder = mkdtempSync(join(tmpdir(), "tsgrad-"));
    const path = join(folder, "log.json");
    try {
      filled({ path });
      const again = new ExperimentLog({ path });
      expect(again.runs.map(({ name }) => name)).to.deep.equal(["baseline", "slower", "both"]);
      await again.run("slower", { lr: 0.02, augment: false }, async ({ lr }) => history(lr));
      expect(new ExperimentLog({ path }).best("slower").value).to.equal(0.02);
      expect(again.runs).to.have.length(3);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("explains what is missing", () => {
    expect(() => filled().best("other")).to.throw(/no run "other", only baseline, slower, both/);
    expect(() => filled({ monitor: "f1" }).best("baseline")).to.throw(/has no "f1", only epoch, valLoss/);
    expect(() => filled().add("empty", {}, [])).to.throw(/no epochs/);
  });
});
