import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { kernelSpec } from "../../kernel/spec.ts";

/** A kernel to measure: `kernel` is the name of its folder. */
export interface Peer {
  name: string;
  kernel: string;
  language: "typescript" | "python";
  spec: object;
}

/** Ours with and without types, tslab, Deno's kernel and ipykernel. */
export function peers(project: string, python: string): Peer[] {
  const ours = kernelSpec(process.execPath, join(project, "kernel/main.mjs"));
  const tslab = join(project, "node_modules/tslab/bin/tslab");
  const others = { language: "typescript", interrupt_mode: "message" } as const;
  return [
    {
      name: "tsgrad",
      kernel: "tsgrad",
      language: "typescript",
      spec: { ...ours, env: { TSGRAD_TYPES: "error" } },
    },
    {
      name: "tsgrad, types off",
      kernel: "tsgrad-untyped",
      language: "typescript",
      spec: { ...ours, env: { TSGRAD_TYPES: "off" } },
    },
    {
      name: "tslab",
      kernel: "tslab",
      language: "typescript",
      spec: {
        ...others,
        argv: [process.execPath, tslab, "kernel", "--config-path={connection_file}"],
        display_name: "tslab",
      },
    },
    {
      name: "Deno",
      kernel: "deno",
      language: "typescript",
      spec: {
        ...others,
        argv: [deno(project), "jupyter", "--kernel", "--conn", "{connection_file}"],
        display_name: "Deno",
      },
    },
    {
      name: "ipykernel",
      kernel: "ipykernel",
      language: "python",
      spec: {
        argv: [python, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        display_name: "Python",
        language: "python",
      },
    },
  ];
}

/** Deno's own binary (npm's launcher would add a start of Node), for this comparison only. */
function deno(project: string): string {
  const home = join(project, ".tsgrad/cache/deno");
  const bin = join(home, "node_modules/@deno/linux-x64-glibc/deno");
  if (existsSync(bin)) return bin;
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, "package.json"), "{}");
  spawnSync("npm", ["install", "--no-save", "--no-audit", "--no-fund", "deno@2.9.6"], { cwd: home, stdio: "inherit" });
  return bin;
}
