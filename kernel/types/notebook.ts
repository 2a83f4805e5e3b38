import { pathToFileURL } from "node:url";
import { type CellModule, composeModule } from "./cells/compose.ts";
import type { Meaning } from "./cells/declarations.ts";
import { LocalFiles } from "./cells/localFiles.ts";
import { CellModules } from "./cells/modules.ts";
import { NotebookNames } from "./cells/names.ts";
import { type PreparedCell, prepareCell, resolves, withoutCommands } from "./cells/prepare.ts";
import type { Diagnostic, Position } from "./server/protocol.ts";
import type { Workspace } from "./server/workspace.ts";

/** A cell on its way through the notebook. */
export interface TypedCell {
  name: string;
  source: string;
  prepared: PreparedCell;
  module: CellModule;
  path: string;
  cell: string;
}

/** What is being written, as a module that knows every name. */
export interface EditorModule {
  uri: string;
  module: CellModule;
  /** The code with commands blanked out. */
  code: string;
  position(offset: number): Position;
}

/** The cells of a notebook as modules: what each declares, and from which of them each name comes. */
export class TypedNotebook {
  readonly names = new NotebookNames();
  readonly #workspace: Workspace;
  readonly #directory: string;
  readonly #files = new LocalFiles();
  /** Cells that have run and whose modules are needed, by what marks their exports. */
  readonly #kept = new Map<string, TypedCell>();
  readonly #refused = new Map<string, string>();
  readonly #modules: CellModules;
  /** Names and sources of the cells that have run, by path of their module. */
  readonly #cells = new Map<string, TypedCell>();

  constructor(workspace: Workspace, directory: string) {
    this.#workspace = workspace;
    this.#directory = directory;
    this.#modules = new CellModules(workspace, directory);
  }

  /** Makes a module of a cell; nothing when it does not parse. */
  add(name: string, source: string): TypedCell | undefined {
    const prepared = prepareCell(source);
    if (!prepared) return undefined;
    const { code, declares, expression } = prepared;
    const { cell, path } = this.#modules.next(prepared.resolves);
    const module = composeModule(code, this.names, { cell, declares, expression });
    const typed: TypedCell = { name, source, prepared, module, path, cell };
    this.#modules.refresh();
    if (prepared.resolves) this.#workspace.changed(this.#files.changed(code, this.#directory));
    this.#workspace.set(path, module.text);
    this.#cells.set(path, typed);
    return typed;
  }

  async diagnose({ path }: TypedCell): Promise<Diagnostic[]> {
    const report = await this.#workspace.request("textDocument/diagnostic", {
      textDocument: { uri: pathToFileURL(path).href },
    });
    return report.items ?? [];
  }

  /** The cell has run; of one that failed only the values in `kept` are there. */
  ran(typed: TypedCell, kept?: ReadonlySet<string>): void {
    const { cell, prepared } = typed;
    const names = [...prepared.declares].map(([name, meaning]) => {
      const lost = kept && meaning.value && !kept.has(name);
      return [name, lost ? { type: meaning.type } : meaning] as [string, typeof meaning];
    });
    if (prepared.resets) this.names.clear();
    this.names.define(cell, names);
    for (const [name] of names) this.#refused.delete(name);
    this.#modules.took(prepared.resolves);
    this.#kept.set(cell, typed);
    this.#release();
  }

  /** Gives back the modules of cells that no name comes from, nor any cell that is still needed takes one from. */
  #release(): void {
    const needed = new Set<string>();
    const visit = [
      ...this.names.cells(),
      ...[...this.#kept.values()].flatMap((c) => (c.prepared.lasting ? c.cell : [])),
    ];
    for (let cell = visit.pop(); cell !== undefined; cell = visit.pop()) {
      if (needed.has(cell)) continue;
      needed.add(cell);
      visit.push(...(this.#kept.get(cell)?.module.uses ?? []));
    }
    for (const cell of [...this.#kept.keys()]) {
      if (needed.has(cell)) continue;
      this.#kept.delete(cell);
      this.#modules.release(cell);
    }
  }

  /** The cell was not run. */
  refused({ name, prepared }: TypedCell): void {
    for (const declared of prepared.declares.keys()) this.#refused.set(declared, name);
  }

  /** Which cell would have defined a name, had it been run. */
  refusedIn(name: string): string | undefined {
    return this.#refused.get(name);
  }

  /** Which cell gave a name its value. */
  definedIn(name: string): string | undefined {
    return this.#kept.get(this.names.get(name)?.value?.cell ?? "")?.name;
  }

  /** The cell whose module lies at a path. */
  cellAt(path: string): TypedCell | undefined {
    return this.#cells.get(path);
  }

  /** Shows the server what is being written. */
  edit(source: string): EditorModule {
    const code = withoutCommands(source);
    const declares = prepareCell(source)?.declares ?? guessDeclared(code);
    const module = composeModule(code, this.names, { cell: "editor", declares, all: true });
    this.#modules.refresh();
    if (resolves(code)) this.#workspace.changed(this.#files.changed(code, this.#directory));
    this.#workspace.set(this.#modules.editor, module.text);
    return {
      uri: pathToFileURL(this.#modules.editor).href,
      module,
      code,
      position(offset) {
        const lines = code.slice(0, offset).split("\n");
        return { line: lines.length - 1 + module.offset, character: lines.at(-1)!.length };
      },
    };
  }
}

/** Names that code seems to declare, for code that does not parse yet. */
function guessDeclared(code: string): Map<string, Meaning> {
  const found = code.matchAll(
    /\b(?:const|let|var|function\*?|class|enum|interface|type)\s+([\p{ID_Start}$_][\p{ID_Continue}$]*)/gu,
  );
  return new Map([...found].map(([, name]) => [name!, { value: "constant", type: true }]));
}
