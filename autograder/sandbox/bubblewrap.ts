import { spawn } from "node:child_process";
import type { Duplex, Readable } from "node:stream";
import { type CgroupTree, makeCgroup } from "./cgroup.ts";
import { inside, type SandboxPolicy } from "./policy.ts";
import { InfrastructureError, type SandboxedProcess } from "./runner.ts";
import { type SeccompArch, seccompProgram } from "./seccomp.ts";
import { capture, supervise } from "./supervise.ts";

export const nobody = 65534;

/** The command line of `bwrap` for a policy. The order matters: later mounts cover earlier ones. */
export function bubblewrapArguments(policy: SandboxPolicy, command: readonly string[]): string[] {
  const args = ["--unshare-user", "--uid", "1000", "--gid", "1000", "--disable-userns"];
  for (const namespace of policy.namespaces) if (namespace !== "user") args.push(`--unshare-${namespace}`);
  args.push("--hostname", "sandbox", "--cap-drop", "ALL", "--new-session", "--die-with-parent", "--clearenv");
  args.push("--proc", "/proc");
  // The uid of a grader run by root could write below /proc/sys even without capabilities: /proc is read-only.
  if (!policy.writableProc) args.push("--remount-ro", "/proc");
  args.push("--dev", "/dev");
  for (const mount of policy.mounts) {
    if (mount.kind === "readOnly") args.push("--ro-bind", mount.from, mount.to);
    else if (mount.kind === "writable") args.push("--bind", mount.from, mount.to);
    else if (mount.kind === "device") args.push("--dev-bind", mount.path, mount.path);
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
  cgroups?: CgroupTree,
): Promise<SandboxedProcess> {
  const group = cgroups && makeCgroup(cgroups, policy.limits);
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
  const output = capture([stdout, stderr], policy.limits.output);
  const started = new Promise<number>((resolve, reject) => {
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
  const joined = child.pid === undefined ? undefined : group?.add(child.pid);
  try {
    // bwrap waits for its filter before it makes any process, so that all of them are born in the group.
    await Promise.race([joined, started.then(() => joined)]);
    seccomp.end(seccompProgram(process.arch as SeccompArch));
    const pid = await started;
    return supervise(child, pid, { channel, output, policy, ...(group && { group }) });
  } catch (error) {
    child.kill("SIGKILL");
    group?.remove();
    throw error;
  }
}
