import { existsSync } from "node:fs";
import { access, constants } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { diagnose } from "../../kernel/doctor.ts";
import { installedKernels, installKernel, kernelsOfPrefix, removeKernel, userKernels } from "../../kernel/install.ts";

export const summary =
  "kernel install|list|remove|doctor [--user | --prefix DIR | --sys-prefix]   the Jupyter kernel, also outside this project";

const usage = "usage: tsgrad kernel install|list|remove|doctor [--user | --prefix DIR | --sys-prefix]";
const projectEnvironment = fileURLToPath(new URL("../../.venv", import.meta.url));

export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    options: { user: { type: "boolean" }, prefix: { type: "string" }, "sys-prefix": { type: "boolean" } },
    allowPositionals: true,
  });
  const [action] = positionals;
  const chosen = [values.user, values.prefix, values["sys-prefix"]].filter(Boolean).length;
  if (positionals.length !== 1 || chosen > 1) {
    console.error(usage);
    return 2;
  }
  const environment = values.prefix ?? activeEnvironment();
  const kernels = values.user || environment === undefined ? userKernels() : kernelsOfPrefix(environment);
  if (action === "install") return install(kernels);
  if (action === "list") return list(chosen ? [kernels] : [...new Set([kernels, userKernels()])]);
  if (action === "remove") return remove(kernels);
  if (action === "doctor") return doctor(kernels);
  console.error(`Unknown action "${action}". ${usage}`);
  return 2;
}

/** The Python environment that is active, or the project's own; nothing where there is no Python. */
function activeEnvironment(): string | undefined {
  const own = existsSync(projectEnvironment) ? projectEnvironment : undefined;
  return process.env.VIRTUAL_ENV ?? process.env.CONDA_PREFIX ?? own;
}

async function install(kernels: string): Promise<number> {
  const folder = await installKernel(kernels);
  console.log(`Installed the kernel "TypeScript (tsgrad)" in ${folder}`);
  return 0;
}

async function list(folders: string[]): Promise<number> {
  const found = (await Promise.all(folders.map(installedKernels))).flat();
  for (const { name, folder, spec } of found) {
    const node = spec.argv[0] ?? "";
    const state = (await access(node, constants.X_OK).then(
      () => true,
      () => false,
    ))
      ? ""
      : "  (its Node is gone: install again)";
    console.log(`${name}  ${folder}  ${node}${state}`);
  }
  if (found.length === 0)
    console.log(`No kernel of this package in ${folders.join(" or ")}. Install it: tsgrad kernel install`);
  return 0;
}

async function remove(kernels: string): Promise<number> {
  const found = await installedKernels(kernels);
  if (found.length === 0) {
    console.error(`No kernel of this package in ${kernels}`);
    return 1;
  }
  for (const { folder } of found) {
    await removeKernel(folder);
    console.log(`Removed ${folder}`);
  }
  return 0;
}

async function doctor(kernels: string): Promise<number> {
  const found = await installedKernels(existsSync(kernels) ? kernels : userKernels());
  const checks = await diagnose(found);
  for (const { ok, text } of checks) console.log(`${ok ? "ok   " : "wrong"}  ${text}`);
  return checks.every(({ ok }) => ok) ? 0 : 1;
}
