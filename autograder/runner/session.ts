import { randomUUID } from "node:crypto";
import type { Question } from "../authoring/remote.ts";
import {
  type Exit,
  InfrastructureError,
  inside,
  type KillReason,
  type Runner,
  type SandboxedProcess,
  type SandboxPolicy,
} from "../sandbox/index.ts";
import { encodeFrame, type Frame, type Reply, type Request, readFrames } from "../wire/index.ts";

/** Why a notebook's process could not answer; always the student's doing. */
export type LossReason = "time" | "memory" | "exit" | "killed" | "protocol";

export class ProcessLost extends Error {
  override name = "ProcessLost";
  readonly reason: LossReason;

  constructor(reason: LossReason, detail: string) {
    super(detail);
    this.reason = reason;
  }
}

const startSeconds = 180;
/** Seconds by the wall clock that a process may take for a limit of its own time, while the machine is busy with others. */
const wallLimit = (seconds: number) => 120 + 10 * seconds;

/** Node with the child's program: in one file where the policy has it. */
function commandOf({ mounts }: SandboxPolicy): string[] {
  const bundled = mounts.some((mount) => "to" in mount && mount.to === inside.bundle);
  const program = bundled ? `${inside.bundle}/child.mjs` : `${inside.project}/autograder/child/main.ts`;
  return [inside.node, "--no-warnings", "--random-seed=1", program];
}

interface Waiting {
  resolve(answer: { reply: Reply; bytes: Uint8Array }): void;
  reject(error: Error): void;
}

/** One sandboxed process with a notebook in it. */
export class Session {
  readonly #sandboxed: SandboxedProcess;
  readonly #waiting = new Map<string, Waiting>();
  readonly #hello = Promise.withResolvers<void>();
  readonly #heldBefore = new Map<string, number>();
  /** MiB that the policy grants. */
  readonly #granted: number;
  #limited: string | undefined;
  #device: string | undefined;
  #greeted = false;
  #lost: Error | undefined;

  private constructor(sandboxed: SandboxedProcess, granted: number) {
    this.#sandboxed = sandboxed;
    this.#granted = granted;
  }

  /** Starts the child and waits until it is ready, the course library loaded where wanted; it has met no student by then. */
  static async start(
    runner: Runner,
    policy: SandboxPolicy,
    options: { library?: boolean; device?: string } = {},
  ): Promise<Session> {
    const command = [...commandOf(policy), ...(options.library ? ["library"] : [])];
    const session = new Session(await runner.start(policy, command), policy.limits.memory);
    await session.#ready();
    if (options.device !== undefined && session.#device !== options.device) {
      await session.close();
      throw new InfrastructureError(`the notebook must run on "${options.device}", not on "${session.#device}"`);
    }
    return session;
  }

  get alive(): boolean {
    return this.#lost === undefined;
  }

  /** Seconds of the child's own time so far. */
  elapsed(): number {
    return this.#sandboxed.elapsed();
  }

  /** From now on the process may take this many MiB beyond what it held when the question was first at work; without a number, all that the policy grants. */
  limitMemory(question: string | undefined, mebibytes: number | undefined): void {
    if (question === this.#limited) return;
    this.#limited = question;
    let most: number | undefined;
    if (question !== undefined && mebibytes !== undefined && mebibytes < this.#granted) {
      const before = this.#heldBefore.get(question) ?? this.#sandboxed.memory();
      this.#heldBefore.set(question, before);
      most = before + mebibytes * 2 ** 20;
    }
    this.#sandboxed.limitMemory(most);
  }

  /** Asks the child, and ends it when the answer takes longer than `seconds` of its own time. */
  async ask(
    question: Question | { type: "cell"; name: string; code: string },
    bytes: Uint8Array,
    seconds: number,
  ): Promise<{ reply: Reply; bytes: Uint8Array }> {
    if (this.#lost) throw this.#lost;
    const request = { ...question, id: randomUUID() } as Request;
    const { elapsed } = this.#sandboxed;
    const [began, wallBegan] = [elapsed(), performance.now()];
    const clock = setInterval(
      () => {
        const wall = (performance.now() - wallBegan) / 1000;
        if (elapsed() - began > seconds)
          this.#end("time", new ProcessLost("time", `no answer within ${seconds} seconds`));
        else if (wall > wallLimit(seconds)) {
          this.#end(
            "time",
            new InfrastructureError(`the machine was too busy: ${Math.round(wall)} seconds for a limit of ${seconds}`),
          );
        }
      },
      Math.min(100, seconds * 250),
    );
    try {
      return await new Promise((resolve, reject) => {
        this.#waiting.set(request.id, { resolve, reject });
        this.#sandboxed.channel.write(encodeFrame(request, bytes));
      });
    } finally {
      clearInterval(clock);
      this.#waiting.delete(request.id);
    }
  }

  /** Lets the child end by itself, so that Node writes what it does at exit. */
  async end(): Promise<void> {
    this.#sandboxed.channel.end();
    await this.#sandboxed.exited;
  }

  async close(): Promise<void> {
    this.#end("done", new ProcessLost("exit", "the notebook's process was closed"));
    await this.#sandboxed.exited;
  }

  async #ready(): Promise<void> {
    const { channel, exited, output } = this.#sandboxed;
    readFrames(
      channel,
      (frame) => this.#receive(frame),
      (reason) => this.#end("protocol", new ProcessLost("protocol", `the notebook's process sent ${reason}`)),
    );
    void exited.then((exit) => {
      const failed = () => new InfrastructureError(`the sandbox did not start: ${output().trim().slice(0, 2000)}`);
      this.#end("done", this.#greeted ? lossOf(exit) : failed());
    });
    const timer = setTimeout(() => {
      this.#end("time", new InfrastructureError(`the sandbox was not ready within ${startSeconds} seconds`));
    }, startSeconds * 1000);
    await this.#hello.promise.finally(() => clearTimeout(timer));
  }

  /** Takes the first answer to a question that is open, and drops all else: repeated, early and invented ones. */
  #receive({ json, bytes }: Frame): void {
    const reply = json as Partial<Reply> & { hello?: unknown; device?: unknown };
    if (typeof reply !== "object" || reply === null) return;
    if (reply.hello === 1) {
      this.#greeted = true;
      this.#device ??= text(reply.device, 20);
      this.#hello.resolve();
      return;
    }
    const waiting = typeof reply.id === "string" ? this.#waiting.get(reply.id) : undefined;
    const checked = waiting && checkReply(reply);
    if (!waiting || !checked) return;
    this.#waiting.delete(checked.id);
    waiting.resolve({ reply: checked, bytes });
  }

  #end(reason: KillReason, error: Error): void {
    if (this.#lost) return;
    this.#lost = error;
    this.#hello.reject(error);
    this.#sandboxed.kill(reason);
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

function lossOf({ code, signal, killedFor }: Exit): Error {
  if (killedFor === "memory") return new ProcessLost("memory", "the notebook used more memory than allowed");
  if (signal === "SIGKILL" || code === 137) return new ProcessLost("killed", "the notebook's process was killed");
  return new ProcessLost(
    "exit",
    signal ? `the notebook's process ended by ${signal}` : `the notebook's process ended with exit code ${code}`,
  );
}

function checkReply(reply: Partial<Reply>): Reply | undefined {
  const { id } = reply as { id: string };
  if (reply.ok === false) {
    const { name, message } = (reply.error ?? {}) as Record<string, unknown>;
    return { id, ok: false, error: { name: text(name, 100), message: text(message, 2000) } };
  }
  if (reply.ok !== true) return undefined;
  if (!("cell" in reply)) return { id, ok: true, value: (reply as { value: never }).value };
  const cell = (reply.cell ?? {}) as unknown as Record<string, unknown>;
  const error = cell.error as Record<string, unknown> | undefined;
  const outcome = {
    status: cell.status === "ok" ? ("ok" as const) : ("error" as const),
    output: text(cell.output, 20_000),
    ...(typeof error === "object" &&
      error !== null && {
        error: { name: text(error.name, 100), message: text(error.message, 2000), traceback: [] },
      }),
  };
  return { id, ok: true, cell: outcome };
}

function text(value: unknown, limit: number): string {
  return typeof value === "string" ? value.slice(0, limit) : "";
}
