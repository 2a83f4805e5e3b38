import type { WireValue } from "./values.ts";

/** What the parent asks of the child. Ids are random and each is answered once. */
export type Request = { id: string } & (
  | { type: "cell"; name: string; code: string }
  | { type: "get"; path: Path }
  | { type: "call"; path: Path; args: WireValue[] }
  | { type: "construct"; path: Path; args: WireValue[] }
  | { type: "gradients"; path: Path; args: WireValue[]; cotangent?: WireValue }
);

/** A top-level name of the notebook, or a live object of an earlier answer, and the way on from there. */
export interface Path {
  root: { name: string } | { handle: number };
  members: string[];
}

export type Reply =
  | { id: string; ok: true; value: WireValue }
  | { id: string; ok: true; cell: CellOutcome }
  | { id: string; ok: false; error: { name: string; message: string } };

/** The first thing a child says. */
export interface Hello {
  hello: 1;
  device?: string;
}

export interface CellOutcome {
  status: "ok" | "error";
  error?: { name: string; message: string; traceback: string[] };
  /** What the cell printed, within `outputLimit` characters. */
  output: string;
}

export const outputLimit = 20_000;
