import { fileURLToPath } from "node:url";
import type { IdxArray } from "../../lib/io/index.ts";
import { TensorValue } from "./tensorValue.ts";
import type { TestContext } from "./types.ts";

const folder = new URL("../../data/fashion-mnist-subset/", import.meta.url);
const loaded = new Map<string, Promise<IdxArray>>();

function load(name: string): Promise<IdxArray> {
  const path = fileURLToPath(new URL(`${name}-ubyte.gz`, folder));
  // Loaded when a test first asks: most notebooks never do, and `check` should answer at once.
  const array = loaded.get(path) ?? import("../../lib/io/index.ts").then(({ readIdx }) => readIdx(path));
  loaded.set(path, array);
  return array;
}

/** The project's subset of Fashion-MNIST, for tests: 6,000 images to train with and 1,000 to test with. */
export const fashionMNIST: TestContext["fashionMNIST"] = async ({ train, offset = 0, count }) => {
  const name = train ? "train" : "t10k";
  const [images, labels] = await Promise.all([load(`${name}-images-idx3`), load(`${name}-labels-idx1`)]);
  const total = labels.shape[0]!;
  const length = count ?? total - offset;
  if (
    !(Number.isInteger(offset) && Number.isInteger(length) && offset >= 0 && length >= 0 && offset + length <= total)
  ) {
    throw new RangeError(`fashionMNIST: expected offset and count within ${total} images, got ${offset} and ${count}`);
  }
  const pixels = 28 * 28;
  return {
    images: new TensorValue(
      "uint8",
      [length, 1, 28, 28],
      Uint8Array.from(images.data.subarray(offset * pixels, (offset + length) * pixels)),
    ),
    labels: new TensorValue("int32", [length], Int32Array.from(labels.data.subarray(offset, offset + length))),
  };
};
