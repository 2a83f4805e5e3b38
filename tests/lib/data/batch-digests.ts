// Run by same-batches.test.ts: prints digests of all batches of each set, for no worker, one and two.
import { createHash } from "node:crypto";
import { DataLoader, Subset } from "../../../lib/data/index.ts";
import { manualSeed } from "../../../lib/random/index.ts";
import { Tensor } from "../../../lib/tensor/index.ts";
import { Doodles, FashionMNIST, Shapes, transforms, tvTensors } from "../../../lib/vision/index.ts";

const t = transforms;
const grey = new t.Compose([
  new t.RandomResizedCrop(24, { scale: [0.5, 1] }),
  new t.RandomHorizontalFlip(),
  new t.ToTensor(),
  new t.Normalize([0.286], [0.353]),
  new t.RandomErasing({ p: 0.5 }),
]);
const scenes = new t.Compose([
  new t.RandomHorizontalFlip(),
  new t.RandomAffine(20, { scale: [0.8, 1.2] }),
  new t.ColorJitter({ brightness: 0.3, hue: 0.1 }),
  new t.RandomResizedCrop(40, { scale: [0.5, 1] }),
  new t.ToTensor(),
]);
const first = (count: number) => Array.from({ length: count }, (_, i) => i);
const sets: Record<string, () => object> = {
  clothes: () => new Subset(new FashionMNIST({ subset: true, train: false, transform: grey }), first(100)),
  doodles: () => new Doodles({ length: 100, seed: 5, transform: grey }),
  shapes: () => new Shapes({ length: 40, seed: 5, size: [48, 56], transforms: scenes as never }),
};
function put(value: unknown, hash: ReturnType<typeof createHash>): void {
  const { BoundingBoxes, Image, Mask } = tvTensors;
  if (value instanceof Tensor || value instanceof BoundingBoxes || value instanceof Mask || value instanceof Image)
    hash.update(`${value.dtype} ${value.shape}`).update(value.data);
  else if (typeof value === "number") hash.update(String(value));
  else for (const part of Object.values(value as object)) put(part, hash);
}

function digest(name: string, numWorkers: number): string {
  manualSeed(3);
  const hash = createHash("sha256");
  // Scenes differ in their numbers of objects: they stay apart.
  const collateFn = name === "shapes" ? (samples: unknown[]) => samples : undefined;
  const options = { batchSize: 32, shuffle: true, numWorkers, ...(collateFn && { collateFn }) };
  for (const batch of new DataLoader(sets[name]!() as never, options) as Iterable<unknown>) put(batch, hash);
  return hash.digest("hex");
}

const digests = Object.keys(sets).map((name) => [name, [0, 1, 2].map((numWorkers) => digest(name, numWorkers))]);
console.log(JSON.stringify(Object.fromEntries(digests)));
