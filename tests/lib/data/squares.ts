// A dataset of a user's own, for `workerModule`.
import { Dataset } from "../../../lib/data/index.ts";
import { defaultGenerator } from "../../../lib/random/index.ts";
import { type Tensor, tensor } from "../../../lib/tensor/index.ts";

export class Squares extends Dataset<[noisy: Tensor, label: number, name: string]> {
  readonly length = 23;
  readonly harm: string | undefined;

  constructor(harm?: string) {
    super();
    this.harm = harm;
  }

  get(index: number): [Tensor, number, string] {
    if (index === 17 && this.harm === "throw") throw new RangeError("no such square");
    if (index === 17 && this.harm === "exit") process.exit(3);
    return [tensor([index ** 2, ...defaultGenerator.rand(2)]), index % 3, `n${index}`];
  }
}

export default () => new Squares(process.env.SQUARES_HARM);
