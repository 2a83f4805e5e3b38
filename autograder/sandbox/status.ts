import { nobody, startBubblewrap } from "./bubblewrap.ts";
import { type CgroupTree, findCgroups, removeStale } from "./cgroup.ts";
import { gradingPolicy } from "./policy.ts";
import { layersOf, type Probe, probe, requireSandbox, unavailable } from "./probe.ts";
import type { Runner, SandboxStatus } from "./runner.ts";

interface Examined {
  status: SandboxStatus;
  asNobody: boolean;
  cgroups?: CgroupTree;
}

/** bubblewrap: one small program, no daemon, no root at run time. */
export function bubblewrapRunner(project: string): Runner {
  let known: Promise<Examined> | undefined;
  const examine = () => {
    known ??= examineOnce(project);
    return known;
  };
  return {
    name: "bubblewrap",
    status: async () => (await examine()).status,
    start: async (policy, command) => {
      const { status, asNobody, cgroups } = await examine();
      requireSandbox(status);
      return startBubblewrap(policy, command, asNobody, cgroups);
    },
  };
}

async function examineOnce(project: string): Promise<Examined> {
  const policy = gradingPolicy(project);
  const root = process.getuid?.() === 0;
  const failed = (detail: string): Examined => ({ status: unavailable("bubblewrap", detail), asNobody: false });
  if (process.platform !== "linux") return failed("student code is graded on Linux only");
  if (process.arch !== "x64" && process.arch !== "arm64") return failed(`no system call filter for ${process.arch}`);
  let found: Probe | undefined;
  let asNobody = false;
  let reason = "";
  const cgroups = findCgroups();
  if (cgroups) removeStale(cgroups);
  // As nobody where root grades: root's own uid means something to the kernel even without privileges.
  for (const candidate of root ? [true, false] : [false]) {
    try {
      found = await probe(policy, (...what) => startBubblewrap(...what, candidate, cgroups));
      asNobody = candidate;
      break;
    } catch (error) {
      reason = (error as Error).message;
    }
  }
  if (!found) return failed(explain(reason));
  const user = asNobody
    ? `runs as uid ${nobody}`
    : root
      ? "runs as root's uid without privileges: nobody may not read this folder"
      : `runs as uid ${found.uid}`;
  const memory = cgroups
    ? `control groups (version ${cgroups.version}), and watched by the parent`
    : "watched by the parent; no control group was delegated to this process";
  const layers = [
    { name: "user", ok: true, detail: user },
    ...layersOf(found, policy),
    { name: "memory", ok: true, detail: memory },
  ];
  const available = layers.every(({ ok }) => ok);
  return { status: { runner: "bubblewrap", available, layers }, asNobody, ...(cgroups && { cgroups }) };
}

function explain(reason: string): string {
  if (/ENOENT/.test(reason))
    return "bwrap is not installed: apt-get install bubblewrap (or your system's package of that name)";
  if (/namespace|Operation not permitted|uid map|proc/i.test(reason)) {
    return `${reason}. This machine or the container around it does not allow user namespaces or a fresh /proc`;
  }
  return reason;
}
