import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Checksum, fetchArchiveSync } from "../../io/index.ts";

/** A data set's folder in the project's cache. */
export function cacheFolder(name: string): string {
  return fileURLToPath(new URL(`../../../.tsgrad/cache/${name}`, import.meta.url));
}

/** Where `name` or `name`.gz lies in one of the folders, plain files first. */
export function findFile(folders: readonly string[], name: string): string | undefined {
  return folders.flatMap((folder) => [join(folder, name), join(folder, `${name}.gz`)]).find((path) => existsSync(path));
}

/** An archive that a data set comes in. */
export interface ArchiveSource extends Checksum {
  /** The data set's name, for errors. */
  name: string;
  url: string;
  /** What the archive is unpacked into, below the data set's folder. */
  unpacked: string;
  /** Folders in the archive that may hold the files, "" for none. */
  inside: readonly string[];
}

/** The folder that holds `marker`: `base`, a folder of the archive in it, or, fetched where allowed, the unpacked archive. */
export function locateArchive(source: ArchiveSource, base: string, marker: string, download: boolean): string {
  const { name, url, unpacked, inside, ...checksum } = source;
  const folders = [
    base,
    ...inside.map((part) => join(base, part)),
    ...inside.map((part) => join(base, unpacked, part)),
  ];
  const find = () => folders.find((folder) => existsSync(join(folder, marker)));
  const found = find();
  if (found) return found;
  if (!download)
    throw new Error(
      `${name}: found no ${marker} in ${[...new Set(folders)].join(" or ")}. ` +
        `Pass { download: true } to fetch ${url}, or { root } with the folder that holds it`,
    );
  const archive = join(base, url.slice(url.lastIndexOf("/") + 1));
  fetchArchiveSync({ urls: [url], path: archive, ...checksum }, join(base, unpacked));
  const fetched = find();
  if (fetched) return fetched;
  throw new Error(
    `${name}: ${join(base, unpacked)} holds no ${marker}; remove that folder, so that it is fetched again`,
  );
}
