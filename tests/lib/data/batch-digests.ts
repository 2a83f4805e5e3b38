// Run by same-batches.test.ts: prints a digest of all batches, for no worker, one and two.
import { createHash } from "node:crypto";
import { DataLoader, Subset } from "../../../lib/data/index.ts";
import { manualSeed } from "../../../lib/random/index.ts";
import { Tensor } from "../../../lib/tensor/index.ts";
import { FashionMNIST, transforms } from "../../../lib/vision/index.ts";

const transform = new transforms.Compose([
  new transforms.RandomResizedCrop(24, { scale: [0.5, 1] }),
  new transforms.RandomHorizontalFlip(),
  new transforms.ToTensor(),
  new transforms.Normalize([0.286], [0.353]),
  new transforms.RandomErasing({ p: 0.5 }),
]);
const clothes = new FashionMNIST({ subset: true, train: false, transform });
const dataset = new Subset(
  clothes,
  Array.from({ length: 100 }, (_, i) => i),
);

const digests = [0, 1, 2].map((numWorkers) => {
  manualSeed(3);
  const hash = createHash("sha256");
  const loader = new DataLoader(dataset as never, { batchSize: 32, shuffle: true, numWorkers });
  for (const batch of loader as Iterable<unknown[]>)
    for (const value of batch)
      if (value instanceof Tensor) hash.update(`${value.dtype} ${value.shape}`).update(value.data);
  return hash.digest("hex");
});
console.log(JSON.stringify(digests));
