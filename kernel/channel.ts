import type { CellResult, CommMessage, Output } from "./evaluate/types.ts";

/** What the protocol thread asks of the main thread, where cells run. */
export type ToMain =
  | { type: "execute"; id: number; code: string; cellName: string; userExpressions: Record<string, string> }
  /** A client's comm message; `id` is what output of its handlers is published under. */
  | { type: "comm"; id: number; message: CommMessage }
  /** Which of these expressions have a value now, and what members. */
  | { type: "look"; id: number; expressions: string[] }
  | { type: "interrupt" }
  /** The running script was terminated. Sent again until it is answered: the termination may have taken the message's own handler. */
  | { type: "terminated"; attempt: number }
  | { type: "shutdown" };

/** What the main thread tells the protocol thread. */
export type ToProtocol =
  | { type: "output"; id: number; output: Output }
  | { type: "done"; id: number; result: CellResult; userExpressions: Record<string, ExpressionResult> }
  | { type: "comm"; id: number; message: CommMessage }
  | { type: "comm_done"; id: number }
  /** Members by expression; expressions that throw are left out. */
  | { type: "looked"; id: number; members: Record<string, LiveMember[]> }
  | { type: "resumed"; attempt: number }
  /** The main thread now waits for the answer on the input port. */
  | { type: "input"; id: number; prompt: string; password: boolean };

/** A property of a live value. */
export interface LiveMember {
  name: string;
  isFunction: boolean;
}

export type ExpressionResult =
  | { status: "ok"; data: Record<string, unknown>; metadata: Record<string, unknown> }
  | { status: "error"; ename: string; evalue: string; traceback: string[] };

/** What the protocol thread is started with. */
export interface ProtocolStart {
  connectionFile: string;
  /** `runtime().interrupt`. */
  interrupt: Int32Array;
  /** [0] becomes 1 when an answer lies in the input port. */
  inputSignal: Int32Array;
  inputPort: import("node:worker_threads").MessagePort;
}

/** What comes through the input port. */
export type InputAnswer = { text: string } | { failure: "interrupted" | "refused" };
