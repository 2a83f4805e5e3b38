// What the suites of detectors ask of a training step.
import { expect } from "chai";
import type { nn, Tensor } from "../../../../../lib/index.ts";
import { digest } from "../recipe.ts";

const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** The losses, by torchvision's names, within 1e-4; and the norms of gradients of their sum, by the number of the parameter. */
export function expectStep(
  model: nn.Module,
  losses: Readonly<Record<string, Tensor>>,
  wanted: Readonly<Record<string, number>>,
  norms: ReadonlyMap<number, number>,
  tolerance: number,
): void {
  expect(Object.keys(losses).map(snakeCase)).to.have.members(Object.keys(wanted));
  for (const [key, loss] of Object.entries(losses))
    expect(loss.item() / wanted[snakeCase(key)]! - 1, key).to.be.closeTo(0, 1e-4);
  Object.values(losses)
    .reduce((sum, loss) => sum.add(loss))
    .backward();
  const parameters = model.parameters();
  for (const [i, norm] of norms)
    expect(digest(parameters[i]!.grad!).norm / norm - 1, `gradient ${i}`).to.be.closeTo(0, tolerance);
}
