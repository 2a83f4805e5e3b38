import type { Assignment } from "../assignment/index.ts";
import type { Transport } from "../authoring/remote.ts";
import { InfrastructureError } from "../sandbox/index.ts";
import { RunningNotebook } from "./notebook.ts";
import type { SessionPool } from "./pool.ts";
import { ProcessLost } from "./session.ts";
import type { Askable } from "./tests.ts";

/** The annotated solution in a process of its own, started when a test first asks for it. What fails in it is never the student's fault. */
export function reference(assignment: Assignment, pool: SessionPool): Askable & { close(): Promise<void> } {
  const cells = assignment.cells
    .filter(({ role, type }) => type === "code" && (role === "locked" || role === "answer"))
    .map(({ id, solution }) => ({ id, code: solution, seconds: 600 }));
  const notebook = new RunningNotebook(pool, cells);
  return {
    transport(question, budget): Transport {
      const transport = notebook.transport(question, budget);
      return async (ask, bytes) => {
        const fail = (detail: string) =>
          new InfrastructureError(`the reference solution of ${question} failed: ${detail}`);
        const answer = await transport(ask, bytes).catch((error: Error) => {
          throw error instanceof ProcessLost ? fail(error.message) : error;
        });
        if (!answer.reply.ok) throw fail(`${answer.reply.error.name}: ${answer.reply.error.message}`);
        return answer;
      };
    },
    close: () => notebook.close(),
  };
}
