import { parseArgs } from "node:util";
import { project } from "../setup/paths.mjs";

export const summary =
  "course coverage | build DIR | reset NOTEBOOK [--cell ID]   what covers each topic; the student's folder; one cell as it was";

const options = { json: { type: "boolean" }, complete: { type: "boolean" }, cell: { type: "string" } } as const;

export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options });
  const [action, path, ...more] = positionals;
  if (more.length > 0) return wrongUse();
  if (action === "coverage" && path === undefined) {
    const { showCoverage } = await import("../course/show-coverage.ts");
    return showCoverage(project, values);
  }
  if (action === "build" && path !== undefined) {
    const { buildCourse } = await import("../course/build.ts");
    return buildCourse(project, path);
  }
  if (action === "reset" && path !== undefined) return reset(path, values.cell);
  return wrongUse();
}

async function reset(path: string, id: string | undefined): Promise<number> {
  const { listCells, resetCell } = await import("../course/reset.ts");
  if (id === undefined) {
    console.log(`${await listCells(path, project)}\nOne of them as it was: tsgrad course reset ${path} --cell ID`);
    return 0;
  }
  const { kept } = await resetCell(path, id, project);
  console.log(`${id} is as it was.${kept ? ` What stood there: ${kept}` : ""}`);
  console.log("Is the notebook open? Then: File > Reload Notebook from Disk.");
  return 0;
}

function wrongUse(): number {
  console.error(`Usage: tsgrad ${summary}`);
  return 2;
}
