// What all experiments share: seeds, means with error bars, the verdict on each claim, and the log.
import { readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { engineReport } from "../../lib/engine/report.ts";
import { manualSeed } from "../../lib/index.ts";

export const SEEDS: readonly number[] = [0, 1, 2, 3, 4];

/** What one seed measured, by the name of the arm: accuracies in percent, unless the name says otherwise. */
export type Measures = Record<string, number>;

/** A number that each seed's measures give, and what its mean over the seeds must reach. */
export interface Claim {
  claim: string;
  of: (measures: Measures) => number;
  atLeast: number;
}

/** An experiment: one file of this folder each. */
export interface Study {
  name: string;
  title: string;
  /** Everything random in it follows from the seed. */
  run(seed: number): Promise<Measures>;
  claims: readonly Claim[];
}

export interface Summary {
  values: number[];
  mean: number;
  /** Half of the 95 % interval of the mean, by Student's t. */
  error: number;
}

export interface Log {
  name: string;
  title: string;
  command: string;
  machine: string;
  versions: Record<string, string | null>;
  seeds: readonly number[];
  seconds: number;
  measures: Record<string, Summary>;
  claims: (Summary & { claim: string; atLeast: number; met: boolean })[];
}

/** Student's t at 97.5 %, by the degrees of freedom from 1 on. */
const STUDENT = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262];

export function summarize(values: number[]): Summary {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  return {
    values: values.map(rounded),
    mean: rounded(mean),
    error: rounded(STUDENT[n - 2]! * Math.sqrt(variance / n)),
  };
}

const rounded = (value: number) => Number(value.toFixed(4));

/** Runs a study with each seed and says as it goes what came out. */
export async function conduct(study: Study, seeds: readonly number[] = SEEDS): Promise<Log> {
  const start = performance.now();
  const rows: Measures[] = [];
  for (const seed of seeds) {
    manualSeed(seed);
    rows.push(await study.run(seed));
    const found = Object.entries(rows.at(-1)!).map(([arm, value]) => `${arm} ${rounded(value)}`);
    console.log(`${study.name}, seed ${seed}: ${found.join(", ")} (${elapsed(start)} s)`);
  }
  const measures = Object.keys(rows[0]!).map((arm) => [arm, summarize(rows.map((row) => row[arm]!))] as const);
  const claims = study.claims.map(({ claim, of, atLeast }) => {
    const summary = summarize(rows.map(of));
    return { claim, atLeast, met: summary.mean >= atLeast, ...summary };
  });
  return {
    name: study.name,
    title: study.title,
    command: `npm run bench:experiments ${study.name}`,
    machine: `${cpus().length} cores, ${cpus()[0]!.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
    versions: engineReport().versions,
    seeds,
    seconds: Number(elapsed(start)),
    measures: Object.fromEntries(measures),
    claims,
  };
}

const elapsed = (start: number) => ((performance.now() - start) / 1000).toFixed(0);

const logOf = (name: string) => new URL(`logs/${name}.json`, import.meta.url);

export function writeLog(log: Log): void {
  writeFileSync(
    logOf(log.name),
    `${JSON.stringify(log, null, 2).replaceAll(/\[\s+([-\d.,\s]+?)\s+\]/g, (_, list: string) => `[${list.split(/,\s+/).join(", ")}]`)}\n`,
  );
}

export function readLog(name: string): Log {
  return JSON.parse(readFileSync(logOf(name), "utf8")) as Log;
}
