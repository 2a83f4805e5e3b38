// `npm run bench:experiments [NAME...]`: does each technique of the course do what is said of it?
// Five seeds an experiment; logs/ keeps what they measured, `--table` prints it as it stands in docs/experiments.md.
import { parseArgs } from "node:util";
import { distillation } from "./distillation.ts";
import { int8 } from "./int8.ts";
import { pruning } from "./pruning.ts";
import { pseudoLabelling } from "./pseudo-labels.ts";
import { residual } from "./residual.ts";
import { conduct, readLog, SEEDS, type Study, writeLog } from "./study.ts";
import { report } from "./table.ts";
import { transfer } from "./transfer.ts";

export const STUDIES: readonly Study[] = [residual, transfer, distillation, pseudoLabelling, pruning, int8];

export async function main(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    options: { seeds: { type: "string" }, table: { type: "boolean" } },
    allowPositionals: true,
  });
  const names = STUDIES.map(({ name }) => name);
  const unknown = positionals.find((name) => !names.includes(name));
  if (unknown) throw new RangeError(`There is no experiment "${unknown}", only ${names.join(", ")}`);
  const seeds = values.seeds?.split(",").map(Number);
  for (const study of STUDIES) {
    if (positionals.length > 0 && !positionals.includes(study.name)) continue;
    const log = values.table ? readLog(study.name) : await conduct(study, seeds ?? SEEDS);
    // Other seeds are for looking around.
    if (!values.table && !seeds) writeLog(log);
    console.log(`${report(log)}\n`);
  }
}
