import type { Duplex } from "node:stream";
import type { SandboxPolicy } from "./policy.ts";

/** Why a sandboxed process ended. */
export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** Set when the watchdog or the parent ended it. */
  killedFor?: KillReason;
}

export type KillReason = "memory" | "time" | "protocol" | "done";

export interface SandboxedProcess {
  /** The channel to the child, its descriptor 3. */
  readonly channel: Duplex;
  readonly exited: Promise<Exit>;
  /** What it printed, within the policy's limit. */
  output(): string;
  /** Seconds it ran or waited for something of its own; waiting for a processor that others kept busy does not count. */
  elapsed(): number;
  /** Bytes its processes hold together: anonymous, shared and swapped. */
  memory(): number;
  /** A lower limit than the policy's, in bytes, until the next call; none with `undefined`. */
  limitMemory(bytes: number | undefined): void;
  kill(reason: KillReason): void;
}

export interface SandboxStatus {
  runner: string;
  available: boolean;
  /** One line a layer of isolation: what is in force and what is missing. */
  layers: { name: string; ok: boolean; detail: string }[];
}

/** Something that runs a program in isolation; bubblewrap is one. */
export interface Runner {
  readonly name: string;
  status(): Promise<SandboxStatus>;
  /** Throws `NoSandboxError` where isolation is not available. */
  start(policy: SandboxPolicy, command: readonly string[]): Promise<SandboxedProcess>;
}

/** The machine, not the student, is at fault: the submission stays ungraded and can be graded again. */
export class InfrastructureError extends Error {
  override name = "InfrastructureError";
}

export class NoSandboxError extends InfrastructureError {
  override name = "NoSandboxError";
}
