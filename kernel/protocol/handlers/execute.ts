import type { CellResult } from "../../evaluate/types.ts";
import { codeOf } from "../code.ts";
import type { Kernel } from "../kernel.ts";
import type { Message } from "../messages.ts";

/** Runs one execute request: its reply's content. All output is published before this resolves. */
export async function execute(message: Message, kernel: Kernel): Promise<Record<string, unknown>> {
  const { content, header } = message;
  const code = codeOf(content);
  const silent = content.silent === true;
  const stored = !silent && content.store_history !== false;
  if (stored && code.trim() !== "") {
    kernel.executionCount++;
    kernel.history.add(kernel.executionCount, code);
  }
  const execution_count = kernel.executionCount;
  if (!silent) kernel.publisher.publish("execute_input", header, { code, execution_count });
  const result = await run(code, message, kernel);
  if (result.status === "error") {
    const { ename, evalue, traceback } = result;
    if (!silent) kernel.publisher.publish("error", header, { ename, evalue, traceback });
    return { status: "error", execution_count, ename, evalue, traceback, payload: [], user_expressions: {} };
  }
  if (result.result && !silent)
    kernel.publisher.publish("execute_result", header, { execution_count, ...result.result });
  return { status: "ok", execution_count, payload: [], user_expressions: result.expressions ?? {} };
}

async function run(code: string, message: Message, kernel: Kernel): Promise<CellResult> {
  const asked = message.content.user_expressions;
  const expressions = typeof asked === "object" && asked !== null ? (asked as Record<string, string>) : {};
  const since = kernel.interrupts;
  const cellName = `In[${kernel.executionCount}]`;
  const cell = await kernel.types.check(message, cellName, code);
  if (cell.error) return cell.error;
  const outcome = await kernel.execute(message, { code, cellName, expressions, since });
  if (outcome.status === "ok") cell.ran();
  else {
    const live = cell.values.length > 0 ? await kernel.look(cell.values) : undefined;
    cell.ran(live && new Set(Object.keys(live)));
  }
  return outcome;
}

/** What is answered to requests that wait behind one that failed. */
export const aborted = (kernel: Kernel): Record<string, unknown> => ({
  status: "aborted",
  execution_count: kernel.executionCount,
});
