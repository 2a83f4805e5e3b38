// Where TensorFlow's shared libraries may lie. Nothing is run or loaded here.
import { existsSync, readdirSync, realpathSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";

/** The libraries of one TensorFlow, in the order they have to be loaded. */
export interface TensorFlowLibraries {
  folder: string;
  files: string[];
}

/** A folder that was looked into, and why. */
export interface SearchedFolder {
  folder: string;
  origin: string;
}

export interface LibrarySearch {
  found: TensorFlowLibraries | null;
  searched: SearchedFolder[];
}

/** Names in the wheels, then in the C archives, for Linux and macOS. */
const LAYOUTS = [
  ["libtensorflow_framework.so.2", "libtensorflow_cc.so.2"],
  ["libtensorflow_framework.2.dylib", "libtensorflow_cc.2.dylib"],
  ["libtensorflow_framework.so.2", "libtensorflow.so.2"],
  ["libtensorflow_framework.2.dylib", "libtensorflow.2.dylib"],
];

const SYSTEM_FOLDERS = [
  "/usr/local/lib",
  "/usr/lib",
  "/usr/lib/x86_64-linux-gnu",
  "/usr/lib/aarch64-linux-gnu",
  "/opt/homebrew/lib",
];

export const PROJECT_ROOT = resolve(import.meta.dirname, "../../..");

/** Looks for TensorFlow's libraries; where `TSGRAD_TENSORFLOW` names a folder, only there. */
export function findLibraries(environment: NodeJS.ProcessEnv = process.env): LibrarySearch {
  const searched: SearchedFolder[] = [];
  for (const place of folders(environment)) {
    searched.push(place);
    const files = LAYOUTS.map((names) => names.map((name) => join(place.folder, name))).find((all) =>
      all.every(existsSync),
    );
    if (files) return { found: { folder: place.folder, files }, searched };
  }
  return { found: null, searched };
}

function* folders(environment: NodeJS.ProcessEnv): Generator<SearchedFolder> {
  const given = environment.TSGRAD_TENSORFLOW;
  if (given) {
    yield { folder: resolve(given), origin: "TSGRAD_TENSORFLOW" };
    return;
  }
  yield { folder: join(PROJECT_ROOT, ".venv/engine/tensorflow"), origin: "the project's own .venv" };
  for (const prefix of pythonPrefixes(environment)) {
    for (const folder of packagesOf(prefix))
      yield { folder: join(folder, "tensorflow"), origin: `Python in ${prefix}` };
  }
  for (const folder of (environment.LD_LIBRARY_PATH ?? "").split(delimiter).filter(Boolean)) {
    yield { folder, origin: "LD_LIBRARY_PATH" };
  }
  for (const folder of SYSTEM_FOLDERS) yield { folder, origin: "system" };
}

/** The prefixes of the active environment and of python3 on PATH, found without running it. */
function pythonPrefixes(environment: NodeJS.ProcessEnv): Set<string> {
  const prefixes = [environment.VIRTUAL_ENV, environment.CONDA_PREFIX].filter((prefix) => prefix !== undefined);
  const python = (environment.PATH ?? "")
    .split(delimiter)
    .map((folder) => join(folder, "python3"))
    .find(existsSync);
  if (python) prefixes.push(dirname(dirname(python)), dirname(dirname(realpathSync(python))));
  return new Set(prefixes);
}

function packagesOf(prefix: string): string[] {
  const library = join(prefix, "lib");
  if (!existsSync(library)) return [];
  const versions = readdirSync(library).filter((name) => /^python3(\.\d+)?$/.test(name));
  return versions.flatMap((name) => ["site-packages", "dist-packages"].map((kind) => join(library, name, kind)));
}
