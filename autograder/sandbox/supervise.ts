import type { ChildProcess } from "node:child_process";
import { availableParallelism } from "node:os";
import type { Duplex, Readable } from "node:stream";
import type { Cgroup } from "./cgroup.ts";
import type { SandboxPolicy } from "./policy.ts";
import { privateMemory, processorTime, processTree, runDelay } from "./processTree.ts";
import type { Exit, KillReason, SandboxedProcess } from "./runner.ts";

const watchEvery = 50;

export interface Supervised {
  channel: Duplex;
  output: () => string;
  policy: SandboxPolicy;
  group?: Cgroup;
  /** What else is to be tidied up after its end. */
  cleanUp?: () => void;
}

/**
 * Watches memory and clock of a sandbox, and ends it as a whole: its pid namespace dies with its first process.
 *
 * `child` is the program that made the sandbox, `pid` the sandbox's first process as seen from outside.
 */
export function supervise(child: ChildProcess, pid: number, options: Supervised): SandboxedProcess {
  const { channel, output, policy, group, cleanUp } = options;
  const started = performance.now();
  let killedFor: KillReason | undefined;
  const processors = availableParallelism();
  let delayed = 0;
  let busy = 0;
  const most = policy.limits.memory * 2 ** 20;
  let allowed = most;
  const held = () => processTree(pid).reduce((sum, each) => sum + privateMemory(each), 0);
  const kill = (reason: KillReason) => {
    killedFor ??= reason;
    // While the child lives it has not reaped the first process, so its id still means that process.
    if (child.exitCode === null && child.signalCode === null) {
      for (const target of [pid, child.pid!]) {
        try {
          process.kill(target, "SIGKILL");
        } catch {}
      }
    }
  };
  const watch = setInterval(() => {
    const tree = processTree(pid);
    let memory = 0;
    let time = 0;
    for (const each of tree) {
      memory += privateMemory(each);
      time += processorTime(each);
    }
    busy = Math.max(busy, time);
    if (memory > allowed || group?.ranOutOfMemory()) kill("memory");
    const first = tree[1];
    if (first !== undefined) delayed = Math.max(delayed, runDelay(first));
  }, watchEvery);
  const exited = new Promise<Exit>((resolve) => {
    child.once("close", (code, signal) => {
      clearInterval(watch);
      channel.destroy();
      if (group?.ranOutOfMemory()) killedFor ??= "memory";
      group?.remove();
      cleanUp?.();
      resolve({ code, signal, ...(killedFor && { killedFor }) });
    });
  });
  return {
    channel,
    exited,
    output,
    // Waiting for a processor does not count, unless it is for what the sandbox itself keeps busy.
    elapsed: () => Math.max((performance.now() - started) / 1000 - delayed, busy / processors),
    memory: held,
    limitMemory: (bytes) => {
      allowed = Math.min(bytes ?? most, most);
    },
    kill,
  };
}

/** Keeps the first `limit` bytes and reads on, so that a flood neither fills memory nor blocks the writer. */
export function capture(streams: Readable[], limit: number): () => string {
  const chunks: Buffer[] = [];
  let length = 0;
  let dropped = false;
  for (const stream of streams) {
    stream.on("data", (chunk: Buffer) => {
      const kept = chunk.subarray(0, Math.max(0, limit - length));
      if (kept.length < chunk.length) dropped = true;
      length += kept.length;
      if (kept.length > 0) chunks.push(kept);
    });
  }
  return () => Buffer.concat(chunks).toString("utf8") + (dropped ? "\n[output cut]\n" : "");
}
