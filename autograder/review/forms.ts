import type { Review, ReviewComment } from "./reviews.ts";
import { type RubricContent, type RubricItem, starts } from "./rubric.ts";

type Field = ReturnType<FormData["get"]>;

const longestText = 20_000;

export type DeskForm = Omit<Review, "state"> & { state: "open" | "done" };

/** A review as the desk's form says it; where points are no number they are left out and `problem` says so. */
export function readDeskForm(form: FormData, author: string): { review: DeskForm; problem?: string } {
  const points = number(form.get("points"));
  const reason = text(form.get("reason")).trim();
  const review: DeskForm = {
    version: wholeNumber(form.get("version")),
    state: form.get("action") === "open" ? "open" : "done",
    flagged: form.get("flagged") !== null,
    author,
    items: form.getAll("item").map(text),
    comments: readComments(form),
    points: points === undefined ? null : points,
    reason,
  };
  if (points === undefined || (points !== null && points < 0))
    return {
      review: { ...review, points: null },
      problem: "Your own points must be a number of 0 or more; nothing was saved yet.",
    };
  if (points !== null && reason === "")
    return { review, problem: "Points of your own need a reason, which stays in the log; nothing was saved yet." };
  return { review };
}

function readComments(form: FormData): ReviewComment[] {
  const [cells, lines] = [form.getAll("comment-cell"), form.getAll("comment-line")];
  return form.getAll("comment-text").flatMap((entry, index) => {
    const body = text(entry).trim();
    const cell = text(cells[index] ?? "") || null;
    const line = wholeNumber(lines[index] ?? "") || null;
    return body ? [{ cell, line: cell === null ? null : line, text: body }] : [];
  });
}

/** A rubric as its form says it; new items get the next free ids. */
export function readRubricForm(form: FormData): { version: number; content: RubricContent; problem?: string } {
  const [ids, texts, points, kinds] = ["id", "text", "points", "kind"].map((name) => form.getAll(name)) as Field[][];
  let problem: string | undefined;
  let last = Math.max(0, ...ids!.map((id) => wholeNumber(text(id).slice(1))));
  const items = texts!.flatMap((entry, index): RubricItem[] => {
    const name = text(entry).trim().slice(0, 500);
    if (!name) return [];
    const worth = number(points![index] ?? "");
    if (worth === null || worth === undefined) problem = `Item “${name}” needs a number of points, such as 2 or -0.5.`;
    const cap = kinds![index] === "cap";
    if (cap && (worth ?? 0) < 0) problem = `Item “${name}” allows at most a number of 0 or more.`;
    return [{ id: text(ids![index] ?? "") || `i${++last}`, text: name, points: worth ?? 0, ...(cap && { cap }) }];
  });
  const start = starts.find((each) => each === form.get("start")) ?? "tests";
  return { version: wholeNumber(form.get("version")), content: { start, items }, ...(problem && { problem }) };
}

function text(value: Field): string {
  return typeof value === "string" ? value.replace(/\r\n?/g, "\n").slice(0, longestText) : "";
}

/** null for nothing, undefined for what is no number. A comma is taken for a point. */
function number(value: Field): number | null | undefined {
  const written = text(value).trim().replace(",", ".").replace(/^[−–]/, "-");
  if (written === "") return null;
  return /^[+-]?\d{1,6}(\.\d{0,6})?$/.test(written) ? Number(written) : undefined;
}

function wholeNumber(value: Field): number {
  const written = text(value);
  return /^\d{1,9}$/.test(written) ? Number(written) : 0;
}
