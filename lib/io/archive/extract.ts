import { basename } from "node:path";
import { FormatError } from "../format-error.ts";
import { fileSource } from "../source.ts";
import { readTar } from "../tar/index.ts";
import { readDirectory, streamEntry } from "../zip/index.ts";
import { type ArchiveLimits, Budget } from "./limits.ts";
import { Staging } from "./staging.ts";

/**
 * Unpacks a .zip, .tar or .tar.gz archive into a folder, which appears only once everything is in it.
 *
 * Refuses, and leaves nothing behind of, archives that are damaged, that hold links or devices, whose names lead out of the
 * folder, or that unpack to far more than they are.
 *
 * @example
 * await extractArchive("images.tar.gz", "images");
 */
export async function extractArchive(path: string, folder: string, limits: ArchiveLimits = {}): Promise<void> {
  const source = fileSource(path);
  const staging = new Staging(basename(path), folder, limits, source.size);
  try {
    const head = source.size >= 4 ? Buffer.from(source.read(0, 4)).toString("latin1") : "";
    if (head.startsWith("PK")) {
      for (const entry of readDirectory(source).values()) {
        staging.budget.entry();
        if (entry.kind === "folder") staging.folder(entry.name);
        else if (entry.kind === "file") await staging.file(entry.name, streamEntry(source, entry));
        else throw refused(basename(path), entry.name, entry.kind);
      }
    } else {
      // Whatever is unpacked counts, also what stands between the files.
      const stream = new Budget(basename(path), limits, source.size);
      for await (const entry of readTar(path, { onBytes: (count) => stream.bytes(count) })) {
        staging.budget.entry();
        if (entry.kind === "folder") staging.folder(entry.name);
        else if (entry.kind === "file") await staging.file(entry.name, entry.content);
        else throw refused(basename(path), entry.name, entry.kind);
      }
    }
    staging.finish();
  } finally {
    staging.discard();
    source.close();
  }
}

function refused(archive: string, entry: string, kind: string): FormatError {
  return new FormatError(
    archive,
    `refused to unpack ${JSON.stringify(entry)}: it is a ${kind}, expected a file or a folder`,
  );
}
