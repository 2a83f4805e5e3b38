import type { TypeProblem } from "../check.ts";
import { assignRules } from "./assign.ts";
import { callRules } from "./calls.ts";
import { declarationRules } from "./declarations.ts";
import { memberRules } from "./members.ts";
import { nameRules } from "./names.ts";
import type { NoteContext, Rule } from "./rule.ts";

const byCode = new Map<number, Rule[]>();
for (const rule of [...assignRules, ...nameRules, ...memberRules, ...callRules, ...declarationRules])
  for (const code of rule.codes) byCode.set(code, [...(byCode.get(code) ?? []), rule]);

/** What a student should know about an error, beyond TypeScript's words. */
export function noteFor(problem: TypeProblem, context: NoteContext): string | undefined {
  for (const rule of byCode.get(problem.code) ?? []) {
    const note = rule.note(problem, context);
    if (note) return note;
  }
  return undefined;
}

export type { NoteContext } from "./rule.ts";
