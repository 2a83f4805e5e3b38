import { TensorDataset } from "../data/index.ts";
import type { Module } from "../nn/module/module.ts";
import { integer, withDefaults } from "../nn/options.ts";
import { cat, noGrad, scope, type Tensor, tensor } from "../tensor/index.ts";
import { teacherLogits } from "./distillation.ts";
import type { Batches } from "./options.ts";

export interface PseudoLabelOptions {
  /** How certain the teacher must be of a label (0.9). */
  threshold?: number;
  /** At most so many of each class, the most certain ones, against a teacher that prefers some (null: all). */
  perClass?: number | null;
}

/** What a teacher labelled. */
export interface PseudoLabels {
  /** The inputs it was certain about, and its labels. */
  inputs: Tensor;
  labels: Tensor;
  /** How certain it was of each. */
  confidences: number[];
  /** The share of all inputs that was kept. */
  kept: number;
  /** A data set of inputs and labels. */
  dataset: TensorDataset<[Tensor, Tensor]>;
}

/**
 * Labels inputs by what a teacher predicts, where it is certain.
 *
 * Batches are inputs, or [inputs, ...] of which the rest is not looked at. Source: Lee, "Pseudo-Label", ICML 2013 workshop.
 *
 * @throws {RangeError} where no prediction is certain enough.
 *
 * @example
 * const pseudo = await pseudoLabels(model, loader, { threshold: 0.1 });
 * pseudo.labels.shape[0]; // how many were kept
 */
export async function pseudoLabels(
  teacher: Module,
  unlabeled: Batches,
  options: PseudoLabelOptions = {},
): Promise<PseudoLabels> {
  const { threshold, perClass } = withDefaults<Required<PseudoLabelOptions>>("pseudoLabels", options, {
    threshold: 0.9,
    perClass: null,
  });
  const inputs: Tensor[] = [];
  const found: { row: number; label: number; confidence: number }[] = [];
  let row = 0;
  for await (const batch of unlabeled) {
    const x = (Array.isArray(batch) ? batch[0] : batch) as Tensor;
    inputs.push(x);
    const { values, indices } = scope(() => noGrad(() => teacherLogits(teacher, x).softmax(1).max(1)));
    for (let i = 0; i < values.numel(); i++, row++)
      found.push({ row, label: indices.data[i]!, confidence: values.data[i]! });
  }
  const kept = limited(
    found.filter(({ confidence }) => confidence >= threshold),
    perClass === null ? Number.POSITIVE_INFINITY : integer("pseudoLabels", "perClass", perClass),
  );
  if (kept.length === 0)
    throw new RangeError(
      `pseudoLabels: none of ${row} predictions is ${threshold} certain; the most certain is ` +
        `${Math.max(...found.map(({ confidence }) => confidence)).toFixed(3)}. Lower the threshold, or train the teacher longer`,
    );
  const chosen = noGrad(() =>
    cat(inputs).indexSelect(
      0,
      tensor(
        kept.map(({ row }) => row),
        { dtype: "int32" },
      ),
    ),
  );
  const labels = tensor(
    kept.map(({ label }) => label),
    { dtype: "int32" },
  );
  return {
    inputs: chosen,
    labels,
    confidences: kept.map(({ confidence }) => confidence),
    kept: kept.length / row,
    dataset: new TensorDataset(chosen, labels),
  };
}

/** The most certain of each class, in the order of the inputs. */
function limited<T extends { row: number; label: number; confidence: number }>(found: readonly T[], most: number): T[] {
  const counts = new Map<number, number>();
  return [...found]
    .sort((a, b) => b.confidence - a.confidence || a.row - b.row)
    .filter(({ label }) => {
      counts.set(label, (counts.get(label) ?? 0) + 1);
      return counts.get(label)! <= most;
    })
    .sort((a, b) => a.row - b.row);
}

export interface SelfTrainOptions<M extends Module> extends PseudoLabelOptions {
  /** Teacher of the first round, trained on the labels there are. */
  teacher: M;
  /** Inputs without labels. */
  unlabeled: Batches;
  /** Makes and trains the student of a round on the pseudo-labels; put the noise in here: augmentation, dropout, drop path. */
  train: (pseudo: PseudoLabels, round: number) => Promise<M>;
  /** How often the student becomes the teacher (2). */
  rounds?: number;
}

/**
 * Self-training with a noisy student: a teacher labels, a student learns from that under noise, and becomes the teacher.
 *
 * Source: Xie et al., "Self-training with Noisy Student improves ImageNet classification", CVPR 2020.
 *
 * @example
 * const student = await selfTrain({
 *   teacher: model,
 *   unlabeled: loader,
 *   threshold: 0.1,
 *   rounds: 1,
 *   train: async ({ dataset }) => {
 *     const trainer = new Trainer(model, { optimizer, progress: false });
 *     await trainer.fit(new DataLoader(dataset, { batchSize: 4, shuffle: true }));
 *     return model;
 *   },
 * });
 */
export async function selfTrain<M extends Module>(options: SelfTrainOptions<M>): Promise<M> {
  const { teacher, unlabeled, train, rounds = 2, ...labels } = options;
  integer("selfTrain", "rounds", rounds);
  let current = teacher;
  for (let round = 1; round <= rounds; round++)
    current = await train(await pseudoLabels(current, unlabeled, labels), round);
  return current;
}
