import { parseArgs } from "node:util";
import type { EngineReport } from "../../lib/engine/index.ts";

export const summary = "engine [--json]   show what computes here, what was passed over and why";

export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { json: { type: "boolean" } } });
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
