import { parseArgs } from "node:util";
import type { EngineReport } from "../../lib/engine/index.ts";

export const summary =
  "engine [--json] | engine install --gpu   show what computes here, what was passed over and why; or fetch TensorFlow for CUDA";

export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    options: { json: { type: "boolean" }, gpu: { type: "boolean" } },
    allowPositionals: true,
  });
  if (positionals.length > 0 || values.gpu) return install(positionals, values.gpu ?? false);
  let report: EngineReport;
  try {
    report = (await import("../../lib/engine/index.ts")).engineReport();
  } catch (error) {
    const { message } = error as Error;
    if (values.json) console.log(JSON.stringify({ device: null, error: message }, undefined, 2));
    else console.error(message);
    return 1;
  }
  console.log(values.json ? JSON.stringify(report, undefined, 2) : describe(report));
  return 0;
}

async function install([command, ...rest]: string[], gpu: boolean): Promise<number> {
  if (command !== "install" || rest.length > 0 || !gpu) {
    console.error("Usage: tsgrad engine [--json], or tsgrad engine install --gpu");
    return 2;
  }
  const { ensurePython } = await import("../setup/environment.ts");
  const { ensureGpu } = await import("../setup/gpu.ts");
  const plan = ["python", "gpu"];
  await ensurePython(plan);
  await ensureGpu(plan);
  console.log("TensorFlow for CUDA is in place; `tsgrad engine` shows whether it finds the GPU.");
  return 0;
}

function describe({ device, requested, passedOver, threads, versions, libraries, tensorflowDevices }: EngineReport) {
  const names = {
    gpu: `TensorFlow ${versions.tensorflow} on a GPU`,
    cpu: `TensorFlow ${versions.tensorflow} on the processor`,
    wasm: "WebAssembly",
    js: "plain JavaScript, for tests only",
  };
  const lines = [
    `Device: ${device}, ${names[device]}${requested ? " (asked for by TSGRAD_DEVICE)" : ""}`,
    `  threads: ${threads}`,
    ...libraries.map((file) => `  library: ${file}`),
    ...tensorflowDevices.map((name) => `  TensorFlow lists ${name}`),
    `  Node ${versions.node}, tfjs ${versions.tfjs}`,
  ];
  for (const { device: name, reason } of passedOver)
    lines.push(`Passed over: ${name}`, ...reason.split("\n").map((line) => `  ${line}`));
  return lines.join("\n");
}
