// How the experiments train and measure: one recipe for every arm.
import { DataLoader, type nn, optim, type Tensor, TensorDataset } from "../../lib/index.ts";
import { Accuracy } from "../../lib/metrics/index.ts";
import { Trainer } from "../../lib/train/index.ts";
import type { Labelled } from "./data.ts";

export interface Recipe {
  epochs: number;
  /** The peak of the one-cycle schedule. */
  lr?: number;
  batchSize?: number;
  /** The loss of a batch, where it is not the cross-entropy. */
  trainingStep?: (batch: [Tensor, Tensor]) => Tensor;
}

/** Trains with AdamW under a one-cycle schedule. */
export async function learn(model: nn.Module, data: Labelled, recipe: Recipe): Promise<void> {
  // Of few images small batches, so that an epoch has several steps.
  const few = Math.min(64, Math.max(16, data.labels.numel() >> 4));
  const { epochs, lr = 0.003, batchSize = few, trainingStep = null } = recipe;
  const loader = new DataLoader(new TensorDataset(data.images, data.labels), {
    batchSize,
    shuffle: true,
    dropLast: true,
  });
  const optimizer = new optim.AdamW(model.parameters(), { lr, weightDecay: 0.01 });
  const scheduler = new optim.lrScheduler.OneCycleLR(optimizer, lr, { totalSteps: epochs * loader.length });
  const trainer = new Trainer(model, {
    optimizer,
    scheduler,
    schedulerInterval: "step",
    trainingStep,
    progress: false,
  });
  await trainer.fit(loader, null, { maxEpochs: epochs });
}

/** The share of images that a model names rightly, in percent. */
export async function accuracy(model: nn.Module, { images, labels }: Labelled): Promise<number> {
  const trainer = new Trainer(model, {
    optimizer: new optim.SGD(model.parameters(), { lr: 0 }),
    metrics: { accuracy: new Accuracy() },
    progress: false,
  });
  const { testAccuracy } = await trainer.test(new DataLoader(new TensorDataset(images, labels), { batchSize: 200 }));
  return 100 * testAccuracy!;
}
