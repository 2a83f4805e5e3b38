// Oracle: what a student sees in a notebook.
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { createEvaluator } from "../../../kernel/evaluate/index.ts";
import type { CellResult, Evaluator, Output } from "../../../kernel/evaluate/types.ts";

const SETUP = `
import { DataLoader, manualSeed, nn, optim, randn, TensorDataset } from "tsgrad";
import { Accuracy } from "tsgrad/metrics";
import { Trainer } from "tsgrad/train";
manualSeed(0);
const x = randn([640, 20]);
const data = new TensorDataset(x, x.matmul(randn([20, 3])).argmax(1).int());
const model = new nn.Sequential(new nn.Linear(20, 32), new nn.ReLU(), new nn.Linear(32, 3));
const optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });
const trainer = new Trainer(model, { optimizer, metrics: { accuracy: new Accuracy() } });
const loader = new DataLoader(data, { batchSize: 64, shuffle: true });`;

describe("a Trainer in a notebook", function () {
  this.timeout(60_000);
  let session: Evaluator;
  before(() => {
    session = createEvaluator({ directory: fileURLToPath(new URL("../../..", import.meta.url)) });
  });
  after(() => session.dispose());

  async function run(
    code: string,
    onOutput: (output: Output) => void = () => {},
  ): Promise<{ result: CellResult; texts: string[] }> {
    const texts: string[] = [];
    const result = await session.execute(code, {
      cellName: "cell",
      onOutput: (output) => {
        if (output.type !== "stream" && "data" in output) texts.push(String(output.data["text/plain"]));
        onOutput(output);
      },
    });
    return { result, texts };
  }

  it("leaves a bar and a chart; an interrupt keeps the model, the next cell goes on", async () => {
    expect((await run(SETUP)).result.status).to.equal("ok");
    const { result, texts } = await run("(await trainer.fit(loader, loader, { maxEpochs: 2 })).length");
    expect([result.status, texts.length]).to.deep.equal(["ok", 2]);
    expect(texts[0]).to.match(/^\[#{20}\] epoch 2\/2 .* valAccuracy/);
    expect(texts[1]).to.match(/^Chart: loss training .*; accuracy validation/);

    const stopped = await run(
      'console.log("running"); await trainer.fit(loader, loader, { maxEpochs: 1e6 })',
      (output) => {
        // Comes while batches are trained: only a run that lets the event loop turn hears of it.
        if (output.type === "stream" && output.text.includes("running")) setTimeout(() => session.interrupt(), 100);
      },
    );
    expect(stopped.result).to.include({ status: "error", ename: "InterruptError" });

    const { result: after } = await run(
      "const before = trainer.epoch; await trainer.fit(loader, loader, { maxEpochs: before + 1 });" +
        "[trainer.interrupted, trainer.epoch - before, trainer.logged.valAccuracy > 0.8].join()",
    );
    expect(after.status === "ok" && after.result?.data["text/plain"]).to.equal("'false,1,true'");
    expect(stopped.texts.some((text) => text.endsWith("(stopped)"))).to.equal(true);
  });
});
