import { sourceLines } from "./text.ts";

/** A remark of the solution's author, and the student's line that does what it is about. */
export interface Aligned {
  /** From 1. */
  line: number;
  text: string;
}

/** Sources of more lines than this are not aligned: the table grows with their product. */
const mostLines = 600;
const enough = 0.35;

/**
 * The comments of the annotated solution, each at the student's line that resembles the commented one most.
 *
 * Lines are paired in order (Needleman and Wunsch 1970) by how many words they share; a comment whose line has no
 * counterpart stands at the nearest line before it that has one.
 */
export function alignAnnotations(student: string, solution: string): Aligned[] {
  const own = sourceLines(student);
  const theirs = sourceLines(solution);
  const remarks = remarksOf(theirs);
  if (remarks.length === 0 || own.length > mostLines || theirs.length > mostLines) return [];
  const pairs = pairLines(own.map(words), theirs.map(words));
  const aligned = new Map<number, string[]>();
  for (const { at, text } of remarks) {
    if (own.some((line) => line.includes(text))) continue;
    let from = at;
    while (from >= 0 && !pairs.has(from)) from--;
    const line = (pairs.get(from) ?? 0) + 1;
    aligned.set(line, [...(aligned.get(line) ?? []), text]);
  }
  return [...aligned].map(([line, texts]) => ({ line, text: texts.join("\n") }));
}

/** Comments of a source, a block of lines as one, each with the index of the line of code that it is about. */
function remarksOf(lines: string[]): { at: number; text: string }[] {
  const found: { at: number; text: string }[] = [];
  let block: string[] = [];
  lines.forEach((line, index) => {
    const whole = /^\s*\/\/\s?(.*)$/.exec(line);
    if (whole) {
      if (!/(BEGIN|END) SOLUTION/.test(whole[1]!)) block.push(whole[1]!);
      return;
    }
    const behind = /\S.*?\s\/\/\s(.*)$/.exec(line);
    if (behind) block.push(behind[1]!);
    if (block.length > 0 && line.trim() !== "") {
      found.push({ at: index, text: block.join("\n") });
      block = [];
    }
  });
  return found;
}

function words(line: string): Set<string> {
  return new Set(line.replace(/\/\/.*$/, "").match(/[\p{L}\p{N}_$]+|[^\s\p{L}\p{N}_$]/gu) ?? []);
}

/** Dice's measure; lines of a bracket alone tell nothing. */
function likeness(a: Set<string>, b: Set<string>): number {
  if (a.size < 2 || b.size < 2) return 0;
  let shared = 0;
  for (const word of a) if (b.has(word)) shared++;
  return (2 * shared) / (a.size + b.size);
}

/** The solution's lines with the student's that stand for them, both by index. */
function pairLines(own: Set<string>[], theirs: Set<string>[]): Map<number, number> {
  const width = theirs.length + 1;
  const best = new Float64Array((own.length + 1) * width);
  const like = (i: number, j: number) => {
    const value = likeness(own[i]!, theirs[j]!);
    return value >= enough ? value : 0;
  };
  for (let i = own.length - 1; i >= 0; i--)
    for (let j = theirs.length - 1; j >= 0; j--)
      best[i * width + j] = Math.max(
        best[(i + 1) * width + j]!,
        best[i * width + j + 1]!,
        best[(i + 1) * width + j + 1]! + like(i, j),
      );
  const pairs = new Map<number, number>();
  for (let i = 0, j = 0; i < own.length && j < theirs.length; ) {
    const here = best[i * width + j]!;
    if (here === best[(i + 1) * width + j]!) i++;
    else if (here === best[i * width + j + 1]!) j++;
    else pairs.set(j++, i++);
  }
  return pairs;
}
