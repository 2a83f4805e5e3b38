import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { globalDeclarations } from "../globals.ts";
import { compilerOptions, ownConfig, stampOf } from "../options.ts";
import type { Workspace } from "../server/workspace.ts";
import { composeModule, namesModule } from "./compose.ts";
import { NotebookNames } from "./names.ts";

/** Where the module of a cell is, and how its exports are marked. */
export interface Place {
  cell: string;
  path: string;
}

/** So many modules come at a time; each costs every check some microseconds. */
const steps = { shared: 64, local: 16 };

/**
 * The modules that cells are. TypeScript builds its whole program anew when a file comes or an import changes, which
 * takes ten times as long as another text of a known file. So a cell that imports nothing takes the next of many empty
 * modules that were there from the start, in a folder of the kernel's; one that imports lies in the notebook's
 * directory, whence its imports are looked up. When they are used up more are made.
 */
export class CellModules {
  readonly #workspace: Workspace;
  readonly #directory: string;
  readonly #folder = sharedFolder();
  readonly #globals = join(this.#folder, "globals.d.ts");
  readonly #counts = {
    shared: { used: 0, ready: steps.shared, free: [] as number[] },
    local: { used: 0, ready: steps.local, free: [] as number[] },
  };
  #stamp = "";

  constructor(workspace: Workspace, directory: string) {
    this.#workspace = workspace;
    this.#directory = directory;
    this.#prepare();
  }

  /** The module for the next cell; `took` keeps it. */
  next(local: boolean): Place {
    const { free, used } = this.#counts[local ? "local" : "shared"];
    const index = free.at(-1) ?? used;
    return local
      ? { cell: `n${index}`, path: join(this.#directory, `__tsgrad_cell_${index}.ts`) }
      : { cell: String(index), path: join(this.#folder, `cell_${index}.ts`) };
  }

  took(local: boolean): void {
    const kind = local ? "local" : "shared";
    const count = this.#counts[kind];
    if (count.free.pop() !== undefined || ++count.used < count.ready) return;
    count.ready += steps[kind];
    this.#prepare();
  }

  /** Nothing refers to a cell any more: its module can be another's. */
  release(cell: string): void {
    const local = cell.startsWith("n");
    this.#counts[local ? "local" : "shared"].free.push(Number(local ? cell.slice(1) : cell));
  }

  /** The module of what is being written, for completion and inspection. */
  get editor(): string {
    return join(this.#directory, "__tsgrad_editor.ts");
  }

  /** Reads the notebook's configuration again if it has changed. */
  refresh(): void {
    if (stampOf(ownConfig(this.#directory)) !== this.#stamp) this.#configure();
  }

  #prepare(): void {
    const { shared, local } = this.#counts;
    const numbers = Array.from({ length: Math.max(shared.ready, local.ready) }, (_, index) => index);
    const paths = numbers.slice(0, shared.ready).map((index) => join(this.#folder, `cell_${index}.ts`));
    for (const path of paths) write(path, empty);
    write(this.#globals, globalDeclarations);
    const stars = [
      ...numbers.slice(0, shared.ready).map((index) => `export * from "./cell_${index}";`),
      ...numbers.slice(0, local.ready).map((index) => {
        return `export * from ${JSON.stringify(join(this.#directory, `__tsgrad_cell_${index}`))};`;
      }),
    ];
    this.#configure();
    this.#workspace.set(join(this.#folder, "names.ts"), stars.join("\n"));
  }

  #configure(): void {
    const own = ownConfig(this.#directory);
    this.#stamp = stampOf(own);
    const names = join(this.#folder, "names.ts");
    const shared = Array.from({ length: this.#counts.shared.ready }, (_, i) => join(this.#folder, `cell_${i}.ts`));
    const config = {
      compilerOptions: compilerOptions(own, { [namesModule]: [names] }),
      // The configuration is one of its own files, or it would be opened in a project of its own.
      files: ["./tsconfig.json", this.#globals, names, ...shared],
      include: ["./__tsgrad_cell_*.ts", "./__tsgrad_editor.ts"],
    };
    this.#workspace.set(join(this.#directory, "tsconfig.json"), JSON.stringify(config), "json");
  }
}

const empty = composeModule("", new NotebookNames(), { cell: "", declares: new Map() }).text;

function write(path: string, text: string): void {
  if (!existsSync(path) || readFileSync(path, "utf8") !== text) writeFileSync(path, text);
}

/** A folder that all kernels share: what is on the disk there is always empty, only the servers know more. */
function sharedFolder(): string {
  const shared = join(tmpdir(), `tsgrad-cells-${process.getuid?.() ?? "user"}`);
  try {
    mkdirSync(shared, { recursive: true, mode: 0o700 });
    // Keeps the server from searching the folders above.
    write(join(shared, "tsconfig.json"), '{ "compilerOptions": { "noLib": true, "types": [] }, "files": [] }');
    return shared;
  } catch {
    return mkdtempSync(join(tmpdir(), "tsgrad-cells-"));
  }
}
