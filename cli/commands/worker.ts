import { fork } from "node:child_process";
import { hostname } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { openGradebook, work } from "../../autograder/gradebook/index.ts";
import { prepareMachine } from "../../autograder/runner/index.ts";
import { gpuNumbers } from "../../autograder/sandbox/index.ts";
import { gradebookUrl } from "./gradebook.ts";

export const summary =
  "worker [--workers N] [--once] [--gpus 0,1] [--lease SECONDS] [--gradebook URL]   grade what the gradebook's queue holds, here and on any number of machines";

const project = new URL("../..", import.meta.url).pathname;

export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      workers: { type: "string", default: "1" },
      once: { type: "boolean" },
      gpus: { type: "string" },
      gradebook: { type: "string" },
      lease: { type: "string" },
    },
  });
  const workers = Number(values.workers);
  if (!Number.isInteger(workers) || workers < 1) {
    console.error(`Usage: tsgrad ${summary}`);
    return 2;
  }
  if (workers > 1) return several(workers, args);
  const machine = await prepareMachine(project);
  const { available, layers } = await machine.runner.status();
  if (!available) {
    for (const { name, ok, detail } of layers) if (!ok) console.error(`${name}: ${detail}`);
    return 3;
  }
  const book = await openGradebook(gradebookUrl(values.gradebook));
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
  const count = await work(book, {
    name: `${hostname()}-${process.pid}`,
    machine,
    gpus: { machine: hostname(), numbers: values.gpus?.split(",").filter(Boolean).map(Number) ?? gpuNumbers() },
    once: values.once ?? false,
    ...(values.lease && { leaseSeconds: Number(values.lease) }),
    onTrouble: (error) => console.error(error.message),
    signal: stop.signal,
    onDone: ({ student, score, lease, stored }) =>
      console.log(
        `${student}  submission ${lease.submission}  ${score ?? "no score"}${stored ? "" : "  (graded elsewhere meanwhile)"}`,
      ),
  });
  await book.close();
  console.log(`${count} graded`);
  return 0;
}

/** One process a worker, so that the death of one is nobody else's. */
async function several(count: number, args: string[]): Promise<number> {
  const own = args.filter(
    (value, index) => value !== "--workers" && args[index - 1] !== "--workers" && !value.startsWith("--workers="),
  );
  const script = fileURLToPath(new URL("../worker-process.ts", import.meta.url));
  const codes = await Promise.all(
    Array.from({ length: count }, () => {
      const child = fork(script, own, { execArgv: ["--no-warnings"] });
      for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => child.kill(signal));
      return new Promise<number>((resolve) => child.once("exit", (code) => resolve(code ?? 1)));
    }),
  );
  return Math.max(...codes);
}
