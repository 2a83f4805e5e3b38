import { nobody, startBubblewrap } from "./bubblewrap.ts";
import { gradingPolicy, inside, type SandboxPolicy } from "./policy.ts";
import { NoSandboxError, type Runner, type SandboxStatus } from "./runner.ts";

/** What a probe inside the sandbox reports about itself. */
interface Probe {
  uid: string;
  capabilities: string;
  seccomp: string;
  processes: number;
  interfaces: string[];
  environment: string[];
  writable: string[];
  limit: string;
}

const probeSource = `
const fs = require("node:fs");
const status = fs.readFileSync("/proc/self/status", "utf8");
const field = (name) => new RegExp("^" + name + ":\\\\s+(.*)$", "m").exec(status)?.[1] ?? "";
const writable = ["/", "/usr/lib", "/opt/tsgrad", "/proc/sys/kernel/hostname", "/dev"].filter((path) => {
  try { fs.accessSync(path, fs.constants.W_OK); return true; } catch { return false; }
});
fs.writeSync(3, JSON.stringify({
  uid: fs.readFileSync("/proc/self/uid_map", "utf8").trim().split(/\\s+/)[1],
  capabilities: field("CapEff"), seccomp: field("Seccomp"),
  processes: fs.readdirSync("/proc").filter((name) => /^\\d+$/.test(name)).length,
  interfaces: fs.readFileSync("/proc/net/dev", "utf8").split("\\n").slice(2).map((line) => line.split(":")[0].trim()).filter(Boolean),
  environment: Object.keys(process.env), writable,
  limit: /Max processes\\s+(\\S+)/.exec(fs.readFileSync("/proc/self/limits", "utf8"))?.[1] ?? "",
}));
`;

async function probe(policy: SandboxPolicy, asNobody: boolean): Promise<Probe> {
  const sandboxed = await startBubblewrap(policy, [inside.node, "-e", probeSource], asNobody);
  let text = "";
  sandboxed.channel.on("data", (chunk) => {
    text += chunk;
  });
  const timer = setTimeout(() => sandboxed.kill("time"), 20_000);
  await sandboxed.exited;
  clearTimeout(timer);
  if (!text) throw new Error(sandboxed.output().trim() || "the probe in the sandbox said nothing");
  return JSON.parse(text) as Probe;
}

/** bubblewrap: one small program, no daemon, no root at run time. */
export function bubblewrapRunner(project: string): Runner {
  let known: Promise<{ status: SandboxStatus; asNobody: boolean }> | undefined;
  const examine = () => {
    known ??= examineOnce(project);
    return known;
  };
  return {
    name: "bubblewrap",
    status: async () => (await examine()).status,
    start: async (policy, command) => {
      const { status, asNobody } = await examine();
      if (!status.available) {
        const missing = status.layers.filter(({ ok }) => !ok).map(({ name, detail }) => `${name}: ${detail}`);
        throw new NoSandboxError(`No sandbox, no grading. ${missing.join("; ")}. See \`tsgrad doctor\`.`);
      }
      return startBubblewrap(policy, command, asNobody);
    },
  };
}

async function examineOnce(project: string): Promise<{ status: SandboxStatus; asNobody: boolean }> {
  const policy = gradingPolicy(project);
  const root = process.getuid?.() === 0;
  const failed = (detail: string) => ({
    status: { runner: "bubblewrap", available: false, layers: [{ name: "sandbox", ok: false, detail }] },
    asNobody: false,
  });
  if (process.platform !== "linux") return failed("student code is graded on Linux only");
  if (process.arch !== "x64" && process.arch !== "arm64") return failed(`no system call filter for ${process.arch}`);
  let found: Probe | undefined;
  let asNobody = false;
  let reason = "";
  // As nobody where root grades: root's own uid means something to the kernel even without privileges.
  for (const candidate of root ? [true, false] : [false]) {
    try {
      found = await probe(policy, candidate);
      asNobody = candidate;
      break;
    } catch (error) {
      reason = (error as Error).message;
    }
  }
  if (!found) return failed(explain(reason));
  const layers = [
    {
      name: "user",
      ok: true,
      detail: asNobody
        ? `runs as uid ${nobody}`
        : root
          ? "runs as root's uid without privileges: nobody may not read this folder"
          : `runs as uid ${found.uid}`,
    },
    { name: "privileges", ok: /^0+$/.test(found.capabilities), detail: `capabilities ${found.capabilities}` },
    {
      name: "processes",
      ok: found.processes <= 4,
      detail: `${found.processes} processes visible, at most ${found.limit}`,
    },
    {
      name: "network",
      ok: found.interfaces.every((name) => name === "lo"),
      detail: `interfaces: ${found.interfaces.join(", ") || "none"}`,
    },
    {
      name: "files",
      ok: found.writable.length === 0,
      detail: found.writable.length > 0 ? `writable: ${found.writable.join(", ")}` : "read-only",
    },
    {
      name: "system calls",
      ok: found.seccomp === "2",
      detail: found.seccomp === "2" ? `${policy.deniedCalls.length} denied` : "no filter in force",
    },
    {
      name: "environment",
      ok: found.environment.every((name) => name in policy.environment || name === "PWD"),
      detail: found.environment.join(", "),
    },
    { name: "memory", ok: true, detail: "watched by the parent" },
  ];
  return { status: { runner: "bubblewrap", available: layers.every(({ ok }) => ok), layers }, asNobody };
}

function explain(reason: string): string {
  if (/ENOENT/.test(reason))
    return "bwrap is not installed: apt-get install bubblewrap (or your system's package of that name)";
  if (/namespace|Operation not permitted|uid map|proc/i.test(reason)) {
    return `${reason}. This machine or the container around it does not allow user namespaces or a fresh /proc`;
  }
  return reason;
}
