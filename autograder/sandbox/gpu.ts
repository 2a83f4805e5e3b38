import { execFile } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { promisify } from "node:util";
import { InfrastructureError } from "./runner.ts";

/** Numbers of the NVIDIA devices of this machine. */
export function gpuNumbers(devices = "/dev"): number[] {
  if (!existsSync(`${devices}/nvidiactl`)) return [];
  const found = readdirSync(devices).flatMap((name) => /^nvidia(\d+)$/.exec(name)?.[1] ?? []);
  return found.map(Number).sort((a, b) => a - b);
}

/** The device files that CUDA opens for one GPU. */
export function gpuDevices(number: number, devices = "/dev"): string[] {
  const names = [`nvidia${number}`, "nvidiactl", "nvidia-uvm", "nvidia-uvm-tools", "nvidia-modeset"];
  return names.map((name) => `${devices}/${name}`).filter((path) => existsSync(path));
}

const patienceMs = 10_000;
/** MiB that may differ between two readings with nobody at work. */
const noise = 64;

/**
 * Waits until a GPU holds no more memory than `baseline` MiB (an earlier reading): nobody's data may still be there when the next job begins.
 *
 * @throws {InfrastructureError} when the memory does not come back.
 */
export async function waitForGpuMemory(
  number: number,
  baseline: number,
  used: (number: number) => Promise<number> = gpuMemoryUsed,
): Promise<void> {
  for (const began = performance.now(); ; ) {
    const now = await used(number);
    if (now <= baseline + noise) return;
    if (performance.now() - began > patienceMs)
      throw new InfrastructureError(`GPU ${number} still holds ${now} MiB of an earlier job; ${baseline} are normal`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** MiB in use, from the driver's own tool. */
export async function gpuMemoryUsed(number: number): Promise<number> {
  const query = ["--query-gpu=memory.used", "--format=csv,noheader,nounits", `--id=${number}`];
  const { stdout } = await promisify(execFile)("nvidia-smi", query, { timeout: patienceMs });
  return Number.parseInt(stdout, 10);
}
