import { type ChildProcess, spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import type { Duplex, Readable } from "node:stream";
import { inside, type SandboxPolicy } from "./policy.ts";
import { privateMemory, processorTime, processTree, runDelay } from "./processTree.ts";
import { type Exit, InfrastructureError, type KillReason, type SandboxedProcess } from "./runner.ts";
import { type SeccompArch, seccompProgram } from "./seccomp.ts";

export const nobody = 65534;
const watchEvery = 50;

/** The command line of `bwrap` for a policy. The order matters: later mounts cover earlier ones. */
export function bubblewrapArguments(policy: SandboxPolicy, command: readonly string[]): string[] {
  const args = ["--unshare-user", "--uid", "1000", "--gid", "1000", "--disable-userns"];
  for (const namespace of policy.namespaces) if (namespace !== "user") args.push(`--unshare-${namespace}`);
  args.push("--hostname", "sandbox", "--cap-drop", "ALL", "--new-session", "--die-with-parent", "--clearenv");
  // The uid of a grader run by root could write below /proc/sys even without capabilities: /proc is read-only.
  args.push("--proc", "/proc", "--remount-ro", "/proc", "--dev", "/dev");
  for (const mount of policy.mounts) {
    if (mount.kind === "readOnly") args.push("--ro-bind", mount.from, mount.to);
    else if (mount.kind === "writable") args.push("--bind", mount.from, mount.to);
    else if (mount.kind === "link") args.push("--symlink", mount.target, mount.to);
    else args.push("--perms", "0755", "--size", String(mount.bytes), "--tmpfs", mount.to);
  }
  for (const [name, value] of Object.entries(policy.environment)) args.push("--setenv", name, value);
  args.push("--remount-ro", "/dev", "--remount-ro", "/", "--chdir", inside.work, "--seccomp", "4", "--info-fd", "5");
  const { limits } = policy;
  const limiter = [
    "/usr/bin/prlimit",
    `--nproc=${limits.processes}`,
    `--nofile=${limits.openFiles}`,
    `--fsize=${limits.disk * 2 ** 20}`,
    "--core=0",
    "--memlock=0",
    "--msgqueue=0",
  ];
  return [...args, "--", ...limiter, ...command];
}

/** Starts `command` under the policy; `asNobody` gives up root's uid first. */
export async function startBubblewrap(
  policy: SandboxPolicy,
  command: readonly string[],
  asNobody: boolean,
): Promise<SandboxedProcess> {
  const child = spawn("bwrap", bubblewrapArguments(policy, command), {
    stdio: ["ignore", "pipe", "pipe", "pipe", "pipe", "pipe"],
    env: {},
    cwd: "/",
    ...(asNobody && { uid: nobody, gid: nobody }),
  });
  const [, stdout, stderr, channel, seccomp, info] = child.stdio as unknown as [
    null,
    Readable,
    Readable,
    Duplex,
    Duplex,
    Duplex,
  ];
  for (const stream of [stdout, stderr, channel, seccomp, info]) stream.on("error", () => undefined);
  seccomp.end(seccompProgram(process.arch as SeccompArch));
  const output = capture([stdout, stderr], policy.limits.output);
  const pid = await new Promise<number>((resolve, reject) => {
    let text = "";
    child.once("error", (error) => reject(new InfrastructureError(`bwrap did not start: ${error.message}`)));
    child.once("exit", () =>
      reject(new InfrastructureError(`bwrap did not start: ${output().trim() || "no message"}`)),
    );
    info.on("data", (chunk) => {
      text += chunk;
      const found = /"child-pid":\s*(\d+)/.exec(text)?.[1];
      if (found) resolve(Number(found));
    });
  });
  return supervise(child, pid, channel, output, policy);
}

/** Watches memory and clock of a sandbox, and ends it as a whole: its pid namespace dies with its first process. */
function supervise(
  child: ChildProcess,
  pid: number,
  channel: Duplex,
  output: () => string,
  policy: SandboxPolicy,
): SandboxedProcess {
  const started = performance.now();
  let killedFor: KillReason | undefined;
  const processors = availableParallelism();
  let delayed = 0;
  let busy = 0;
  const kill = (reason: KillReason) => {
    killedFor ??= reason;
    // While bwrap lives it has not reaped the first process, so its id still means that process.
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
    if (memory > policy.limits.memory * 2 ** 20) kill("memory");
    const first = tree[1];
    if (first !== undefined) delayed = Math.max(delayed, runDelay(first));
  }, watchEvery);
  const exited = new Promise<Exit>((resolve) => {
    child.once("close", (code, signal) => {
      clearInterval(watch);
      channel.destroy();
      resolve({ code, signal, ...(killedFor && { killedFor }) });
    });
  });
  return {
    channel,
    exited,
    output,
    // Waiting for a processor does not count, unless it is for what the sandbox itself keeps busy.
    elapsed: () => Math.max((performance.now() - started) / 1000 - delayed, busy / processors),
    kill,
  };
}

/** Keeps the first `limit` bytes and reads on, so that a flood neither fills memory nor blocks the writer. */
function capture(streams: Readable[], limit: number): () => string {
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
