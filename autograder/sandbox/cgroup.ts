import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { SandboxLimits } from "./policy.ts";

/** A control group of one sandbox: the kernel itself holds its memory and processes to the limits. */
export interface Cgroup {
  /** Takes the kernel some milliseconds, in which the grader goes on with other work. */
  add(pid: number): Promise<void>;
  /** Did the kernel kill for memory? */
  ranOutOfMemory(): boolean;
  /** Once its processes are gone. */
  remove(): void;
}

/** Where this process may make control groups; version 1 gives each controller a tree of its own. */
export interface CgroupTree {
  version: 1 | 2;
  memory: string;
  processes?: string;
}

interface Files {
  memory: string;
  swap: string;
  processes: string;
  kills: string;
}

const files: Record<1 | 2, Files> = {
  1: {
    memory: "memory.limit_in_bytes",
    swap: "memory.memsw.limit_in_bytes",
    processes: "pids.max",
    kills: "memory.oom_control",
  },
  2: { memory: "memory.max", swap: "memory.swap.max", processes: "pids.max", kills: "memory.events" },
};

const prefix = "tsgrad-";
const graderGroup = `${prefix}grader`;
let made = 0;

/** Finds a tree to which control over memory was delegated; undefined where there is none. */
export function findCgroups(root = "/sys/fs/cgroup", self = "/proc/self/cgroup"): CgroupTree | undefined {
  const own = new Map<string, string>();
  for (const line of read(self).split("\n")) {
    const [, controllers, path] = line.split(/:(.*?):(.*)/s);
    for (const controller of controllers?.split(",") ?? []) own.set(controller, path!);
  }
  return second(root, own.get("") ?? "/") ?? first(root, own);
}

function second(root: string, path: string): CgroupTree | undefined {
  const here = basename(path) === graderGroup ? dirname(path) : path;
  const folder = join(root, here);
  const offered = () => read(join(folder, "cgroup.subtree_control")).split(/\s+/);
  if (!read(join(folder, "cgroup.controllers")).split(/\s+/).includes("memory")) return undefined;
  if (!offered().includes("memory")) {
    try {
      // A group that hands controllers on may hold no processes itself, so the grader moves one down.
      if (here === path && here !== "/") {
        mkdirSync(join(folder, graderGroup), { recursive: true });
        writeFileSync(join(folder, graderGroup, "cgroup.procs"), String(process.pid));
      }
      writeFileSync(join(folder, "cgroup.subtree_control"), "+memory +pids");
    } catch {
      return undefined;
    }
  }
  return writable(folder) ? { version: 2, memory: folder, processes: folder } : undefined;
}

function first(root: string, own: Map<string, string>): CgroupTree | undefined {
  const find = (controller: string): string | undefined => {
    const tree = join(root, controller);
    if (!existsSync(join(tree, "cgroup.procs"))) return undefined;
    // In a container the path in /proc may be the host's, while the container's own group is the tree's top.
    const folder = [join(tree, own.get(controller) ?? "/"), tree].find((each) => existsSync(each))!;
    return writable(folder) ? folder : undefined;
  };
  const memory = find("memory");
  const processes = find("pids");
  return memory ? { version: 1, memory, ...(processes && { processes }) } : undefined;
}

/** Makes the control group of a sandbox. */
export function makeCgroup(tree: CgroupTree, limits: SandboxLimits): Cgroup {
  const name = `${prefix}${process.pid}-${++made}`;
  const names = files[tree.version];
  const memory = join(tree.memory, name);
  const processes = tree.processes && join(tree.processes, name);
  const bytes = String(limits.memory * 2 ** 20);
  mkdirSync(memory);
  writeFileSync(join(memory, names.memory), bytes);
  const swap = join(memory, names.swap);
  if (existsSync(swap)) writeFileSync(swap, tree.version === 1 ? bytes : "0");
  if (processes) {
    if (processes !== memory) mkdirSync(processes);
    // bwrap's own two processes and prlimit come on top.
    writeFileSync(join(processes, names.processes), String(limits.processes + 3));
  }
  const folders = [...new Set([memory, ...(processes ? [processes] : [])])];
  return {
    add: async (pid) => {
      await Promise.all(folders.map((folder) => writeFile(join(folder, "cgroup.procs"), String(pid))));
    },
    ranOutOfMemory: () => Number(/^oom_kill (\d+)/m.exec(read(join(memory, names.kills)))?.[1] ?? 0) > 0,
    remove: () => {
      for (const folder of folders) removeSoon(folder);
    },
  };
}

/** Groups that a killed grader left behind; those still in use cannot be removed and stay. */
export function removeStale({ memory, processes }: CgroupTree): void {
  for (const tree of new Set([memory, processes ?? memory])) {
    for (const name of readdirSync(tree)) {
      const owner = new RegExp(`^${prefix}(\\d+)-\\d+$`).exec(name)?.[1];
      if (owner === undefined || existsSync(`/proc/${owner}`)) continue;
      removeSoon(join(tree, name), 1);
    }
  }
}

/** The kernel may take a moment to see the last process go. */
function removeSoon(folder: string, tries = 20): void {
  try {
    rmdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EBUSY" && tries > 1)
      setTimeout(() => removeSoon(folder, tries - 1), 50).unref();
  }
}

function writable(folder: string): boolean {
  const probe = join(folder, `${prefix}${process.pid}-0`);
  try {
    mkdirSync(probe);
    rmdirSync(probe);
    return true;
  } catch {
    return false;
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
