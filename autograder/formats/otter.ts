import { parse as parseYaml } from "yaml";
import { type Cell, codeCell, type Notebook } from "../notebook/index.ts";
import { type ForeignTest, type ImportedAssignment, safeName, uniqueNames } from "./imported.ts";

interface Question {
  name: string;
  points?: number;
  manual: boolean;
  answers: number;
}

type Block = "PROMPT" | "SOLUTION" | "TESTS";
const boundary = /^\s*#\s*(BEGIN|END)\s+(QUESTION|PROMPT|SOLUTION|TESTS)\b/i;

/** Turns a master notebook of otter-grader's `otter assign` into an assignment. */
export function importOtter(notebook: Notebook): ImportedAssignment {
  const cells: Cell[] = [];
  const tests: ForeignTest[] = [];
  const remarks: string[] = [];
  const unique = uniqueNames();
  let name = "assignment";
  let question: Question | undefined;
  let block: Block | undefined;
  let prompt = "";
  for (const cell of notebook.cells.flatMap(unfence)) {
    const config = cell.cell_type === "raw" ? cell.source : "";
    const [, edge, kind] = boundary.exec(config) ?? [];
    if (/^\s*#\s*ASSIGNMENT CONFIG/i.test(config)) {
      const given = yaml(config);
      if (typeof given.name === "string") name = safeName(given.name);
      const left = Object.keys(given).filter((key) => key !== "name");
      if (left.length > 0) remarks.push(`The assignment's settings ${left.join(", ")} were not taken over`);
    } else if (kind && /QUESTION/i.test(kind)) {
      question = edge!.toUpperCase() === "END" ? undefined : readQuestion(yaml(config), unique);
    } else if (kind) {
      block = edge!.toUpperCase() === "END" ? undefined : (kind.toUpperCase() as Block);
      if (block === "SOLUTION") prompt = edge ? prompt : "";
    } else if (block === "TESTS" && question) {
      tests.push(readTest(cell.source, question.name, tests.length + 1));
    } else if (block === "PROMPT") {
      prompt = cell.source;
    } else if (block === "SOLUTION" && question) {
      cells.push(answer(cell, question, prompt));
      prompt = "";
    } else cells.push(clean(cell));
  }
  return { name, cells, tests, remarks };
}

function readQuestion(config: Record<string, unknown>, unique: (name: string) => string): Question {
  if (typeof config.name !== "string" && typeof config.name !== "number")
    throw new Error("A question of the master notebook has no name");
  const points = typeof config.points === "number" ? { points: config.points } : {};
  return { name: unique(safeName(String(config.name))), ...points, manual: config.manual === true, answers: 0 };
}

/** The cell with our markers in the place of otter's, which mark lines and blocks. */
function answer(cell: Cell, question: Question, prompt: string): Cell {
  const first = question.answers++ === 0;
  const metadata = {
    question: question.name,
    ...(first && question.points !== undefined && { points: question.points }),
    ...(first && question.manual && { manual: true }),
  };
  const id = first ? question.name : `${question.name}-${question.answers}`;
  const source = prompt
    ? [
        "// BEGIN SOLUTION",
        ...prompt.split("\n").map((line) => `// STUB ${line}`),
        cell.source,
        "// END SOLUTION",
      ].join("\n")
    : translateMarks(cell.source);
  return cell.cell_type === "code"
    ? codeCell(id, source, metadata)
    : { cell_type: cell.cell_type, id, metadata, source };
}

/** `x = 3 # SOLUTION`, `# BEGIN SOLUTION` ... `# END SOLUTION`, prompts and seeds. */
export function translateMarks(source: string): string {
  const lines: string[] = [];
  let prompt: string[] | undefined;
  for (const line of source.split("\n")) {
    const indent = /^\s*/.exec(line)![0];
    const text = line.trimEnd();
    if (/# BEGIN PROMPT$/.test(text)) prompt = [];
    else if (/# END PROMPT$/.test(text)) {
      lines.push(...(prompt ?? []).map((each) => `${indent}// STUB ${each.trimStart()}`));
      prompt = undefined;
    } else if (prompt) prompt.push(line);
    else if (/# BEGIN SOLUTION( NO PROMPT)?$/.test(text)) {
      lines.push(`${indent}// BEGIN SOLUTION`);
      lines.push(`${indent}// STUB${/NO PROMPT$/.test(text) ? "" : " ..."}`);
    } else if (/# END SOLUTION$/.test(text)) lines.push(`${indent}// END SOLUTION`);
    else if (/# ?SOLUTION NO PROMPT$|# ?SEED$/.test(text))
      lines.push(...region(indent, "", text.replace(/\s*#\s*\w[\w ]*$/, "")));
    else if (/# ?SOLUTION$/.test(text)) {
      const body = text.replace(/\s*# ?SOLUTION$/, "");
      const left = /^\s*[\w.,[\]'" ]+=(?!=)/.exec(body)?.[0].trim();
      lines.push(...region(indent, left ? `${left} ...` : "...", body));
    } else lines.push(line);
  }
  return lines.join("\n");
}

function region(indent: string, stub: string, body: string): string[] {
  return [`${indent}// BEGIN SOLUTION`, `${indent}// STUB${stub && ` ${stub}`}`, body, `${indent}// END SOLUTION`];
}

function readTest(source: string, question: string, number: number): ForeignTest {
  const lines = source.split("\n");
  const config = /^(?:.\s*=\s*)?"""?\s*#\s*BEGIN TEST CONFIG/i.test(lines[0] ?? "");
  const end = config ? lines.findIndex((line) => /#\s*END TEST CONFIG/i.test(line)) : -1;
  const given = end > 0 ? yaml(lines.slice(1, end).join("\n")) : {};
  const marked = !config && /\bhidden\b/i.test(lines[0] ?? "") && /^\s*#/.test(lines[0] ?? "");
  const text = (value: unknown) => (typeof value === "string" ? value : undefined);
  const points = typeof given.points === "number" ? { points: given.points } : {};
  const message = text(given.failure_message);
  return {
    question,
    hidden: marked || given.hidden === true,
    title: `test ${number}`,
    ...points,
    ...(message !== undefined && { message }),
    code: lines
      .slice(end > 0 ? end + 1 : marked ? 1 : 0)
      .join("\n")
      .trim(),
  };
}

/** A Markdown cell may hold configuration in fences instead of raw cells. */
function unfence(cell: Cell): Cell[] {
  if (cell.cell_type !== "markdown" || !/^```otter\s*$/m.test(cell.source)) return [cell];
  return cell.source.split(/^(```otter[^\S\n]*\n[\s\S]*?\n```[^\S\n]*)$/m).flatMap((part): Cell[] => {
    const fenced = /^```otter[^\S\n]*\n([\s\S]*?)\n```/.exec(part)?.[1];
    if (fenced !== undefined) return [{ ...cell, cell_type: "raw", source: fenced }];
    return part.trim() === "" ? [] : [{ ...cell, source: part.trim() }];
  });
}

function yaml(text: string): Record<string, unknown> {
  const found = parseYaml(text) as unknown;
  return typeof found === "object" && found !== null ? (found as Record<string, unknown>) : {};
}

function clean(cell: Cell): Cell {
  const { otter, ...metadata } = cell.metadata;
  return cell.cell_type === "code" ? codeCell(cell.id, cell.source, metadata) : { ...cell, metadata };
}
