// `npm run bench:data`: images a second of our loaders and of torchvision's with PyTorch's DataLoader, in one run on the same files.
// Options: --python PATH (a Python with torchvision 0.29.1), --rounds N, --images N, CASE... (photos, fashion, waiting).
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { median } from "../median.ts";
import { writePhotos } from "./photos.ts";

interface Rates {
  first: number;
  rates: number[];
}

const WORKERS = [0, 1, 2];
const EPOCHS: Record<string, number> = { photos: 1, fashion: 5 };
const TITLES: Record<string, string> = { photos: "JPEGs", fashion: "Fashion-MNIST" };
const { values, positionals } = parseArgs({
  options: { python: { type: "string" }, rounds: { type: "string" }, images: { type: "string" } },
  allowPositionals: true,
});
const python = values.python ?? process.env.TSGRAD_PYTORCH ?? "python3";
const rounds = Number(values.rounds ?? 3);
const cases = positionals.length > 0 ? positionals : ["photos", "fashion", "waiting"];
const folder = mkdtempSync(join(tmpdir(), "tsgrad-bench-"));
/** One thread a worker: what either side could start beside them is switched off. */
const environment = { ...process.env, TSGRAD_THREADS: "1", OMP_NUM_THREADS: "1", VIPS_CONCURRENCY: "1" };
const row = (...cells: string[]) => console.log(`| ${cells.join(" | ")} |`);

function call<T>(program: string, args: readonly string[], env: NodeJS.ProcessEnv = environment): T {
  const output = execFileSync(program, args, { encoding: "utf8", env, stdio: ["ignore", "pipe", "inherit"] });
  return JSON.parse(output.trim().split("\n").at(-1)!) as T;
}

/** One side after the other, round after round, so that what else the machine does meets both. */
function compare(name: string, workers: number): void {
  const args = [name, String(workers), String(EPOCHS[name]), folder];
  const theirs: Rates[] = [];
  const ours: Rates[] = [];
  for (let round = 0; round < rounds; round++) {
    theirs.push(call(python, [join(import.meta.dirname, "pytorch.py"), ...args]));
    ours.push(call(process.execPath, [join(import.meta.dirname, "worker.ts"), ...args]));
  }
  const [peer, own] = [theirs, ours].map((runs) => median(runs.flatMap(({ rates }) => rates))) as [number, number];
  const [peerFirst, ownFirst] = [theirs, ours].map((runs) => median(runs.map(({ first }) => first))) as [
    number,
    number,
  ];
  row(
    `${TITLES[name]}, ${workers} worker${workers === 1 ? "" : "s"}`,
    peer.toFixed(0),
    own.toFixed(0),
    (own / peer).toFixed(2),
    peerFirst.toFixed(0),
    ownFirst.toFixed(0),
  );
}

try {
  const version =
    "import torch, torchvision; print(f'torchvision {torchvision.__version__}, PyTorch {torch.__version__}')";
  const peer = execFileSync(python, ["-c", version], { encoding: "utf8" }).trim();
  console.log(
    `Node ${process.versions.node}, ${peer}; ${cpus()[0]!.model}, ${cpus().length} cores; medians of ${rounds} rounds.\n`,
  );
  if (cases.includes("photos")) await writePhotos(folder, Number(values.images ?? 1000));
  row("images a second", "PyTorch", "tsgrad", "ratio", "PyTorch, first epoch", "tsgrad, first epoch");
  console.log("|---|---:|---:|---:|---:|---:|");
  for (const name of ["photos", "fashion"])
    if (cases.includes(name)) for (const workers of WORKERS) compare(name, workers);
  if (cases.includes("waiting")) {
    console.log("\nShare of a Trainer's time that waits for Fashion-MNIST (small CNN, compiled, all threads):");
    for (const workers of WORKERS) {
      const args = [join(import.meta.dirname, "waiting.ts"), String(workers)];
      const shares = Array.from(
        { length: rounds },
        () => call<{ share: number }>(process.execPath, args, process.env).share,
      );
      console.log(`- ${workers} workers: ${(100 * median(shares)).toFixed(1)} %`);
    }
  }
} finally {
  rmSync(folder, { recursive: true });
}
