import type { CellResult, CommMessage, Output } from "./evaluate/types.ts";

/** What the protocol thread asks of the main thread, where cells run. */
export type ToMain =
  | { type: "execute"; id: number; code: string; cellName: string; expressions: Record<string, string> }
  /** A client's comm message; `id` is what output of its handlers is published under. */
  | { type: "comm"; id: number; message: CommMessage }
  /** Which of these expressions have a value now, and what members. */
  | { type: "look"; id: number; expressions: string[] }
  | { type: "interrupt" }
  /** Nothing: its handler is a script that a termination can end. */
  | { type: "nudge" }
  /** The running script was terminated. Sent again until it is answered. */
  | { type: "terminated"; attempt: number }
  | { type: "shutdown" };

/** What the main thread tells the protocol thread. */
export type ToProtocol =
  | { type: "output"; id: number; output: Output }
  | { type: "done"; id: number; result: CellResult }
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

/** What the protocol thread is started with. */
export interface ProtocolStart {
  connectionFile: string;
  /** `runtime().interrupt`. */
  interrupt: Int32Array;
  /** The state of the evaluator's gate. */
  gateState: Int32Array;
  /** [0] becomes 1 when an answer lies in the input port. */
  inputSignal: Int32Array;
  inputPort: import("node:worker_threads").MessagePort;
}

/** What comes through the input port. */
export type InputAnswer = { text: string } | { failure: "interrupted" | "refused" };
