/**
 * Jupyter kernels side by side, through the same client: ours with and without types, tslab, Deno's, ipykernel.
 *
 *     npm run bench:kernel
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { kernelSpec } from "../../kernel/spec.ts";

const project = fileURLToPath(new URL("../..", import.meta.url));
const python = join(project, ".venv/bin/python");
const folder = mkdtempSync(join(tmpdir(), "tsgrad-bench-"));
const ours = kernelSpec(process.execPath, join(project, "kernel/main.ts"));

interface Peer {
  name: string;
  language: string;
  spec: object;
}

const peers: Peer[] = [
  { name: "tsgrad", language: "typescript", spec: { ...ours, env: { TSGRAD_TYPES: "error" } } },
  { name: "tsgrad untyped", language: "typescript", spec: { ...ours, env: { TSGRAD_TYPES: "off" } } },
  {
    name: "tslab",
    language: "typescript",
    spec: {
      argv: [
        process.execPath,
        join(project, "node_modules/tslab/bin/tslab"),
        "kernel",
        "--config-path={connection_file}",
      ],
      display_name: "tslab",
      language: "typescript",
    },
  },
  {
    name: "Deno",
    language: "typescript",
    spec: {
      argv: [deno(), "jupyter", "--kernel", "--conn", "{connection_file}"],
      display_name: "Deno",
      language: "typescript",
      interrupt_mode: "message",
    },
  },
  {
    name: "ipykernel",
    language: "python",
    spec: {
      argv: [python, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
      display_name: "Python",
      language: "python",
    },
  },
];

/** Deno from npm, for this comparison only. */
function deno(): string {
  const home = join(project, ".tsgrad/cache/deno");
  const bin = join(home, "node_modules/.bin/deno");
  if (existsSync(bin)) return bin;
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, "package.json"), "{}");
  spawnSync("npm", ["install", "--no-save", "--no-audit", "--no-fund", "deno@2.9.6"], { cwd: home, stdio: "inherit" });
  spawnSync(bin, ["--version"]);
  return bin;
}

function measure({ name, language, spec }: Peer): Record<string, number | string> {
  const kernel = name.replace(/\s/g, "-").toLowerCase();
  mkdirSync(join(folder, "kernels", kernel), { recursive: true });
  writeFileSync(join(folder, "kernels", kernel, "kernel.json"), JSON.stringify(spec));
  const script = fileURLToPath(new URL("measure.py", import.meta.url));
  const { stdout, stderr, status } = spawnSync(python, [script, name, language, kernel], {
    env: { ...process.env, JUPYTER_PATH: folder },
    cwd: folder,
    encoding: "utf8",
    timeout: 600_000,
  });
  const last = stdout.trim().split("\n").at(-1) ?? "";
  if (status === 0) return JSON.parse(last) as Record<string, number | string>;
  console.error(`${name} could not be measured: ${stderr.trim().split("\n").at(-1)}`);
  return {};
}

try {
  const measured = peers.map((peer) => ({ name: peer.name, figures: measure(peer) }));
  const rows = [...new Set(measured.flatMap(({ figures }) => Object.keys(figures)))];
  console.log(`| | ${measured.map(({ name }) => name).join(" | ")} |`);
  console.log(`|---|${"---|".repeat(measured.length)}`);
  for (const row of rows) console.log(`| ${row} | ${measured.map(({ figures }) => show(figures[row])).join(" | ")} |`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function show(value: number | string | undefined): string {
  if (typeof value !== "number") return value ?? "";
  return value < 10 ? value.toFixed(1) : value.toFixed(0);
}
