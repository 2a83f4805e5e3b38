import { inside, type SandboxPolicy } from "./policy.ts";
import { NoSandboxError, type SandboxedProcess, type SandboxStatus } from "./runner.ts";

/** What a probe inside the sandbox reports about itself. */
export interface Probe {
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

export type Start = (policy: SandboxPolicy, command: readonly string[]) => Promise<SandboxedProcess>;

/** Runs a program in the sandbox that looks around; throws where none starts. */
export async function probe(policy: SandboxPolicy, start: Start): Promise<Probe> {
  const sandboxed = await start(policy, [inside.node, "-e", probeSource]);
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

/** What the probe saw, a line a layer. */
export function layersOf(found: Probe, policy: SandboxPolicy): SandboxStatus["layers"] {
  const known = (name: string) => name in policy.environment || name === "PWD" || name === "HOSTNAME";
  return [
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
    { name: "environment", ok: found.environment.every(known), detail: found.environment.join(", ") },
  ];
}

/** Throws what is missing. */
export function requireSandbox({ available, layers }: SandboxStatus): void {
  if (available) return;
  const missing = layers.filter(({ ok }) => !ok).map(({ name, detail }) => `${name}: ${detail}`);
  throw new NoSandboxError(`No sandbox, no grading. ${missing.join("; ")}. See \`tsgrad doctor\`.`);
}

export function unavailable(runner: string, detail: string): SandboxStatus {
  return { runner, available: false, layers: [{ name: "sandbox", ok: false, detail }] };
}
