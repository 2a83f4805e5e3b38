import { visitorKeys } from "oxc-parser";
import { parse } from "../assignment/erase.ts";
import { seededRandom } from "../authoring/random.ts";

export interface Mutant {
  /** Line in the cell, from 1. */
  line: number;
  /** What was changed: `value > 0 -> value >= 0`. */
  change: string;
  source: string;
}

interface Node {
  type: string;
  start: number;
  end: number;
  [key: string]: unknown;
}

const operators: Record<string, string> = {
  "+": "-",
  "-": "+",
  "*": "/",
  "/": "*",
  "%": "*",
  "**": "*",
  "<": "<=",
  "<=": "<",
  ">": ">=",
  ">=": ">",
  "===": "!==",
  "!==": "===",
  "==": "!=",
  "!=": "==",
  "&&": "||",
  "||": "&&",
  "??": "&&",
  "+=": "-=",
  "-=": "+=",
  "*=": "+=",
  "/=": "*=",
};

const methods: Record<string, string> = {
  add: "sub",
  sub: "add",
  mul: "div",
  div: "mul",
  max: "min",
  min: "max",
  sum: "mean",
  mean: "sum",
  relu: "neg",
  exp: "neg",
  log: "neg",
  sqrt: "square",
  map: "filter",
  filter: "map",
  every: "some",
  some: "every",
};

/** Small errors made one at a time in the parts of `solution` that the student writes (the lines the stub does not have). */
export async function mutants(name: string, solution: string, stub: string, count: number): Promise<Mutant[]> {
  const given = new Set(stub.split("\n").map((line) => line.trim()));
  const lines = solution.split("\n");
  const lineOf = (offset: number) => solution.slice(0, offset).split("\n").length;
  const written = (node: Node) => !given.has(lines[lineOf(node.start) - 1]!.trim());
  const all: Mutant[] = [];
  const replace = (start: number, end: number, text: string, node: Node) => {
    if (!written(node) || solution.slice(start, end) === text) return;
    const source = solution.slice(0, start) + text + solution.slice(end);
    const shown = (from: string) => from.replace(/\s+/g, " ").slice(0, 60);
    const changed = solution.slice(node.start, start) + text + solution.slice(end, node.end);
    all.push({
      line: lineOf(node.start),
      change: `${shown(solution.slice(node.start, node.end))} -> ${shown(changed) || "(removed)"}`,
      source,
    });
  };
  const visit = (node: Node): void => {
    for (const [start, end, text] of edits(node, solution)) replace(start, end, text, node);
    for (const key of visitorKeys[node.type] ?? []) {
      const child = node[key];
      for (const each of Array.isArray(child) ? child : [child])
        if (isNode(each) && !each.type.startsWith("TSType")) visit(each);
    }
  };
  visit(parse(`${name}.ts`, solution) as unknown as Node);
  const random = seededRandom(`mutants/${name}`);
  return all
    .map((mutant) => ({ mutant, order: random.integer(0, 2 ** 31) }))
    .sort((a, b) => a.order - b.order)
    .slice(0, count)
    .map(({ mutant }) => mutant);
}

/** The changes a node allows, as (start, end, new text). */
function edits(node: Node, source: string): [number, number, string][] {
  const part = (key: string) => node[key] as Node;
  switch (node.type) {
    case "Literal":
      if (typeof node.value === "number")
        return [[node.start, node.end, node.value === 0 ? "1" : `(${source.slice(node.start, node.end)} + 1)`]];
      if (typeof node.value === "boolean") return [[node.start, node.end, String(!node.value)]];
      return [];
    case "BinaryExpression":
    case "LogicalExpression":
    case "AssignmentExpression": {
      const other = operators[node.operator as string];
      const at = source.indexOf(node.operator as string, part("left").end);
      return other ? [[at, at + (node.operator as string).length, other]] : [];
    }
    case "CallExpression": {
      const callee = part("callee");
      if (callee.type !== "MemberExpression" || callee.computed === true) return [];
      const property = callee.property as Node;
      const other = methods[property.name as string];
      const dropped: [number, number, string] = [(callee.object as Node).end, node.end, ""];
      return other ? [[property.start, property.end, other], dropped] : [dropped];
    }
    case "IfStatement":
      return [[part("test").start, part("test").end, `!(${source.slice(part("test").start, part("test").end)})`]];
    case "ExpressionStatement":
      return [[node.start, node.end, ""]];
    default:
      return [];
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && typeof (value as Node).type === "string";
}
