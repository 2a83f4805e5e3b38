import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { type ZipEntry, zip } from "./zip.ts";

/** What of the project runs on Gradescope's machine; packages are installed there. */
const parts = ["package.json", "package-lock.json", "tsconfig.json", "autograder", "kernel", "lib", "cli", "data"];

/**
 * The autograder of an assignment as Gradescope takes it: `setup.sh` builds the machine, `run_autograder` grades a submission.
 *
 * The assignment's tests are in it: it is for the course's account, not for students.
 */
export function gradescopeAutograder(project: string, folder: string): Buffer {
  const name = basename(folder);
  const entries: ZipEntry[] = [
    { path: "setup.sh", data: setup, executable: true },
    { path: "run_autograder", data: run(name), executable: true },
  ];
  for (const part of parts) add(entries, join(project, part), `tsgrad/${part}`);
  for (const part of [`${name}.ts`, `${name}.ipynb`, "tests", "files"])
    add(entries, join(folder, part), `assignment/${name}/${part}`);
  return zip(entries);
}

function add(entries: ZipEntry[], path: string, target: string): void {
  if (!existsSync(path)) return;
  const found = readdirSync(join(path, ".."), { withFileTypes: true }).find((entry) => entry.name === basename(path))!;
  if (found.isFile()) entries.push({ path: target, data: readFileSync(path), executable: path.endsWith(".sh") });
  else if (found.isDirectory())
    for (const name of readdirSync(path).sort()) add(entries, join(path, name), `${target}/${name}`);
}

const setup = `#!/usr/bin/env bash
set -euo pipefail
apt-get update
apt-get install -y --no-install-recommends bubblewrap nodejs npm python3 python3-venv
cd /autograder/source/tsgrad
npm ci --omit=dev --ignore-scripts --no-audit --no-fund
node cli/tsgrad.mjs doctor
`;

/** The machine that runs it is Gradescope's container; where that allows no sandbox, the student reads so and no score is made up. */
const run = (name: string) => `#!/usr/bin/env bash
set -uo pipefail
work=$(mktemp -d)
mkdir -p "$work/in/student" /autograder/results
cp /autograder/submission/*.ipynb "$work/in/student/" 2>/dev/null
cd /autograder/source/tsgrad
if node cli/tsgrad.mjs grade /autograder/source/assignment/${name} --submissions "$work/in" --out "$work/out" --workers 1 \\
  && node cli/tsgrad.mjs export gradescope "$work/out/student/results.json" --out /autograder/results/results.json; then
  exit 0
fi
echo '{"output": "The grading machine had a problem; this is not a score. Please tell the course team."}' > /autograder/results/results.json
`;
