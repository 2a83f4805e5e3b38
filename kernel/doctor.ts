import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import type { InstalledKernel } from "./install.ts";
import { compilerPath } from "./types/server/executable.ts";

export interface Check {
  ok: boolean;
  text: string;
}

/** What a kernel needs to start, looked at one by one; each that is wrong says what to do. */
export async function diagnose(installed: InstalledKernel[]): Promise<Check[]> {
  const checks: Check[] = [nodeCheck(process.version, process.execPath)];
  if (installed.length === 0) checks.push({ ok: false, text: "no kernelspec found: run `tsgrad kernel install`" });
  for (const { folder, spec } of installed) checks.push(specCheck(folder, spec.argv));
  for (const name of ["zeromq", "oxc-parser", "oxc-transform", "magic-string"]) checks.push(await packageCheck(name));
  checks.push(compilerCheck());
  return checks;
}

function nodeCheck(version: string, path: string): Check {
  const [major = 0, minor = 0] = version.slice(1).split(".").map(Number);
  const ok = major > 22 || (major === 22 && minor >= 18);
  return { ok, text: ok ? `Node ${version} (${path})` : `Node ${version} is too old: 22.18 or newer is needed` };
}

function specCheck(folder: string, argv: string[]): Check {
  const [node = "", ...rest] = argv;
  const main = rest.find((arg) => /\bmain\.\w+$/.test(arg));
  if (!main || !existsSync(main))
    return { ok: false, text: `${folder}: ${main} is gone: run \`tsgrad kernel install\`` };
  const { stdout, error } = spawnSync(node, ["--version"], { encoding: "utf8", timeout: 10_000 });
  if (error) return { ok: false, text: `${folder}: ${node} does not run: run \`tsgrad kernel install\`` };
  const check = nodeCheck(stdout.trim(), node);
  return { ok: check.ok, text: `${folder}: ${check.text}` };
}

function compilerCheck(): Check {
  try {
    const { stdout, error } = spawnSync(compilerPath(), ["--version"], { encoding: "utf8", timeout: 10_000 });
    if (error) throw error;
    return { ok: true, text: `TypeScript ${stdout.trim().replace("Version ", "")}` };
  } catch (error) {
    return { ok: false, text: `TypeScript's compiler does not run (${(error as Error).message}): run \`npm install\`` };
  }
}

async function packageCheck(name: string): Promise<Check> {
  try {
    await import(name);
    return { ok: true, text: `package ${name}` };
  } catch (error) {
    return { ok: false, text: `package ${name} does not load (${(error as Error).message}): run \`npm install\`` };
  }
}
