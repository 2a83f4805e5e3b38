/** The content of `kernel.json`. */
export interface KernelSpec {
  argv: string[];
  display_name: string;
  language: string;
  interrupt_mode: "message";
  env: Record<string, string>;
  metadata: Record<string, unknown>;
}

/** Kernelspec of this kernel, run by the Node at `nodePath`; `mainPath` is the path of `kernel/main.ts`. */
export function kernelSpec(nodePath: string, mainPath: string): KernelSpec {
  return {
    // Without the first flag Node aborts when a timer's callback is terminated; the others only silence and shrink.
    argv: [
      nodePath,
      "--no-force-async-hooks-checks",
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
