import { parseArgs } from "node:util";
import { project } from "../setup/paths.mjs";

export const summary =
  "course coverage [--json] [--complete]   what covers each topic of the course, and whether what the weeks claim is there";

export async function run([action, ...args]: string[]): Promise<number> {
  if (action === "coverage") {
    const { values } = parseArgs({ args, options: { json: { type: "boolean" }, complete: { type: "boolean" } } });
    const { showCoverage } = await import("../course/show-coverage.ts");
    return showCoverage(project, values);
  }
  console.error(`Usage: tsgrad ${summary}`);
  return 2;
}
