/** Runs the code cells of a notebook in one evaluator, as the kernel does, and prints what each showed as JSON. */
import { readNotebook } from "../../../autograder/notebook/index.ts";
import { createEvaluator, type Output } from "../../../kernel/evaluate/index.ts";

const [path, directory] = process.argv.slice(2) as [string, string];
const evaluator = createEvaluator({ directory, interactive: true });
const shown: Record<string, { status: string; error?: string; outputs: Output[]; milliseconds: number }> = {};
for (const cell of (await readNotebook(path)).cells) {
  if (cell.cell_type !== "code") continue;
  const outputs: Output[] = [];
  const began = process.cpuUsage();
  const result = await evaluator.execute(cell.source, {
    cellName: cell.id,
    onOutput: (output) => outputs.push(output),
  });
  // Processor time: a busy machine must not fail the test that reads it.
  const { user, system } = process.cpuUsage(began);
  const milliseconds = (user + system) / 1000;
  shown[cell.id] = {
    status: result.status,
    outputs,
    milliseconds,
    ...(result.status === "error" && { error: result.evalue }),
  };
}
evaluator.dispose();
console.log(JSON.stringify(shown));
process.exit(0);
