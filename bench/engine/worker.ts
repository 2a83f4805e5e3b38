// One case on one device in a process of its own: node worker.ts CASE MODE; prints one line of JSON.
import { engineReport } from "../../lib/index.ts";
import { caseOf, type Mode } from "./cases.ts";

const [name, mode] = process.argv.slice(2) as [string, Mode];
const { step, warmup, steps } = caseOf(name, mode);
const first = step().item();
for (let i = 1; i < warmup; i++) step().item();
const times: number[] = [];
const cpu: number[] = [];
for (let i = 0; i < steps; i++) {
  const start = performance.now();
  const busy = process.cpuUsage();
  step().item();
  times.push(performance.now() - start);
  const { user, system } = process.cpuUsage(busy);
  cpu.push((user + system) / 1000);
}
const { versions } = engineReport();
console.log(JSON.stringify({ first, times, cpu, peakMiB: process.resourceUsage().maxRSS / 1024, version: versions }));
process.exit(0);
