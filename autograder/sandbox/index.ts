export { type CgroupTree, findCgroups } from "./cgroup.ts";
export { runners, sandboxRunner } from "./choose.ts";
export { gpuMemoryUsed, gpuNumbers, waitForGpuMemory } from "./gpu.ts";
export {
  describePolicy,
  gradingPolicy,
  inside,
  type PolicyOptions,
  type SandboxLimits,
  type SandboxPolicy,
} from "./policy.ts";
export {
  type Exit,
  InfrastructureError,
  type KillReason,
  NoSandboxError,
  type Runner,
  type SandboxedProcess,
  type SandboxStatus,
} from "./runner.ts";
export { bubblewrapRunner } from "./status.ts";
