import { crossEntropy, klDiv } from "../nn/functional/index.ts";
import { Module } from "../nn/module/module.ts";
import { withDefaults } from "../nn/options.ts";
import { noGrad, type Tensor } from "../tensor/index.ts";
import { requiresGrad } from "../tensor/internal.ts";

export interface DistillationOptions {
  /** The temperature T: how soft the teacher's probabilities are made (4). */
  temperature?: number;
  /** The weight of the teacher's part; the labels have 1 - alpha (0.5). */
  alpha?: number;
}

/**
 * What a student loses against its teacher, and against the labels where there are some.
 *
 * alpha T^2 KL(softmax(teacher / T) || softmax(student / T)) + (1 - alpha) cross-entropy(student, labels). T^2 makes up for
 * soft gradients, which shrink as 1 / T^2; KL is summed over classes and averaged over the batch ("batchmean": the
 * "mean" of `F.klDiv` is smaller by the number of classes). Without labels only the first part is left, unweighted.
 *
 * @throws {TypeError} where the teacher's logits have a gradient: only the student is to learn.
 *
 * Source: Hinton, Vinyals and Dean, "Distilling the Knowledge in a Neural Network", 2015.
 *
 * @example
 * const criterion = new DistillationLoss({ temperature: 4, alpha: 0.7 });
 * const teacher = new nn.Linear(64, 10);
 * const soft = teacherLogits(teacher, images.flatten(1));
 * criterion.forward(model.forward(images), soft, labels).backward();
 */
export class DistillationLoss extends Module {
  readonly temperature: number;
  readonly alpha: number;

  constructor(options: DistillationOptions = {}) {
    super();
    const { temperature, alpha } = withDefaults<Required<DistillationOptions>>("DistillationLoss", options, {
      temperature: 4,
      alpha: 0.5,
    });
    if (!(temperature > 0)) throw new RangeError(`DistillationLoss: expected a temperature > 0, got ${temperature}`);
    if (!(alpha >= 0 && alpha <= 1)) throw new RangeError(`DistillationLoss: expected alpha in [0, 1], got ${alpha}`);
    this.temperature = temperature;
    this.alpha = alpha;
  }

  forward(student: Tensor, teacher: Tensor, labels: Tensor | null = null): Tensor {
    if (requiresGrad(teacher))
      throw new TypeError(
        "DistillationLoss: the teacher's logits have a gradient; compute them by teacherLogits(teacher, x), " +
          "or under noGrad with the teacher in evaluation mode",
      );
    if (student.shape.join() !== teacher.shape.join())
      throw new RangeError(
        `DistillationLoss: expected logits of one shape, got [${student.shape.join(", ")}] of the student and ` +
          `[${teacher.shape.join(", ")}] of the teacher`,
      );
    const t = this.temperature;
    const target = noGrad(() => teacher.div(t).logSoftmax(-1));
    const soft = klDiv(student.div(t).logSoftmax(-1), target, { reduction: "batchmean", logTarget: true }).mul(t * t);
    if (labels === null) return soft;
    return soft.mul(this.alpha).add(crossEntropy(student, labels).mul(1 - this.alpha));
  }

  override extraRepr(): string {
    return `temperature=${this.temperature}, alpha=${this.alpha}`;
  }
}

/**
 * A teacher's logits: in evaluation mode and without a gradient, so that it neither learns nor drops anything.
 *
 * @example
 * teacherLogits(model, images).requiresGrad; // false
 */
export function teacherLogits(teacher: Module, x: Tensor): Tensor {
  const modes = teacher.modules().map((module) => [module, module.training] as const);
  teacher.eval();
  try {
    return noGrad(() => (teacher.forward as (x: Tensor) => Tensor)(x));
  } finally {
    for (const [module, training] of modes) module.training = training;
  }
}
