import { type Assignment, loadAssignment } from "../assignment/index.ts";
import { type Gradebook, unpackAssignment } from "../gradebook/index.ts";

/** Loads versions of assignments out of the gradebook, each once. */
export function versionLoader(book: Gradebook, folder: string): (version: number) => Promise<Assignment> {
  const loaded = new Map<number, Promise<Assignment>>();
  const load = async (version: number) => {
    const { digest, bundle } = await book.db
      .selectFrom("versions")
      .select(["digest", "bundle"])
      .where("id", "=", version)
      .executeTakeFirstOrThrow();
    return loadAssignment(unpackAssignment({ digest, bytes: bundle }, folder));
  };
  return (version) => {
    const known = loaded.get(version) ?? load(version);
    loaded.set(version, known);
    known.catch(() => loaded.delete(version));
    return known;
  };
}
