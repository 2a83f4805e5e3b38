/**
 * Jupyter kernels side by side, through one client, in one run; times in milliseconds.
 *
 *     npm run bench:kernel [NAME...]
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Peer, peers } from "./peers.ts";

const project = fileURLToPath(new URL("../..", import.meta.url));
const python = join(project, ".venv/bin/python");
const folder = mkdtempSync(join(tmpdir(), "tsgrad-bench-"));
const chosen = process.argv.slice(2);

type Figures = Record<string, number | string>;

function measure({ name, kernel, language, spec }: Peer): Figures {
  mkdirSync(join(folder, "kernels", kernel), { recursive: true });
  writeFileSync(join(folder, "kernels", kernel, "kernel.json"), JSON.stringify(spec));
  const script = fileURLToPath(new URL("measure.py", import.meta.url));
  const result = join(folder, `${kernel}.json`);
  console.error(name);
  // No pipes: a kernel that outlives the script would hold them open.
  const { status } = spawnSync(python, [script, kernel, language, result], {
    env: { ...process.env, JUPYTER_PATH: folder, PYTHONDONTWRITEBYTECODE: "1" },
    cwd: folder,
    stdio: ["ignore", "ignore", "inherit"],
    timeout: 600_000,
    killSignal: "SIGKILL",
  });
  if (status === 0) return JSON.parse(readFileSync(result, "utf8")) as Figures;
  console.error(`${name} could not be measured (exit code ${status})`);
  return {};
}

function show(value: number | string | undefined): string {
  if (typeof value !== "number") return value ?? "";
  return value < 20 ? value.toFixed(1) : value.toFixed(0);
}

try {
  const measured = peers(project, python)
    .filter(({ kernel }) => chosen.length === 0 || chosen.includes(kernel))
    .map((peer) => ({ name: peer.name, figures: measure(peer) }));
  const rows = [...new Set(measured.flatMap(({ figures }) => Object.keys(figures)))];
  console.log(`| | ${measured.map(({ name }) => name).join(" | ")} |`);
  console.log(`|---|${"---:|".repeat(measured.length)}`);
  for (const row of rows) console.log(`| ${row} | ${measured.map(({ figures }) => show(figures[row])).join(" | ")} |`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
