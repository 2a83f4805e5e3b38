import { copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { homedir, platform } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type KernelSpec, kernelSpec } from "./spec.ts";

export const kernelName = "tsgrad";

const mainPath = fileURLToPath(new URL("./main.mjs", import.meta.url));
const logos = ["logo-32x32.png", "logo-64x64.png", "logo-svg.svg"];

export interface InstalledKernel {
  name: string;
  folder: string;
  spec: KernelSpec;
}

/** `share/jupyter/kernels` of a Python environment or another prefix. */
export function kernelsOfPrefix(prefix: string): string {
  return join(prefix, "share", "jupyter", "kernels");
}

/** Where Jupyter looks for the user's own kernels. */
export function userKernels(env: NodeJS.ProcessEnv = process.env): string {
  if (env.JUPYTER_DATA_DIR) return join(env.JUPYTER_DATA_DIR, "kernels");
  if (platform() === "darwin") return join(homedir(), "Library", "Jupyter", "kernels");
  if (platform() === "win32") return join(env.APPDATA ?? homedir(), "jupyter", "kernels");
  return join(env.XDG_DATA_HOME ?? join(homedir(), ".local", "share"), "jupyter", "kernels");
}

/** Writes the kernelspec into a folder of kernels; returns its own folder. */
export async function installKernel(kernels: string, nodePath = process.execPath): Promise<string> {
  const folder = join(kernels, kernelName);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "kernel.json"), `${JSON.stringify(kernelSpec(nodePath, mainPath), null, 2)}\n`);
  for (const logo of logos)
    await copyFile(fileURLToPath(new URL(`./logo/${logo}`, import.meta.url)), join(folder, logo));
  return folder;
}

/** Our kernelspecs in a folder of kernels: those that start this package's kernel, or one of the same name. */
export async function installedKernels(kernels: string): Promise<InstalledKernel[]> {
  const names = await readdir(kernels).catch(() => []);
  const found = await Promise.all(
    names.map(async (name) => {
      const folder = join(kernels, name);
      const text = await readFile(join(folder, "kernel.json"), "utf8").catch(() => undefined);
      return text === undefined ? undefined : { name, folder, spec: JSON.parse(text) as KernelSpec };
    }),
  );
  return found
    .filter((kernel) => kernel !== undefined)
    .filter(({ name, spec }) => name === kernelName || spec.argv?.includes(mainPath));
}

export async function removeKernel(folder: string): Promise<void> {
  await rm(folder, { recursive: true });
}
