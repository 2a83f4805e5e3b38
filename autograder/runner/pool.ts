import type { Assignment } from "../assignment/index.ts";
import {
  gpuMemoryUsed,
  gpuNumbers,
  gradingPolicy,
  InfrastructureError,
  type SandboxPolicy,
  waitForGpuMemory,
} from "../sandbox/index.ts";
import type { Machine } from "./prepare.ts";
import { Session } from "./session.ts";

/** Started sandboxes that have met no student; each is given out once. */
export interface SessionPool {
  /** Before the first session of a submission: waits until nothing of the one before is left on the GPU. */
  begin(): Promise<void>;
  take(): Promise<Session>;
  close(): Promise<void>;
}

export interface PoolOptions {
  /** The assignment's folder of files. */
  files?: string;
  /** The GPU that nobody else uses meanwhile; the first one of the machine where an assignment wants one and none is named. */
  gpu?: number;
}

/** Sandboxes for an assignment, on the GPU where it wants one. */
export function sessionPool(machine: Machine, assignment: Assignment, options: PoolOptions = {}): SessionPool {
  const gpu = assignment.gpu && (options.gpu ?? gpuNumbers()[0]);
  if (assignment.gpu === "required" && gpu === undefined) return noGpu(assignment.name);
  const policy = gradingPolicy(machine.project, {
    limits: { memory: assignment.memory },
    ...machine.prepared,
    ...(options.files && { files: options.files }),
    ...(gpu !== undefined && { gpu }),
  });
  return gpu === undefined ? warmPool(machine, policy, usesLibrary(assignment)) : gpuPool(machine, policy, gpu);
}

/** Keeps one child ready, so that its start overlaps with the work on the submission before. */
function warmPool(machine: Machine, policy: SandboxPolicy, library: boolean): SessionPool {
  const start = () => Session.start(machine.runner, policy, { library });
  let ready: Promise<Session> | undefined;
  const prepare = () => {
    ready = start();
    // Whoever takes it is told; until then nobody waits for it.
    ready.catch(() => undefined);
  };
  return {
    begin: async () => undefined,
    async take() {
      const waiting = ready;
      ready = undefined;
      const session = waiting ? await waiting.catch(start) : await start();
      prepare();
      return session.alive ? session : start();
    },
    async close() {
      await (await ready?.catch(() => undefined))?.close();
    },
  };
}

/** Nothing is started ahead: a waiting child would hold memory of the GPU. */
function gpuPool(machine: Machine, policy: SandboxPolicy, gpu: number): SessionPool {
  const baseline = gpuMemoryUsed(gpu);
  baseline.catch(() => undefined);
  return {
    begin: async () => waitForGpuMemory(gpu, await baseline),
    take: () => Session.start(machine.runner, policy, { library: true, device: "gpu" }),
    close: async () => undefined,
  };
}

function noGpu(name: string): SessionPool {
  const refuse = async (): Promise<never> => {
    throw new InfrastructureError(`${name} needs a GPU, and this machine has none`);
  };
  return { begin: refuse, take: refuse, close: async () => undefined };
}

function usesLibrary({ cells }: Assignment): boolean {
  return cells.some(
    ({ role, solution }) => role !== "demonstration" && /from\s+"tsgrad(?:\/(?!check)\w+)?"/.test(solution),
  );
}
