import { execFileSync } from "node:child_process";

/** The content of `kernel.json`. */
export interface KernelSpec {
  argv: string[];
  display_name: string;
  language: string;
  interrupt_mode: "message";
  env: Record<string, string>;
  metadata: Record<string, unknown>;
}

/** Kernelspec of this kernel, run by the Node at `nodePath`; `mainPath` is the path of `kernel/main.mjs`. */
export function kernelSpec(nodePath: string, mainPath: string): KernelSpec {
  return {
    // Without the first flags Node aborts when a timer's callback is terminated; the last only silences.
    argv: [
      nodePath,
      "--no-force-async-hooks-checks",
      ...(majorOf(nodePath) < 24 ? ["--experimental-async-context-frame"] : []),
      "--disable-warning=ExperimentalWarning",
      mainPath,
      "{connection_file}",
    ],
    display_name: "TypeScript (tsgrad)",
    language: "typescript",
    interrupt_mode: "message",
    env: {},
    metadata: { debugger: false },
  };
}

function majorOf(nodePath: string): number {
  const same = nodePath === process.execPath;
  const version = same ? process.version : execFileSync(nodePath, ["--version"], { encoding: "utf8" });
  return Number(/^v(\d+)/.exec(version)?.[1] ?? 24);
}
