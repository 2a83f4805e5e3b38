import { rawOf } from "../access.ts";
import { download } from "../raw.ts";
import type { Gradients, Node } from "./node.ts";

const LIBRARY = new URL("../../", import.meta.url).href;

/** The stack of the operation being recorded, without the library's own frames. */
export function captureTrace(): string {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 50;
  const lines = new Error().stack!.split("\n").slice(1);
  Error.stackTraceLimit = limit;
  const own = lines.filter((line) => !line.includes(LIBRARY) && !line.includes("node:internal"));
  return (own.length > 0 ? own : lines).join("\n");
}

/** A node by name and, in anomaly mode, by the line that called the operation. */
export function describeNode(node: Node): string {
  return node.trace === null ? node.name : `${node.name}, called forward\n${node.trace}\n`;
}

export function checkForNan(node: Node, gradients: Gradients): void {
  gradients.forEach((gradient, i) => {
    if (gradient == null || gradient.dtype !== "float32") return;
    if (download(rawOf(gradient)).some(Number.isNaN)) {
      throw new Error(
        `${node.name} returned nan as the gradient of its input ${i}. It was called forward\n${node.trace ?? "(unknown)"}`,
      );
    }
  });
}
