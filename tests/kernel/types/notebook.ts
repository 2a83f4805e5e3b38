import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createTypeService, type TypeService } from "../../../kernel/types/index.ts";

/** A notebook whose cells are checked and not run. */
export interface TypedNotebookFixture {
  directory: string;
  types: TypeService;
  /** What the kernel would have told its reader. */
  told: string[];
  /** Checks a cell and takes it as run when it has no errors: the traceback as text, empty when it has none. */
  cell(code: string): Promise<string>;
  stop(): void;
}

/** `prefix` begins the name of the notebook's folder. */
export function startNotebook(prefix = "tsgrad-types-", packages = true): TypedNotebookFixture {
  const directory = mkdtempSync(join(tmpdir(), prefix));
  // A notebook somewhere else on the disk, with packages of its own.
  if (packages)
    symlinkSync(fileURLToPath(new URL("../../../node_modules", import.meta.url)), join(directory, "node_modules"));
  const told: string[] = [];
  const types = createTypeService({ directory, tell: (text) => told.push(text) });
  let count = 0;
  return {
    directory,
    types,
    told,
    async cell(code) {
      const cell = await types.check(`In[${++count}]`, code);
      if (!cell.error) cell.ran();
      return cell.error?.traceback.join("\n") ?? "";
    },
    stop() {
      types.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** The codes of the errors in a traceback, in order. */
export function codesIn(traceback: string): number[] {
  return [...traceback.matchAll(/\(TS(\d+)\)/g)].map(([, code]) => Number(code));
}
