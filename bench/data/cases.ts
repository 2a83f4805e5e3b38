import { DataLoader } from "../../lib/data/index.ts";
import { FashionMNIST, ImageFolder, transforms } from "../../lib/vision/index.ts";

export const BATCH = 64;

/** The loaders that pytorch.py has too. */
export function loaderOf(name: string, numWorkers: number, folder: string): DataLoader<unknown, unknown> {
  const options = { batchSize: BATCH, shuffle: true, numWorkers, persistentWorkers: true };
  if (name === "photos") {
    const transform = new transforms.Compose([
      new transforms.RandomResizedCrop(224),
      new transforms.RandomHorizontalFlip(),
      new transforms.ToTensor(),
      new transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
    ]);
    return new DataLoader(new ImageFolder(folder, { transform }), options) as never;
  }
  const transform = new transforms.Compose([new transforms.ToTensor(), new transforms.Normalize([0.286], [0.353])]);
  return new DataLoader(new FashionMNIST({ subset: true, transform }), options) as never;
}
