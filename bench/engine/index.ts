// `npm run bench:engine`: training steps, inference, overhead, memory and start beside PyTorch, in one run with equal threads.
// Options: --python PATH (a Python with torch 2.13.0), --threads N, --rounds N, CASE... Prints a Markdown table.
import { execFileSync } from "node:child_process";
import { cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { median } from "../median.ts";

interface Result {
  first: number;
  times: number[];
  cpu: number[];
  peakMiB: number;
}

/** The medians of all rounds, and the smallest time of all. */
interface Measured extends Result {
  least: number;
}

interface Column {
  title: string;
  cases: readonly string[];
  run(name: string): Result;
}

const folder = import.meta.dirname;
const ALL = ["resnet18", "smallCnn", "mlp", "lstm", "inference", "overhead"];
const CONVOLUTIONS = ["resnet18", "smallCnn", "inference"];
const TITLES: Record<string, string> = {
  resnet18: "ResNet-18, CIFAR stem, batch 32: training step",
  smallCnn: "2 convolutions, batch 64, 28x28: training step",
  mlp: "MLP 784-256-128-10, batch 64: training step",
  lstm: "LSTM 28 x 28, 128 units, batch 64: training step",
  inference: "ResNet-18, batch 1: inference",
  overhead: "1,000 additions of 1x2 tensors",
};

const { values, positionals } = parseArgs({
  options: { python: { type: "string" }, threads: { type: "string" }, rounds: { type: "string" } },
  allowPositionals: true,
});
const python = values.python ?? process.env.TSGRAD_PYTORCH ?? "python3";
const threads = values.threads ?? String(cpus().length);
const rounds = Number(values.rounds ?? 3);
const cases = positionals.length > 0 ? positionals : ALL;

const torch = (mode: string) => (name: string) => call(python, [join(folder, "pytorch.py"), name, mode, threads]);
const tsgrad = (device: string, mode: string) => (name: string) =>
  call(process.execPath, [join(folder, "worker.ts"), name, mode], { TSGRAD_DEVICE: device, TSGRAD_THREADS: threads });
const COLUMNS: Column[] = [
  { title: "PyTorch", cases: ALL, run: torch("default") },
  { title: "PyTorch channels_last", cases: CONVOLUTIONS, run: torch("channels_last") },
  { title: "eager", cases: ALL, run: tsgrad("cpu", "eager") },
  { title: "compiled", cases: ALL, run: tsgrad("cpu", "compiled") },
  { title: "wasm", cases: ALL, run: tsgrad("wasm", "eager") },
];

function call(program: string, args: string[], environment: Record<string, string> = {}): Result {
  const output = execFileSync(program, args, {
    encoding: "utf8",
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "ignore"],
  });
  return JSON.parse(output.trim().split("\n").at(-1)!) as Result;
}

/** Each column in turn, round after round, so that what else the machine does meets all of them. */
function measure(name: string): (Measured | null)[] {
  const runs = COLUMNS.map((): Result[] => []);
  for (let round = 0; round < rounds; round++)
    for (const [i, column] of COLUMNS.entries()) if (column.cases.includes(name)) runs[i]!.push(column.run(name));
  return runs.map((results) => {
    if (results.length === 0) return null;
    return {
      first: results[0]!.first,
      times: results.map(({ times }) => median(times)),
      least: Math.min(...results.flatMap(({ times }) => times)),
      cpu: results.map(({ cpu }) => median(cpu)),
      peakMiB: Math.min(...results.map(({ peakMiB }) => peakMiB)),
    };
  });
}

function row(title: string, results: readonly (number | null)[], unit: string, digits: number): string {
  const [base] = results;
  const cells = results.map((value) =>
    value === null ? "" : `${value.toFixed(digits)} ${unit} (${(value / base!).toFixed(2)})`,
  );
  return `| ${[title, ...cells].join(" | ")} |`;
}

/** Seconds from the start of a process to a first computed value. */
function start(program: string, args: string[], environment: Record<string, string> = {}): number {
  const times = Array.from({ length: rounds }, () => {
    const before = performance.now();
    execFileSync(program, args, { env: { ...process.env, ...environment }, stdio: "ignore" });
    return (performance.now() - before) / 1000;
  });
  return median(times);
}

const library = JSON.stringify(join(folder, "../../lib/index.ts"));
const ready = [
  "--input-type=module",
  "-e",
  `import { ones } from ${library}; if (ones([2]).sum().item() !== 2) throw 1; process.exit(0);`,
];
const starts = [
  start(python, ["-c", "import torch; assert torch.ones(2).sum().item() == 2"]),
  null,
  start(process.execPath, ready, { TSGRAD_DEVICE: "cpu" }),
  null,
  start(process.execPath, ready, { TSGRAD_DEVICE: "wasm", TSGRAD_THREADS: threads }),
];
const version = execFileSync(python, ["-c", "import torch; print(torch.__version__)"], { encoding: "utf8" }).trim();
const report = JSON.parse(
  execFileSync(process.execPath, [join(folder, "../../cli/tsgrad.mjs"), "engine", "--json"], { encoding: "utf8" }),
) as { versions: { node: string; tensorflow: string } };
console.log(
  `Node ${report.versions.node}, TensorFlow ${report.versions.tensorflow}, PyTorch ${version}; ${cpus()[0]!.model}, ${threads} threads. ` +
    `Medians of ${rounds} rounds, in brackets relative to PyTorch's default.\n`,
);
console.log(`| | ${COLUMNS.map(({ title }) => title).join(" | ")} |\n|---|${COLUMNS.map(() => "---:|").join("")}`);
for (const name of cases) {
  const results = measure(name);
  console.log(
    row(
      TITLES[name]!,
      results.map((result) => (result ? median(result.times) : null)),
      "ms",
      2,
    ),
  );
  console.log(
    row(
      "&emsp;smallest",
      results.map((result) => result?.least ?? null),
      "ms",
      2,
    ),
  );
  console.log(
    row(
      "&emsp;processor time",
      results.map((result) => (result ? median(result.cpu) : null)),
      "ms",
      2,
    ),
  );
  if (name === "resnet18")
    console.log(
      row(
        "&emsp;peak memory",
        results.map((result) => result?.peakMiB ?? null),
        "MiB",
        0,
      ),
    );
  const losses = results.flatMap((result) => (result ? [result.first] : []));
  if (losses.some((loss) => Math.abs(loss - losses[0]!) > 1e-4 * Math.abs(losses[0]!)))
    throw new Error(`${name}: the first losses differ: ${losses}`);
}
console.log(row("start to first value", starts, "s", 2));
