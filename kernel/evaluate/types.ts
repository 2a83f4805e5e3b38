import type { Gate } from "./gate.ts";

/** What one value looks like, by MIME type. */
export interface MimeBundle {
  data: Record<string, unknown>;
  metadata: Record<string, unknown>;
}

/** Something a cell showed while it ran, or later from a timer it left behind. */
export type Output =
  | { type: "stream"; name: "stdout" | "stderr"; text: string }
  | ({ type: "display_data" | "update_display_data"; displayId?: string } & MimeBundle)
  | { type: "clear_output"; wait: boolean };

/** A message between something in a cell and its counterpart in a front end. */
export interface CommMessage {
  type: "comm_open" | "comm_msg" | "comm_close";
  commId: string;
  /** Of `comm_open`: what the other side looks the handler up by. */
  target?: string;
  data: Record<string, unknown>;
  metadata?: Record<string, unknown>;
  buffers?: Uint8Array[];
}

export interface CellError {
  status: "error";
  ename: string;
  evalue: string;
  traceback: string[];
}

export type ExpressionResult = ({ status: "ok" } & MimeBundle) | CellError;

export type CellResult =
  | { status: "ok"; result?: MimeBundle; expressions?: Record<string, ExpressionResult> }
  | CellError;

export interface ExecuteOptions {
  /** How errors name the cell, for instance `In[3]`. */
  cellName: string;
  onOutput(output: Output): void;
  /** Expressions to evaluate after the cell, by name. */
  expressions?: Record<string, string>;
}

export interface Evaluator {
  /** Runs a cell after those asked for earlier have ended. Never rejects: what went wrong is the result. */
  execute(code: string, options: ExecuteOptions): Promise<CellResult>;
  /** The live value of an expression in the cells' scope (same realm, no copy); rejects with what it throws. */
  value(expression: string): Promise<unknown>;
  /** Hands a front end's comm message to its handlers; what they print goes to `onOutput`. */
  comm(message: CommMessage, onOutput: (output: Output) => void): Promise<void>;
  /** Asks the running cell to stop at its next await or library call. */
  interrupt(): void;
  /** Ends the running cell after its script was terminated from another thread, where no `finally` could run. */
  terminated(): void;
  /** Gives back console, streams and process hooks, and fails what still runs. */
  dispose(): void;
}

export interface EvaluatorOptions {
  /** Imports and relative paths in cells start here. */
  directory: string;
  /** Is someone watching live? Default false. */
  interactive?: boolean;
  /** Answers `prompt()`, `confirm()` and `alert()`. Default: an error that says input is not possible. */
  input?(prompt: string, options: { password: boolean }): string;
  /** Shared with the thread that may terminate cells. */
  gate?: Gate;
  /** Sends a comm message to the front ends. Default: nobody hears it. */
  comm?(message: CommMessage): void;
}
