import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readIndexedPng } from "../../io/index.ts";
import type { Tensor } from "../../tensor/index.ts";
import type { Mask } from "../tv-tensors/index.ts";
import { ImageTargets, type ImageTargetsOptions, maskOfSize } from "./image-targets.ts";
import { type ArchiveSource, cacheFolder, locateArchive } from "./locate.ts";

/** What is to be learned of a pet's photo. */
export interface PetTargets {
  /** The breed, 0 to 36. */
  category: number;
  /** 0 a cat, 1 a dog. */
  "binary-category": number;
  /** uint8 [H, W]: 1 the pet, 2 the ground, 3 the rim between them. */
  segmentation: Mask;
}

export interface OxfordIIITPetOptions<
  Kind extends keyof PetTargets = "category",
  Sample = [image: Tensor, target: PetTargets[Kind]],
> extends ImageTargetsOptions<PetTargets[Kind], Sample> {
  /** The 3,680 photos to train with or the 3,669 for tests ("trainval"). */
  split?: "trainval" | "test";
  /** "category", "binary-category" or "segmentation" ("category"). */
  targetType?: Kind;
}

const archive = (part: string, md5: string): ArchiveSource => ({
  name: "OxfordIIITPet",
  url: `https://www.robots.ox.ac.uk/~vgg/data/pets/data/${part}.tar.gz`,
  md5,
  unpacked: `pet-${part}`,
  inside: ["", "oxford-iiit-pet"],
});
const photos = archive("images", "5c4f3ee8e5d25df40f4fd59a7f44e54c");
const annotations = archive("annotations", "95a8c909bbe2e81eed6a22bccdf3f68f");

/**
 * Oxford-IIIT Pet: photos of cats and dogs of 37 breeds, with the breed, the species or a mask of three numbers.
 *
 * Without `root` it is looked for in the project's `.tsgrad/cache/oxford-iiit-pet/`; `download: true` fetches its 810 MB
 * there and checks them. Parkhi, Vedaldi, Zisserman and Jawahar 2012, https://www.robots.ox.ac.uk/~vgg/data/pets/; CC BY-SA 4.0.
 *
 * @example
 * const [image, mask] = await new OxfordIIITPet({ root: "pets", targetType: "segmentation" }).get(0);
 */
export class OxfordIIITPet<
  Kind extends keyof PetTargets = "category",
  Sample = [image: Tensor, target: PetTargets[Kind]],
> extends ImageTargets<PetTargets[Kind], Sample> {
  /** Names of the breeds. */
  readonly classes: readonly string[];
  readonly binaryClasses: readonly string[] = ["Cat", "Dog"];
  readonly images: readonly string[];
  /** The breed of each photo. */
  readonly targets: readonly number[];
  readonly #species: readonly number[];
  readonly #trimaps: readonly string[];
  readonly #kind: keyof PetTargets;

  constructor(options: OxfordIIITPetOptions<Kind, Sample> = {}) {
    super(options, ["split", "targetType"]);
    const { root = cacheFolder("oxford-iiit-pet"), split = "trainval", download = false } = options;
    this.#kind = options.targetType ?? "category";
    if (!["category", "binary-category", "segmentation"].includes(this.#kind))
      throw new RangeError(
        `OxfordIIITPet: expected targetType category, binary-category or segmentation, got ${this.#kind}`,
      );
    if (split !== "trainval" && split !== "test")
      throw new RangeError(`OxfordIIITPet: expected split trainval or test, got ${split}`);
    const list = join("annotations", `${split}.txt`);
    const notes = locateArchive(annotations, root, list, download);
    const images = join(locateArchive(photos, root, "images", download), "images");
    const rows = readList(join(notes, list));
    this.targets = rows.map(({ breed }) => breed);
    this.#species = rows.map(({ species }) => species);
    this.images = rows.map(({ name }) => join(images, `${name}.jpg`));
    this.#trimaps = rows.map(({ name }) => join(notes, "annotations", "trimaps", `${name}.png`));
    const names = new Map(rows.map(({ name, breed }) => [breed, titleOf(name)]));
    this.classes = Array.from({ length: Math.max(-1, ...names.keys()) + 1 }, (_, breed) => names.get(breed) ?? "");
  }

  target(index: number, size: readonly [number, number]): PetTargets[Kind] {
    const path = this.#trimaps[index]!;
    const target =
      this.#kind === "category"
        ? this.targets[index]
        : this.#kind === "binary-category"
          ? this.#species[index]
          : maskOfSize(readIndexedPng(path), size, path);
    return target as PetTargets[Kind];
  }
}

/** A line a photo: its name, then breed, species and breed within the species, counted from 1. */
function readList(path: string): { name: string; breed: number; species: number }[] {
  const lines = readFileSync(path, "utf8").split("\n");
  return lines.flatMap((line, i) => {
    if (line.trim() === "" || line.startsWith("#")) return [];
    const [, name, breed, species] = /^(\S+) (\d+) ([12]) \d+$/.exec(line.trim()) ?? [];
    if (name === undefined || Number(breed) < 1 || Number(breed) > 37)
      throw new Error(
        `${path}: line ${i + 1}: expected a name and three numbers, the first from 1 to 37, the second 1 or 2, got ` +
          JSON.stringify(line.slice(0, 80)),
      );
    return [{ name, breed: Number(breed) - 1, species: Number(species) - 1 }];
  });
}

/** "american_bulldog_10" -> "American Bulldog" */
function titleOf(name: string): string {
  const words = name.slice(0, Math.max(0, name.lastIndexOf("_"))).split("_");
  return words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase()).join(" ");
}
