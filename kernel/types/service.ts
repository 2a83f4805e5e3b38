import type { CellError } from "../evaluate/types.ts";
import { withoutCommands } from "./cells/prepare.ts";
import { checkCell, type TypeProblem } from "./check.ts";
import { type TypedCell, TypedNotebook } from "./notebook.ts";
import { type NoteContext, noteFor } from "./notes/index.ts";
import { hasOwnPackages } from "./options.ts";
import { reportProblems } from "./report.ts";
import { ServerGone } from "./server/server.ts";
import { createWorkspace, type Workspace } from "./server/workspace.ts";
import { adviseOnPromises } from "./unawaited.ts";

/** What becomes of type errors: nothing is looked for, they are shown and the cell runs, or it does not run. */
export type TypesMode = "off" | "warn" | "error";

export interface CheckedCell {
  /** What is wrong with it. */
  error?: CellError;
  /** What its writer may have overlooked, though it can run. */
  advice?: string;
  /** Has to be called once it has run; of a cell that failed only the values in `kept` are there. */
  ran(kept?: ReadonlySet<string>): void;
  /** The values it declares. */
  readonly values: string[];
}

/** Types for one notebook. */
export interface TypeService {
  mode: TypesMode;
  /** Reads a cell before it runs, and checks it unless `mode` is "off" or it is `unchecked`. */
  check(name: string, source: string, options?: { unchecked?: boolean }): Promise<CheckedCell>;
  readonly notebook: TypedNotebook;
  readonly workspace: Workspace;
  stop(): void;
}

export interface TypeServiceOptions {
  directory: string;
  mode?: TypesMode;
  /** Something the reader of the notebook should know. */
  tell(text: string): void;
}

const modes: readonly string[] = ["off", "warn", "error"] satisfies TypesMode[];

/** The mode a word stands for; "error" for any other. */
export function typesMode(word: string | undefined): TypesMode {
  return word !== undefined && modes.includes(word) ? (word as TypesMode) : "error";
}

/** What a cell's `%types off | warn | error` asks for: it holds from this cell on. */
export function commandedMode(source: string): TypesMode | undefined {
  const word = /^[ \t]*%types[ \t]+(\w+)/m.exec(source)?.[1];
  if (word === undefined || !modes.includes(word) || withoutCommands(source) === source) return undefined;
  return word as TypesMode;
}

const settings = (autoImports: boolean) => ({
  suggest: { autoImports, includeCompletionsForImportStatements: true },
  preferences: { quoteStyle: "double", importModuleSpecifier: "shortest" },
});

const unknownCell: CheckedCell = { ran() {}, values: [] };

/**
 * Types for the notebook in a directory. TypeScript's server starts with the first cell that is checked, or the first
 * completion.
 *
 * ```ts
 * const types = createTypeService({ directory: process.cwd(), tell: console.error });
 * const { error } = await types.check("In[1]", "const n: number = 'one'");
 * ```
 */
export function createTypeService({ directory, mode = "error", tell }: TypeServiceOptions): TypeService {
  const workspace = createWorkspace({
    directory,
    settings: settings(hasOwnPackages(directory)),
    onRestart: () =>
      tell("TypeScript's server ended unexpectedly. It starts again by itself; your variables are untouched."),
  });
  const notebook = new TypedNotebook(workspace, directory);

  const context = ({ line }: TypeProblem, { source }: TypedCell): NoteContext => ({
    line: source.split("\n")[line - 1]!,
    definedIn: (name) => notebook.definedIn(name),
    refusedIn: (name) => notebook.refusedIn(name),
    names: () => notebook.names.names(),
    directory,
  });
  const findError = async (cell: TypedCell): Promise<CellError | undefined> => {
    try {
      const problems = await checkCell(notebook, cell);
      return problems.length > 0
        ? reportProblems(problems, cell, (problem) => noteFor(problem, context(problem, cell)))
        : undefined;
    } catch (error) {
      if (!(error instanceof ServerGone)) throw error;
      tell("TypeScript's server does not stay alive: cells run unchecked from here on. %types error tries again.");
      service.mode = "off";
      return undefined;
    }
  };

  const service: TypeService = {
    mode,
    workspace,
    notebook,
    async check(name, source, { unchecked = false } = {}) {
      const mode = commandedMode(source);
      if (mode && mode !== "off") workspace.revive();
      service.mode = mode ?? service.mode;
      const cell = notebook.add(name, source);
      if (!cell) return unknownCell;
      const { declares } = cell.prepared;
      const skipped = unchecked || cell.prepared.unchecked || service.mode === "off";
      const error = skipped ? undefined : await findError(cell);
      if (error && service.mode === "error") notebook.refused(cell);
      const values = [...declares].filter(([, { value }]) => value).map(([declared]) => declared);
      const advice = error || skipped ? undefined : await adviseOnPromises(workspace, cell);
      return { error, advice, values, ran: (kept) => notebook.ran(cell, kept) };
    },
    stop: () => workspace.stop(),
  };
  return service;
}
