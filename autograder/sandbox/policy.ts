import { existsSync, lstatSync, readlinkSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { gpuDevices } from "./gpu.ts";
import { deniedCalls } from "./syscalls.ts";

const MiB = 2 ** 20;

/** Where things stand inside the sandbox. */
export const inside = {
  project: "/opt/tsgrad",
  work: "/opt/tsgrad/work",
  node: "/opt/node",
  compileCache: "/opt/cache",
  bundle: "/opt/tsgrad/autograder/bundle",
} as const;

export type Mount =
  | { kind: "readOnly"; from: string; to: string }
  | { kind: "writable"; from: string; to: string }
  | { kind: "memory"; to: string; bytes: number }
  | { kind: "device"; path: string }
  | { kind: "link"; target: string; to: string };

export interface SandboxLimits {
  /** MiB of anonymous and shared memory of all processes together; the watchdog kills above it. */
  memory: number;
  /** Processes and threads. */
  processes: number;
  openFiles: number;
  /** MiB of one file, and of the working folder, which lies in memory. */
  disk: number;
  /** Bytes kept of what the processes print. */
  output: number;
}

/** All that student code may see and do; data, so that it can be read alone. */
export interface SandboxPolicy {
  namespaces: readonly string[];
  mounts: Mount[];
  environment: Record<string, string>;
  limits: SandboxLimits;
  deniedCalls: readonly string[];
  socketFamilies: readonly string[];
  /** CUDA writes the names of its threads there; otherwise /proc is read-only. */
  writableProc?: boolean;
}

export const defaultLimits: SandboxLimits = {
  memory: 4096,
  processes: 128 + 16 * availableParallelism(),
  openFiles: 1024,
  disk: 256,
  output: MiB,
};

/** Parts of the project that student code runs on. Assignments, tests, course and the grading parent are not among them. */
const projectParts = [
  "package.json",
  "node_modules",
  "lib",
  "kernel",
  "data",
  "autograder/child",
  "autograder/wire",
  "autograder/check",
  "autograder/authoring",
  ".venv/engine",
];

export interface PolicyOptions {
  limits?: Partial<SandboxLimits>;
  /** A folder of the assignment's files, read-only in the working folder. */
  files?: string;
  /** Node's compiled code, read-only; `fillCache` lets the child write it, and is for children that meet no student. */
  compileCache?: string;
  fillCache?: boolean;
  /** A folder with the child's modules in one file, read-only. */
  bundle?: string;
  /** The number of the GPU it may use. */
  gpu?: number;
}

/** The policy for running a notebook of `project`. */
export function gradingPolicy(project: string, options: PolicyOptions = {}): SandboxPolicy {
  const limits = { ...defaultLimits, ...options.limits };
  const mounts: Mount[] = [...systemLibraries(), { kind: "readOnly", from: process.execPath, to: inside.node }];
  for (const part of projectParts) {
    if (existsSync(join(project, part)))
      mounts.push({ kind: "readOnly", from: join(project, part), to: join(inside.project, part) });
  }
  mounts.push(
    { kind: "memory", to: inside.work, bytes: limits.disk * MiB },
    { kind: "memory", to: "/tmp", bytes: limits.disk * MiB },
    { kind: "memory", to: "/dev/shm", bytes: 64 * MiB },
  );
  if (options.files) mounts.push({ kind: "readOnly", from: options.files, to: join(inside.work, "files") });
  const environment: Record<string, string> = {
    HOME: inside.work,
    LANG: "C.UTF-8",
    PATH: "/opt",
    TF_CPP_MIN_LOG_LEVEL: "2",
  };
  if (options.compileCache) {
    mounts.push({
      kind: options.fillCache ? "writable" : "readOnly",
      from: options.compileCache,
      to: inside.compileCache,
    });
    environment.NODE_COMPILE_CACHE = inside.compileCache;
  }
  if (options.bundle) mounts.push({ kind: "readOnly", from: options.bundle, to: inside.bundle });
  if (options.gpu !== undefined) {
    for (const path of gpuDevices(options.gpu)) mounts.push({ kind: "device", path });
    if (existsSync("/sys/module/nvidia")) mounts.push({ kind: "readOnly", from: "/sys", to: "/sys" });
    environment.TSGRAD_DEVICE = "gpu";
    // Student and reference share the device: neither may take all of its memory at once.
    environment.TF_FORCE_GPU_ALLOW_GROWTH = "true";
    // With one device file there is one device, whatever its number.
    environment.CUDA_VISIBLE_DEVICES = "0";
  }
  return {
    namespaces: ["user", "pid", "net", "ipc", "uts", "cgroup"],
    mounts,
    environment,
    limits,
    deniedCalls: Object.keys(deniedCalls),
    socketFamilies: ["unix", "inet", "inet6"],
    ...(options.gpu !== undefined && { writableProc: true }),
  };
}

/**
 * The dynamic loader, the C library, and `prlimit`; no shell, no other program. Native modules read the script `ldd` to
 * learn whose C library this is: without it they ask for a report of the whole process, 2 ms of a start.
 */
function systemLibraries(): Mount[] {
  const mounts: Mount[] = [];
  for (const path of ["/usr/lib", "/usr/lib64", "/etc/ld.so.cache", "/usr/bin/prlimit", "/usr/bin/ldd"]) {
    if (existsSync(path)) mounts.push({ kind: "readOnly", from: path, to: path });
  }
  for (const path of ["/lib", "/lib64"]) {
    if (!existsSync(path)) continue;
    const link = lstatSync(path).isSymbolicLink();
    mounts.push(
      link ? { kind: "link", target: readlinkSync(path), to: path } : { kind: "readOnly", from: path, to: path },
    );
  }
  return mounts;
}

/** The policy in words, a line each; `tsgrad doctor` prints them. */
export function describePolicy(policy: SandboxPolicy): string[] {
  const { limits } = policy;
  const devices = policy.mounts.flatMap((mount) => (mount.kind === "device" ? [mount.path] : []));
  const readOnly = policy.mounts.flatMap((mount) => (mount.kind === "readOnly" ? [mount.to] : []));
  return [
    `own namespaces: ${policy.namespaces.join(", ")}; no network but loopback, no further user namespaces, no privileges`,
    `readable: ${readOnly.join(", ")}`,
    `writable: ${policy.mounts.flatMap((mount) => (mount.kind === "memory" ? [`${mount.to} (${mount.bytes / MiB} MiB)`] : [])).join(", ")}`,
    `devices: ${devices.join(", ") || "null, zero, full, random, urandom, tty of its own"}`,
    `environment: ${Object.entries(policy.environment)
      .map(([key, value]) => `${key}=${value}`)
      .join(" ")}`,
    `memory ${limits.memory} MiB, ${limits.processes} processes and threads, ${limits.openFiles} open files, files of ${limits.disk} MiB, ${limits.output} bytes of output`,
    `${policy.deniedCalls.length} system calls denied (${policy.deniedCalls.slice(0, 4).join(", ")}, ...); sockets: ${policy.socketFamilies.join(", ")}`,
  ];
}
