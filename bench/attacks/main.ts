/**
 * The survey's attacks on graders: ours by the cases of tests/autograder/attacks, nbgrader and otter-grader by the same ideas in Python.
 *
 *     npm run bench:attacks
 *     npm run bench:attacks -- 1,12,21
 *
 * Runs hostile code outside any sandbox where the peers do so: use a machine that you can throw away.
 */
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { pythonCell, pythonNotebook } from "../grading/assignment.ts";
import { peersBin, runPeer } from "../grading/peers.ts";
import { type PythonAttack, type PythonCell, pythonAttacks } from "./python.ts";

const project = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");
const root = mkdtempSync(join(tmpdir(), "tsgrad-attacks-"));
/** Nothing here takes a minute on an idle machine. */
const seconds = Number(process.env.TSGRAD_BENCH_SECONDS ?? 120);
const bin = peersBin(project);

type Outcome = { held: boolean; what: string };

/** Puts an attack's answer and changes into the notebook a student was given. */
function attacked(path: string, attack: PythonAttack): string {
  const notebook = JSON.parse(readFileSync(path, "utf8")) as { cells: PythonCell[] };
  for (const cell of notebook.cells) {
    const source = String(Array.isArray(cell.source) ? cell.source.join("") : cell.source);
    cell.source = /def relu/.test(source) ? (attack.q1 ?? source) : /^total *=/.test(source) ? "total = 5" : source;
  }
  const changed = attack.change?.(notebook.cells) ?? notebook.cells;
  return typeof changed === "string" ? changed : JSON.stringify({ ...notebook, cells: changed });
}

async function verdict(
  attack: PythonAttack,
  marks: string,
  score: number | undefined,
  timedOut: boolean,
): Promise<Outcome> {
  // The detached process of attack 25 needs its time.
  if (attack.id === "25") await new Promise((resolve) => setTimeout(resolve, 22_000));
  const marked = attack.mark !== undefined && existsSync(join(marks, attack.mark));
  const points = score === undefined ? (timedOut ? "never ended" : "no grade") : `${score} of 6`;
  const held =
    !marked && !timedOut && (score === undefined ? attack.honest === 0 : Math.abs(score - attack.honest) < 1e-6);
  return { held, what: marked ? `${points}, and ${attack.mark}` : points };
}

const home = () => {
  const folder = mkdtempSync(join(root, "home-"));
  process.env.HOME = folder;
  const marks = join(folder, "marks");
  mkdirSync(marks);
  process.env.TSGRAD_MARKS = marks;
  return marks;
};

async function nbgrader(attack: PythonAttack): Promise<Outcome> {
  const marks = home();
  const course = mkdtempSync(join(root, "nbgrader-"));
  cpSync(join(root, "course"), course, { recursive: true });
  const folder = join(course, "submitted/eve/a");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "a.ipynb"), attacked(join(course, "release/a/a.ipynb"), attack));
  const ran = runPeer(bin, "nbgrader", ["autograde", "a", "--create"], course, seconds);
  const script =
    "from nbgrader.api import Gradebook\nwith Gradebook('sqlite:///gradebook.db') as book:\n  s = [x for x in book.assignment_submissions('a') if x.student.id == 'eve']\n  print('SCORE', s[0].score if s and not s[0].needs_manual_grade else None)";
  const { output } = runPeer(bin, "python", ["-c", script], course, 30);
  const found = /SCORE ([\d.]+)/.exec(output)?.[1];
  return verdict(
    attack,
    marks,
    ran.ok || found !== undefined ? (found === undefined ? undefined : Number(found)) : undefined,
    ran.timedOut,
  );
}

async function otter(attack: PythonAttack): Promise<Outcome> {
  const marks = home();
  const folder = mkdtempSync(join(root, "otter-run-"));
  writeFileSync(join(folder, "a.ipynb"), attacked(join(root, "otter/dist/student/a.ipynb"), attack));
  const zip = execFileSync("sh", ["-c", "ls -1 dist/autograder/*.zip | head -1"], {
    cwd: join(root, "otter"),
    encoding: "utf8",
  }).trim();
  const ran = runPeer(bin, "otter", ["run", "-a", join(root, "otter", zip), "a.ipynb"], folder, seconds);
  const path = join(folder, "results.json");
  let score: number | undefined;
  if (existsSync(path)) {
    const { tests = [] } = JSON.parse(readFileSync(path, "utf8")) as { tests?: { score?: number }[] };
    score = tests.reduce((sum, test) => sum + (test.score ?? 0), 0);
  }
  return verdict(attack, marks, score, ran.timedOut);
}

/** Kernels that an attack stopped or sent into a loop outlive their graders. */
function endLeftovers(): void {
  for (const name of readdirSync("/proc")) {
    try {
      if (!/^\d+$/.test(name) || Number(name) === process.pid) continue;
      if (readFileSync(`/proc/${name}/environ`, "utf8").includes(`TSGRAD_MARKS=${root}/`))
        process.kill(Number(name), "SIGKILL");
    } catch {}
  }
}

function prepare(): void {
  const relu =
    "def relu(values):\n    ### BEGIN SOLUTION\n    return [max(0, v) for v in values]\n    ### END SOLUTION";
  const test = { grade: true, solution: false, locked: true };
  const answer = { grade: false, solution: true, locked: false };
  const course = join(root, "course");
  mkdirSync(join(course, "source/a"), { recursive: true });
  writeFileSync(join(course, "nbgrader_config.py"), "c = get_config()\nc.CourseDirectory.course_id = 'a'\n");
  const hidden = "### BEGIN HIDDEN TESTS\nassert relu([-1, -2]) == [0, 0], 'HIDDENWORD'\n### END HIDDEN TESTS";
  const cells = [
    pythonCell("q1", relu, answer),
    pythonCell("q1-test-public", "assert relu([1, 2]) == [1, 2]", { ...test, points: 1 }),
    pythonCell("q1-test-hidden", hidden, { ...test, points: 3 }),
    pythonCell("q2", "### BEGIN SOLUTION\ntotal = 5\n### END SOLUTION", answer),
    pythonCell("q2-test", "assert total == 5", { ...test, points: 2 }),
  ];
  // The stub of q2 must be found again in the release.
  writeFileSync(join(course, "source/a/a.ipynb"), pythonNotebook(cells));
  const made = runPeer(bin, "nbgrader", ["generate_assignment", "a", "--create"], course, 600);
  if (!made.ok) throw new Error(made.output);
  const release = join(course, "release/a/a.ipynb");
  const notebook = JSON.parse(readFileSync(release, "utf8"));
  for (const cell of notebook.cells) if (cell.metadata.nbgrader?.grade_id === "q2") cell.source = "total = 0";
  writeFileSync(release, JSON.stringify(notebook));

  const raw = (source: string) => ({ cell_type: "raw", id: `r${Math.abs(hash(source))}`, metadata: {}, source });
  const question = (name: string, points: number, source: string, tests: string[]) => [
    raw(`# BEGIN QUESTION\nname: ${name}\npoints: ${points}`),
    raw(`# BEGIN SOLUTION\n# ${name}`),
    pythonCell(`${name}-a`, source),
    raw(`# END SOLUTION\n# ${name}`),
    raw(`# BEGIN TESTS\n# ${name}`),
    ...tests.map((text, index) => pythonCell(`${name}-t${index}`, text)),
    raw(`# END TESTS\n# ${name}`),
    raw(`# END QUESTION\n# ${name}`),
  ];
  const config = (extra: string) => `""" # BEGIN TEST CONFIG\n${extra}\n""" # END TEST CONFIG\n`;
  const master = [
    raw(
      "# ASSIGNMENT CONFIG\nname: a\ninit_cell: true\ncheck_all_cell: false\nexport_cell: false\ngenerate: true\nrun_tests: false",
    ),
    ...question("q1", 4, "def relu(values):\n    return [max(0, v) for v in values] # SOLUTION", [
      // Without stored outputs otter takes a bare expression to print nothing, so every answer would fail.
      `${config("points: 1")}assert relu([1, 2]) == [1, 2]`,
      `${config("points: 3\nhidden: true\nfailure_message: HIDDENWORD")}assert relu([-1, -2]) == [0, 0]`,
    ]),
    ...question("q2", 2, "total = 5 # SOLUTION", ["assert total == 5"]),
  ];
  const folder = join(root, "otter");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "a.ipynb"), pythonNotebook(master));
  const assigned = runPeer(bin, "otter", ["assign", "a.ipynb", "dist", "--no-pdfs"], folder, 600);
  if (!assigned.ok) throw new Error(assigned.output);
}

function hash(text: string): number {
  return [...text].reduce((sum, character) => (Math.imul(sum, 31) + character.charCodeAt(0)) | 0, 7);
}

/** How our own suite of the same attacks ends, by their numbers. */
function ours(): Map<string, boolean> {
  const mocha = join(project, "node_modules/mocha/bin/mocha.js");
  const args = [
    mocha,
    "--no-config",
    "--exit",
    "--timeout",
    "600000",
    "--reporter",
    "json",
    join(project, "tests/autograder/attacks/attacks.test.ts"),
  ];
  let text: string;
  try {
    text = execFileSync(process.execPath, args, { encoding: "utf8", maxBuffer: 2 ** 26, cwd: project });
  } catch (error) {
    text = (error as { stdout: string }).stdout;
  }
  const { tests } = JSON.parse(text.slice(text.indexOf("{"))) as { tests: { title: string; err: object }[] };
  return new Map(tests.map(({ title, err }) => [title.split(":")[0]!, Object.keys(err).length === 0]));
}

export async function main([list]: string[]): Promise<number> {
  const only = list?.split(",");
  const attacks = pythonAttacks.filter(({ id }) => !only || only.includes(id));
  const server = createServer((socket) => socket.end()).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  process.env.TSGRAD_PORT = String((server.address() as { port: number }).port);
  prepare();
  const rows: [PythonAttack, Outcome, Outcome][] = [];
  for (const attack of attacks) {
    console.error(`${attack.id}: ${attack.title}`);
    rows.push([attack, await nbgrader(attack), await otter(attack)]);
    endLeftovers();
  }
  for (const [{ id }, a, b] of rows)
    if (id === "control" && !(a.held && b.held))
      throw new Error(`A peer does not give right answers full marks: ${a.what}; ${b.what}`);
  const own = only ? new Map<string, boolean>() : ours();
  server.close();
  const cell = ({ held, what }: Outcome) => `${held ? "held" : "**broken**"} (${what})`;
  console.log("| | attack | honest | nbgrader 0.9.6 | otter-grader 7.0.0 |\n| --- | --- | --- | --- | --- |");
  for (const [{ id, title, honest }, a, b] of rows)
    console.log(`| ${id} | ${title} | ${honest} of 6 | ${cell(a)} | ${cell(b)} |`);
  const hostile = rows.filter(([{ id }]) => !id.startsWith("control"));
  const count = (index: 1 | 2) => hostile.filter((row) => row[index].held).length;
  console.log(`\nOf ${hostile.length} attacks nbgrader held ${count(1)}, otter ${count(2)}.`);
  if (own.size > 0)
    console.log(
      `tsgrad: ${[...own.values()].filter(Boolean).length} of ${own.size} cases of its own suite end as they should.`,
    );
  rmSync(root, { recursive: true, force: true });
  return 0;
}
