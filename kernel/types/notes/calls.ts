import type { TypeProblem } from "../check.ts";
import { isPromise, isTensor, parts, type Rule } from "./rule.ts";

const shapeCalls =
  /\b(reshape|view|permute|zeros|ones|rand|randn|empty|full|expand|tile|repeat|broadcastTo|flip|randint)\s*\(/;
const operators: Record<string, string> = {
  "+": "a.add(b)",
  "-": "a.sub(b)",
  "*": "a.mul(b), or a.matmul(b) for matrices",
  "/": "a.div(b)",
  "%": "a.remainder(b)",
  "**": "a.pow(b)",
  ">": "a.gt(b)",
  "<": "a.lt(b)",
  ">=": "a.ge(b)",
  "<=": "a.le(b)",
  "===": "a.eq(b)",
  "==": "a.eq(b)",
  "!==": "a.ne(b)",
  "!=": "a.ne(b)",
};
const promise = "one side is a Promise, a value still on its way. Put await before the call.";

/** Calls, operators and conditions. */
export const callRules: Rule[] = [
  {
    codes: [2554, 2555, 2556],
    note(problem, { line }) {
      const [wanted = "", got = ""] = parts(problem, /Expected (\S+) arguments?, but got (\d+)/);
      const shape = shapeCalls.exec(line)?.[1];
      if (shape && Number(got) > Number.parseInt(wanted.split("-").at(-1)!, 10))
        return `sizes and dimensions are given as one list: ${shape}(${/permute|flip/.test(shape) ? "[1, 0]" : "[2, 3]"}).`;
      return "press Shift-Tab between the parentheses to see what it takes.";
    },
  },
  {
    codes: [2769],
    note: () =>
      "there are several ways to call this, and these arguments fit none. Press Shift-Tab between the parentheses to see them.",
  },
  {
    codes: [2349],
    note(problem) {
      const [type = ""] = parts(problem, /Type '(.+?)' has no call signatures/s);
      if (type === "Shape" || /^(?:number|string|boolean)$|\[\]$/i.test(type))
        return "it is a value, not a function: leave out the ().";
      if (isPromise(type))
        return "this is a Promise, a value still on its way. Put await before it, in brackets: (await f)().";
      if (isTensor(type)) return 'tensors are indexed by a method: x.at(0), x.at("1:3").';
      if (/^[A-Z]\w*$/.test(type))
        return `a module is called by its forward: ${/^[\w.$]+$/.test(problem.text) ? problem.text : "model"}.forward(x).`;
      return undefined;
    },
  },
  {
    codes: [2348],
    note: (problem) => `objects of a class are made by new: new ${problem.text.replace(/\(.*/s, "")}(...).`,
  },
  { codes: [2351], note: () => "it is no class. If it is a function, call it without new." },
  {
    codes: [2362, 2363, 2365, 2367, 2447, 2839, 2736, 2356],
    note(problem, { line, definedIn }) {
      if (problem.related.some(({ message }) => /await/.test(message)) || /Promise</.test(problem.message))
        return promise;
      const types = [...problem.message.matchAll(/'([^']+)'/g)].map(([, type]) => type!);
      if (
        types.some(isTensor) ||
        ([2362, 2363, 2736].includes(problem.code) &&
          /^(?:x|y|logits|loss|images?|labels?|targets?|weights?|pred\w*)$/.test(problem.text) &&
          definedIn(problem.text))
      ) {
        const [sign] = /'([-+*/%<>=!]+)'/.exec(problem.message)?.slice(1) ?? [];
        const used = sign ?? operatorNear(line, problem);
        return `operators work on numbers. For tensors there are methods: ${operators[used] ?? "a.add(b), a.mul(b)"}.`;
      }
      if (problem.code === 2839)
        return "lists and objects are equal only when they are one and the same. Compare what is in them.";
      if (problem.code === 2367)
        return "they have different types, so they can never be equal. Convert one of them: Number(text), String(value).";
      if (problem.code === 2362 || problem.code === 2363)
        return "only numbers can be computed with. Number(text) makes a number of a text.";
      if (problem.code === 2365)
        return "these types do not go together. Convert one of them first: Number(text), String(value).";
      return undefined;
    },
  },
  { codes: [2678], note: () => "the case has another type than the value of the switch, so it can never be reached." },
  { codes: [2801], note: () => "a Promise is always true. Put await before it to ask for its value." },
  { codes: [2774], note: (problem) => `a function is always true. To ask for its result, call it: ${problem.text}().` },
  {
    codes: [1308, 1378],
    note: () => "await is for async functions: write async before function, or before the arrow's brackets.",
  },
];

/** The operator that stands beside the place of an error. */
function operatorNear(line: string, { column, length, text }: TypeProblem): string {
  const after = /^\s*([-+*/%<>=!]+)/.exec(line.slice(column - 1 + length))?.[1];
  return after ?? /([=!]==?)/.exec(text)?.[1] ?? /([-+*/%<>=!]+)\s*$/.exec(line.slice(0, column - 1))?.[1] ?? "";
}
