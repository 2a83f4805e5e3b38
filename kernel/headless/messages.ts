import type { CellResult, Output } from "../evaluate/types.ts";

export type ToChild = { type: "execute"; id: number; code: string; cellName: string } | { type: "interrupt" };

export type FromChild =
  | { type: "ready" }
  | { type: "output"; id: number; output: Output }
  | { type: "done"; id: number; result: CellResult };
