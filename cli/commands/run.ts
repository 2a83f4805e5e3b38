import { dirname, resolve } from "node:path";
import { parseArgs } from "node:util";
import { type CodeCell, type Notebook, readNotebook, writeNotebook } from "../../autograder/notebook/index.ts";
import { type DisplayIds, type HeadlessSession, OutputList, startHeadless } from "../../kernel/headless/index.ts";

export const summary =
  "run NOTEBOOK [--output FILE] [--timeout SECONDS]   run a notebook without Jupyter and store its outputs";

export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    options: { output: { type: "string" }, timeout: { type: "string" } },
    allowPositionals: true,
  });
  const [path] = positionals;
  const timeout = values.timeout === undefined ? undefined : Number(values.timeout);
  if (!path || positionals.length > 1 || (timeout !== undefined && !(timeout > 0))) {
    console.error("usage: tsgrad run NOTEBOOK [--output FILE] [--timeout SECONDS_PER_CELL]");
    return 2;
  }
  const notebook = await readNotebook(path);
  const session = startHeadless(dirname(resolve(path)));
  let stopped = false;
  const stop = () => {
    stopped = true;
    session.interrupt();
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  try {
    const failed = await runCells(notebook, session, timeout, () => stopped);
    await writeNotebook(values.output ?? path, notebook);
    return failed ? 1 : 0;
  } finally {
    session.stop();
    process.off("SIGINT", stop);
    process.off("SIGTERM", stop);
  }
}

/** Runs the cells in order up to the first that fails; says which one it was. */
async function runCells(
  notebook: Notebook,
  session: HeadlessSession,
  timeout: number | undefined,
  stopped: () => boolean,
) {
  const cells = notebook.cells.filter((cell) => cell.cell_type === "code");
  for (const cell of cells) Object.assign(cell, { outputs: [], execution_count: null });
  const displays: DisplayIds = new Map();
  let count = 0;
  for (const [index, cell] of cells.entries()) {
    if (cell.source.trim() === "") continue;
    const list = new OutputList(cell.outputs, displays);
    cell.execution_count = ++count;
    const result = await session.execute(cell.source, {
      cellName: `In[${count}]`,
      onOutput: (output) => list.add(output),
      timeoutMs: timeout && timeout * 1000,
    });
    list.finish(result, count);
    const failed = stopped() || (result.status === "error" && !mayFail(cell));
    if (!failed) continue;
    console.error(`Code cell ${index + 1} of ${cells.length} (id ${cell.id}, In[${count}]) failed:`);
    console.error(result.status === "error" ? result.traceback.join("\n") : "interrupted");
    return true;
  }
  return false;
}

/** The tag by which nbclient and nbconvert let a cell fail. */
function mayFail(cell: CodeCell): boolean {
  return Array.isArray(cell.metadata.tags) && cell.metadata.tags.includes("raises-exception");
}
