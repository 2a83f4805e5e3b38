import { spawn, spawnSync } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Duplex, Readable } from "node:stream";
import { nobody } from "./bubblewrap.ts";
import { ociConfig } from "./ociConfig.ts";
import { gradingPolicy, type SandboxPolicy } from "./policy.ts";
import { layersOf, probe, requireSandbox, unavailable } from "./probe.ts";
import { InfrastructureError, type Runner, type SandboxedProcess, type SandboxStatus } from "./runner.ts";
import { capture, supervise } from "./supervise.ts";

export type OciRuntime = "crun" | "runc" | "runsc";

/** How each runtime takes the channel as descriptor 3. gVisor has a kernel of its own: the host's filter and user namespace are its business. */
const channelFlag: Record<OciRuntime, string> = {
  crun: "--preserve-fds=1",
  runc: "--preserve-fds=1",
  runsc: "--pass-fd=3:3",
};

/** crun's own groups need a pure version 2; the parent watches memory in any case. */
const globalFlags: Record<OciRuntime, string[]> = { crun: ["--cgroup-manager=disabled"], runc: [], runsc: [] };

let made = 0;

/** A container runtime of the OCI's specification: crun and runc share the host's kernel, runsc (gVisor) brings one of its own. */
export function ociRunner(project: string, runtime: OciRuntime): Runner {
  const name = runtime === "runsc" ? "gvisor" : runtime;
  const start = (policy: SandboxPolicy, command: readonly string[]) => startContainer(runtime, policy, command);
  let known: Promise<SandboxStatus> | undefined;
  const examine = async (): Promise<SandboxStatus> => {
    if (spawnSync(runtime, ["--version"]).status !== 0) return unavailable(name, `${runtime} is not installed`);
    removeStale(runtime);
    const policy = gradingPolicy(project);
    try {
      const layers = layersOf(await probe(policy, start), policy);
      // gVisor reports the filter of its own kernel's processes, which have none: the whole kernel is the filter.
      const needed = layers.map((layer) =>
        runtime === "runsc" && layer.name === "system calls"
          ? { ...layer, ok: true, detail: "answered by gVisor's own kernel" }
          : layer,
      );
      return { runner: name, available: needed.every(({ ok }) => ok), layers: needed };
    } catch (error) {
      return unavailable(name, (error as Error).message.slice(0, 500));
    }
  };
  const status = () => {
    known ??= examine();
    return known;
  };
  return {
    name,
    status,
    start: async (policy, command) => {
      requireSandbox(await status());
      return start(policy, command);
    },
  };
}

async function startContainer(
  runtime: OciRuntime,
  policy: SandboxPolicy,
  command: readonly string[],
): Promise<SandboxedProcess> {
  const id = `tsgrad-${process.pid}-${++made}`;
  const bundle = mkdtempSync(join(tmpdir(), `${id}-`));
  chmodSync(bundle, 0o755);
  mkdirSync(join(bundle, "rootfs"));
  if (process.getuid?.() === 0) chownSync(join(bundle, "rootfs"), nobody, nobody);
  writeFileSync(join(bundle, "config.json"), JSON.stringify(ociConfig(policy, command, runtime)));
  const pidFile = join(bundle, "pid");
  const flags = [channelFlag[runtime], "--bundle", bundle, "--pid-file", pidFile];
  const child = spawn(runtime, [...globalFlags[runtime], "run", ...flags, id], {
    stdio: ["ignore", "pipe", "pipe", "pipe"],
    env: { PATH: process.env.PATH ?? "/usr/bin:/usr/sbin", XDG_RUNTIME_DIR: process.env.XDG_RUNTIME_DIR ?? tmpdir() },
    cwd: "/",
  });
  const [, stdout, stderr, channel] = child.stdio as unknown as [null, Readable, Readable, Duplex];
  for (const stream of [stdout, stderr, channel]) stream.on("error", () => undefined);
  const output = capture([stdout, stderr], policy.limits.output);
  const cleanUp = () => {
    spawn(runtime, ["delete", "--force", id], { stdio: "ignore" }).once("error", () => undefined);
    rmSync(bundle, { recursive: true, force: true });
  };
  const failed = new Promise<never>((_, reject) => {
    const fail = (reason: string) => reject(new InfrastructureError(`${runtime} did not start: ${reason}`));
    child.once("error", (error) => fail(error.message));
    child.once("exit", () => fail(output().trim() || "no message"));
  });
  failed.catch(cleanUp);
  const pid = await Promise.race([failed, readPid(pidFile)]);
  return supervise(child, pid, { channel, output, policy, cleanUp });
}

async function readPid(path: string): Promise<number> {
  for (;;) {
    try {
      const pid = Number(readFileSync(path, "utf8"));
      if (pid > 0) return pid;
    } catch {}
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Containers whose grader was killed. */
function removeStale(runtime: OciRuntime): void {
  const { stdout } = spawnSync(runtime, ["list", "-q"], { encoding: "utf8" });
  for (const id of stdout?.split("\n") ?? []) {
    const owner = /^tsgrad-(\d+)-\d+$/.exec(id)?.[1];
    if (owner !== undefined && !alive(Number(owner))) spawnSync(runtime, ["delete", "--force", id]);
  }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
