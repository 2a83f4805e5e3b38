// One image or two of each data set that examples read from folders.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { encode } from "fast-png";
import { encodeIdx, encodeIndexedPng, encodeNpy } from "../../../lib/io/index.ts";
import { tensor } from "../../../lib/tensor/index.ts";
import { exportCoco, exportVoc, Shapes } from "../../../lib/vision/index.ts";

const photo = encode({ width: 2, height: 2, data: new Uint8Array(12), channels: 3 });
const mask = encodeIndexedPng({ width: 2, height: 2, indices: new Uint8Array(4).fill(1) });

export async function makeImages(folder: string): Promise<void> {
  const write = (path: string, content: Uint8Array | string) => {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  const images = encodeIdx({ data: new Uint8Array(784), shape: [1, 28, 28] });
  const labels = encodeIdx({ data: new Uint8Array(1).fill(1), shape: [1] });
  for (const name of ["mnist", "kmnist"]) {
    write(`${name}/t10k-images-idx3-ubyte`, images);
    write(`${name}/t10k-labels-idx1-ubyte`, labels);
  }
  write("emnist/emnist-letters-test-images-idx3-ubyte.gz", gzipSync(images));
  write("emnist/emnist-letters-test-labels-idx1-ubyte.gz", gzipSync(labels));
  write("cifar/test_batch.bin", new Uint8Array(3073));
  write("cifar/batches.meta.txt", "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n");
  for (const name of ["cat", "train"])
    write(`quickdraw/${name}.npy`, encodeNpy(tensor(new Uint8Array(1000 * 784)).reshape([1000, 784])));
  for (const name of ["cat", "dog"]) write(`pets/${name}/1.png`, photo);
  write("pets/annotations/trainval.txt", "Abyssinian_100 1 1 1\n");
  write("pets/images/Abyssinian_100.jpg", photo);
  write("pets/annotations/trimaps/Abyssinian_100.png", mask);
  write("PennFudanPed/PNGImages/FudanPed00001.png", photo);
  write("PennFudanPed/PedMasks/FudanPed00001_mask.png", mask);
  await makeScenes(folder);
}

/** The first image of VOC's validation set has 366 x 500 pixels. */
async function makeScenes(folder: string): Promise<void> {
  const shapes = new Shapes({ length: 1, size: [366, 500], seed: 2 });
  await exportCoco(shapes, join(folder, "shapes-coco"));
  const home = join(folder, "VOCdevkit/VOC2012");
  await exportVoc(shapes, home);
  for (const part of ["Main", "Segmentation"])
    cpSync(join(home, "ImageSets", part, "train.txt"), join(home, "ImageSets", part, "val.txt"));
  const annotation = join(home, "Annotations/000000.xml");
  writeFileSync(annotation, readFileSync(annotation, "utf8").replace(/<name>\w+</g, "<name>cat<"));
  cpSync(home, join(folder, "VOCdevkit/VOC2007"), { recursive: true });
}
