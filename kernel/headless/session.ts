import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { CellError, CellResult, Output } from "../evaluate/types.ts";
import type { FromChild, ToChild } from "./messages.ts";

export interface HeadlessSession {
  /** Runs a cell; one that does not end in time is interrupted, and what ignores that is killed. */
  execute(code: string, options: HeadlessOptions): Promise<CellResult>;
  /** Interrupts the running cell. */
  interrupt(): void;
  /** Has the process ended? Nothing can run in it any more. */
  readonly ended: boolean;
  stop(): void;
}

export interface HeadlessOptions {
  cellName: string;
  onOutput(output: Output): void;
  timeoutMs?: number;
}

/** How long an interrupted cell has to end by itself. */
const graceMs = 1000;

/** Runs cells in a process of their own, without Jupyter. */
export function startHeadless(directory: string): HeadlessSession {
  const child = fork(fileURLToPath(new URL("./child.ts", import.meta.url)), {
    cwd: directory,
    execArgv: ["--no-force-async-hooks-checks", "--disable-warning=ExperimentalWarning"],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const onOutput = new Map<number, (output: Output) => void>();
  let count = 0;
  let ended = false;
  let running: { id: number; reason?: CellError; settle(result: CellResult): void } | undefined;
  const ready = new Promise<void>((resolve) => {
    child.on("message", (message: FromChild) => {
      if (message.type === "ready") resolve();
      else if (message.type === "output") onOutput.get(message.id)?.(message.output);
      else if (message.id === running?.id) running.settle(message.result);
    });
    child.on("exit", (code, signal) => {
      ended = true;
      resolve();
      running?.settle(
        running.reason ?? failure("ProcessError", `the notebook's process ended (${signal ?? `exit code ${code}`})`),
      );
    });
  });
  const send = (message: ToChild) => !ended && child.connected && child.send(message);
  const interrupt = (reason: CellError): void => {
    if (!running) return;
    const { id } = running;
    running.reason = reason;
    send({ type: "interrupt" });
    setTimeout(() => running?.id === id && child.kill("SIGKILL"), graceMs).unref();
  };

  return {
    async execute(code, options) {
      await ready;
      if (ended) return failure("ProcessError", "the notebook's process has ended");
      const id = ++count;
      onOutput.set(id, options.onOutput);
      const { timeoutMs } = options;
      const result = await new Promise<CellResult>((settle) => {
        running = { id, settle };
        send({ type: "execute", id, code, cellName: options.cellName });
        if (timeoutMs === undefined) return;
        const late = failure("TimeoutError", `the cell ran longer than ${timeoutMs / 1000} s`);
        setTimeout(() => running?.id === id && interrupt(late), timeoutMs).unref();
      });
      const reason = running?.reason;
      running = undefined;
      return reason && result.status === "error" ? { ...result, ...reason } : result;
    },
    interrupt: () => interrupt(failure("InterruptError", "the cell was interrupted")),
    get ended() {
      return ended;
    },
    stop: () => void child.kill("SIGKILL"),
  };
}

function failure(ename: string, evalue: string): CellError {
  return { status: "error", ename, evalue, traceback: [`${ename}: ${evalue}`] };
}
