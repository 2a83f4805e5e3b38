import { parseArgs } from "node:util";
import { findAssignment, loadAssignment } from "../../autograder/assignment/index.ts";
import { prepareMachine, sessionPool } from "../../autograder/runner/index.ts";
import { validateAssignment } from "../../autograder/validate/index.ts";

export const summary =
  "validate ASSIGNMENT [--mutants N]   prove that the solution earns all, the release nothing, and each test can fail";

const project = new URL("../..", import.meta.url).pathname;

export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { mutants: { type: "string", default: "8" }, json: { type: "boolean" } },
  });
  const [name] = positionals;
  const mutants = Number(values.mutants);
  if (!name || !Number.isInteger(mutants) || mutants < 0) {
    console.error(`Usage: tsgrad ${summary}`);
    return 2;
  }
  const assignment = await loadAssignment(findAssignment(name, project));
  const pool = sessionPool(await prepareMachine(project), assignment);
  const validation = await validateAssignment(assignment, {
    pool,
    mutants,
    onProgress: (step) => console.error(`  ${step}`),
  });
  await pool.close();
  if (values.json) console.log(JSON.stringify(validation, undefined, 2));
  else {
    for (const problem of validation.problems) console.log(`✗ ${problem}`);
    for (const { name: question, mutants: count, caught, survivors } of validation.questions) {
      console.log(`${question}: ${caught} of ${count} wrong answers caught`);
      for (const { line, change } of survivors) console.log(`  not noticed, line ${line}: ${change}`);
    }
    console.log(
      validation.ok
        ? `✓ ${assignment.name}: solution full marks, release none, every test can fail`
        : `✗ ${assignment.name} needs work`,
    );
  }
  return validation.ok ? 0 : 1;
}
