import type { Transport } from "../authoring/remote.ts";
import { InfrastructureError } from "../sandbox/index.ts";
import type { CellOutcome } from "../wire/index.ts";
import type { SessionPool } from "./pool.ts";
import { ProcessLost, type Session } from "./session.ts";
import type { Budget } from "./tests.ts";

export interface RunnableCell {
  id: string;
  /** The answer cell's question, if it is one. */
  question?: string;
  code: string;
  seconds: number;
  /** MiB that the cells of its question may take beyond what the notebook held before them. */
  memory?: number;
}

export interface CellRun extends CellOutcome {
  id: string;
  question?: string;
  /** Set when the process ended while the cell ran. */
  lost?: ProcessLost;
}

/** The tests of a question ask more than their limit allows. */
export class TooManyCalls extends Error {
  override name = "TooManyCalls";
}

/** A process may die this often in the tests of one question before the rest of them is given up. */
const maxRestarts = 3;

/**
 * A merged notebook, run cell by cell in a sandbox, ready to be asked.
 *
 * A cell that ends the process is left out when the others run again in a new one, so it costs only what depends on it.
 */
export class RunningNotebook {
  readonly runs: CellRun[] = [];
  readonly #cells: readonly RunnableCell[];
  readonly #start: () => Promise<Session>;
  readonly #doubtful: boolean;
  readonly #deadly = new Set<string>();
  readonly #restarts = new Map<string, number>();
  #session: Session | undefined;

  /** With `doubtful`, a process that someone killed is the machine's fault, to be tried again, and not the student's. */
  constructor(pool: SessionPool, cells: readonly RunnableCell[], options: { doubtful?: boolean } = {}) {
    this.#cells = cells;
    this.#start = () => pool.take();
    this.#doubtful = options.doubtful ?? false;
  }

  /** Runs the cells until all have run or been left out. Infrastructure errors are thrown. */
  async ready(): Promise<Session> {
    while (!this.#session?.alive) {
      await this.#session?.close();
      this.#session = await this.#start();
      await this.#runCells(this.#session);
    }
    return this.#session;
  }

  async #runCells(session: Session): Promise<void> {
    for (const [index, cell] of this.#cells.entries()) {
      if (this.#deadly.has(cell.id)) continue;
      session.limitMemory(cell.question, cell.memory);
      try {
        const { reply } = await session.ask(
          { type: "cell", name: cell.id, code: cell.code },
          new Uint8Array(0),
          cell.seconds,
        );
        const outcome: CellOutcome =
          reply.ok && "cell" in reply
            ? reply.cell
            : {
                status: "error",
                output: "",
                error: { ...(reply.ok ? { name: "Error", message: "no outcome" } : reply.error), traceback: [] },
              };
        // Only the first run counts: what a later one prints may have seen hidden inputs.
        this.runs[index] ??= { ...runHead(cell), ...outcome };
      } catch (error) {
        if (!(error instanceof ProcessLost)) throw error;
        this.#doubt(error);
        this.#deadly.add(cell.id);
        this.runs[index] = { ...runHead(cell), status: "error", output: "", lost: error };
        return;
      }
    }
  }

  /** For the tests of a question: questions go to a living process, restarted a few times if it died. */
  transport(question: string, budget: Budget): Transport {
    return async (ask, bytes) => {
      if (!this.#session?.alive) {
        const restarts = (this.#restarts.get(question) ?? 0) + 1;
        if (restarts > maxRestarts) throw new ProcessLost("exit", "the notebook's process ended too often");
        this.#restarts.set(question, restarts);
      }
      if (budget.calls-- <= 0) throw new TooManyCalls(`the tests asked the notebook more often than allowed`);
      const session = await this.ready();
      session.limitMemory(question, budget.memory);
      const began = session.elapsed();
      try {
        return await session.ask(ask, bytes, Math.max(0.1, budget.seconds));
      } catch (error) {
        if (error instanceof ProcessLost) this.#doubt(error);
        throw error;
      } finally {
        budget.seconds -= session.elapsed() - began;
      }
    };
  }

  #doubt(error: ProcessLost): void {
    if (this.#doubtful && error.reason === "killed") throw new InfrastructureError(error.message);
  }

  async close(): Promise<void> {
    await this.#session?.close();
  }
}

function runHead({ id, question }: RunnableCell): { id: string; question?: string } {
  return question === undefined ? { id } : { id, question };
}
