import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { type Cell, type Notebook, parseNotebook, percentToNotebook } from "../notebook/index.ts";
import { makeNotebooks } from "./notebooks.ts";
import { type AnswerOptions, gatherQuestions } from "./questions.ts";
import { splitRegions } from "./regions.ts";
import { loadTestFiles } from "./testFiles.ts";
import type { Assignment, AssignmentCell } from "./types.ts";

const nameRule = /^[A-Za-z0-9_-]+$/;
const leastMemory = 4096;
/** MiB that the course library takes before any question does. */
const roomForLibrary = 1024;

/** Finds the folder of an assignment: a path, or a name in `assignments/` of the project. */
export function findAssignment(nameOrPath: string, project: string): string {
  const candidates = [resolve(nameOrPath), join(project, "assignments", nameOrPath)];
  const found = candidates.find((folder) => masterOf(folder));
  if (!found) {
    throw new Error(
      `No assignment "${nameOrPath}": expected ${join("assignments", nameOrPath, `${basename(nameOrPath)}.ts`)} (or .ipynb) or a folder with such a file`,
    );
  }
  return found;
}

/** The source of the assignment in a folder: percent-format TypeScript or, where there is none, a notebook with the same options as metadata. */
export function masterOf(folder: string): string | undefined {
  return [".ts", ".ipynb"].map((end) => join(folder, `${basename(folder)}${end}`)).find((path) => existsSync(path));
}

/** Loads an assignment's folder: source, tests and the notebooks made of them. */
export async function loadAssignment(folder: string): Promise<Assignment> {
  const name = basename(folder);
  const sourcePath = masterOf(folder);
  if (!sourcePath) throw new Error(`${folder}: expected ${name}.ts or ${name}.ipynb, the assignment's source`);
  if (!nameRule.test(name))
    throw new Error(`Expected an assignment's name of letters, digits, "-" and "_", got "${name}"`);
  const options = new Map<string, AnswerOptions>();
  const cells = readMaster(sourcePath).cells.map((cell, index) => readCell(cell, index, sourcePath, options));
  nameCells(cells);
  const files = await loadTestFiles(join(folder, "tests"));
  const questions = gatherQuestions(cells, options, files);
  placeChecks(
    cells,
    questions.filter(({ manual }) => !manual).map((question) => question.name),
  );
  const heading = cells.find(({ type }) => type === "markdown")?.release.match(/^#\s+(.+)$/m)?.[1];
  const memory = Math.max(leastMemory, ...questions.map(({ limits }) => limits.memory + roomForLibrary));
  const wishes = questions.map(({ gpu }) => gpu);
  const gpu = (["required", "preferred"] as const).find((wish) => wishes.includes(wish));
  const parts = { name, title: heading?.trim() ?? name, cells, questions, memory, files, ...(gpu && { gpu }) };
  return { ...parts, ...makeNotebooks(parts) };
}

function readMaster(path: string): Notebook {
  const text = readFileSync(path, "utf8");
  return path.endsWith(".ipynb") ? parseNotebook(text) : percentToNotebook(text);
}

function readCell(cell: Cell, index: number, path: string, options: Map<string, AnswerOptions>): AssignmentCell {
  const { question, check, solution, grading, points, seconds, memory, calls, gpu, manual, ...metadata } =
    cell.metadata;
  const where = `${path}, cell ${index + 1}${typeof question === "string" ? ` (${question})` : ""}`;
  for (const [key, value] of Object.entries({ question, check })) {
    if (value !== undefined && !(typeof value === "string" && nameRule.test(value))) {
      throw new Error(`${where}: expected ${key}="..." of letters, digits, "-" and "_", got ${JSON.stringify(value)}`);
    }
  }
  const numbers = { points, seconds, memory, calls };
  for (const [key, value] of Object.entries({ ...numbers, gpu })) {
    const fits =
      key === "gpu" ? value === "required" || value === "preferred" : typeof value === "number" && value >= 0;
    if (value !== undefined && !fits) {
      const wanted = key === "gpu" ? 'gpu="required" or gpu="preferred"' : `${key}=<number>`;
      throw new Error(`${where}: expected ${wanted}, got ${JSON.stringify(value)}`);
    }
    if (value !== undefined && question === undefined)
      throw new Error(`${where}: ${key} needs question="..." beside it`);
  }
  const id = cell.id === `cell-${index + 1}` ? "" : cell.id;
  const base = { id, type: cell.cell_type, metadata };
  if (typeof question === "string") {
    const known = options.get(question) ?? {};
    if (points !== undefined && known.points !== undefined)
      throw new Error(`${where}: the points of "${question}" are given twice`);
    const given = Object.entries({ ...numbers, gpu }).filter(([, value]) => value !== undefined);
    options.set(question, { ...known, ...Object.fromEntries(given), ...(manual === true && { manual: true }) });
    const isCode = cell.cell_type === "code";
    const defaultStub = isCode ? `throw new Error("Not implemented: ${question}");` : "Your answer here.";
    const split = splitRegions(cell.source, defaultStub, where);
    const release = split.regions > 0 ? split.stub : defaultStub;
    return { ...base, role: "answer", question, release, solution: split.solution };
  }
  if (splitRegions(cell.source, "", where).regions > 0) {
    throw new Error(`${where}: a solution region stands outside an answer cell; mark the cell question="..."`);
  }
  const both = { release: cell.source, solution: cell.source };
  if (typeof check === "string") {
    const source = cell.source.trim() || `await check(${JSON.stringify(check)});`;
    return { ...base, role: "check", question: check, release: source, solution: source };
  }
  const role = solution === true ? "solution" : grading === false ? "demonstration" : "locked";
  return { ...base, role, ...both };
}

/** Ids that stay when cells are added elsewhere: by question, or by content. */
function nameCells(cells: AssignmentCell[]): void {
  const used = new Set(cells.map(({ id }) => id));
  const given = cells.map(({ id }) => id).filter(Boolean);
  const twice = given.find((id, index) => given.indexOf(id) !== index);
  if (twice !== undefined) throw new Error(`Two cells have the id "${twice}": give one of them another`);
  for (const cell of cells) {
    if (cell.id) continue;
    const digest = createHash("sha256").update(`${cell.type}\n${cell.release}`).digest("hex").slice(0, 8);
    const base =
      cell.role === "answer" ? cell.question! : cell.role === "check" ? `${cell.question}-check` : `cell-${digest}`;
    let id = base;
    for (let count = 2; used.has(id); count++) id = `${base}-${count}`;
    used.add(id);
    cell.id = id;
  }
}

/** Puts a check cell after the last answer cell of a question that has none. */
function placeChecks(cells: AssignmentCell[], questions: string[]): void {
  for (const question of questions) {
    if (cells.some((cell) => cell.role === "check" && cell.question === question)) continue;
    const last = cells.findLastIndex((cell) => cell.role === "answer" && cell.question === question);
    const source = `await check(${JSON.stringify(question)});`;
    const id = `${question}-check`;
    cells.splice(last + 1, 0, {
      id,
      type: "code",
      role: "check",
      question,
      release: source,
      solution: source,
      metadata: {},
    });
  }
}
