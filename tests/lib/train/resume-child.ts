// A run that writes checkpoints in the middle of epochs: node resume-child.ts PATH; says each step, is killed from outside.
import { setDevice } from "../../../lib/engine/index.ts";
import { EarlyStopping, ModelCheckpoint, WeightAveraging } from "../../../lib/train/index.ts";
import { makeRun } from "./runs.ts";

await setDevice("cpu");
const path = process.argv[2]!;
const { trainer, trainLoader, valLoader } = makeRun({
  callbacks: [
    new WeightAveraging({ decay: 0.9 }),
    new EarlyStopping({ patience: 50 }),
    new ModelCheckpoint(path, { everyNTrainSteps: 5 }),
    { onBatchEnd: ({ globalStep }) => process.stdout.write(`${globalStep}\n`) },
  ],
});
await trainer.fit(trainLoader, valLoader, { maxEpochs: 200 });
