import type { ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { processTree } from "../../../autograder/sandbox/processTree.ts";
import { SetupError, stillWorks } from "../failure.mjs";
import { startGuarded } from "../guarded.mjs";
import { inProject, inState } from "../paths.mjs";
import { choosePort, isFree } from "./ports.ts";

export interface JupyterServer {
  url: string;
  token: string;
  /** Ends the server, its kernels and its terminals. */
  stop(): Promise<void>;
  /** Settles with the exit code when the server ends by itself, as from its menu File, Shut Down. */
  ended: Promise<number>;
}

const startSeconds = 60;
const stopSeconds = 10;

export interface JupyterOptions {
  /** The first free one from 8888 by default. */
  port?: number | undefined;
  /** Where its notebooks lie; a folder of the project, so that cells find `tsgrad`. */
  folder: string;
  notebook?: string | undefined;
  browser: boolean;
}

/** Starts the project's JupyterLab on loopback and waits until it answers. */
export async function startJupyter(options: JupyterOptions): Promise<JupyterServer> {
  for (let tries = 1; ; tries++) {
    const port = await choosePort(options.port);
    try {
      return await startOn({ ...options, port });
    } catch (error) {
      // Another start may have chosen the same free port and been the first to take it.
      if (options.port !== undefined || tries === 5 || (await isFree(port))) throw error;
    }
  }
}

type WithPort = JupyterOptions & { port: number };

async function startOn(options: WithPort): Promise<JupyterServer> {
  const token = randomBytes(24).toString("hex");
  const page = options.notebook ? `/lab/tree/${encodeURIComponent(options.notebook)}` : "/lab";
  const base = `http://127.0.0.1:${options.port}`;
  mkdirSync(inState("logs"), { recursive: true });
  mkdirSync(options.folder, { recursive: true });
  const logPath = inState("logs", `jupyter-${options.port}.log`);
  const log = openSync(logPath, "w");
  const child = startGuarded(inProject(".venv/bin/python"), ["-m", "jupyterlab", ...settings(options, page)], {
    cwd: options.folder,
    env: { ...process.env, ...environment(token) },
    output: log,
  });
  closeSync(log);
  const ended = once(child, "exit").then(([code]) => (code as number | null) ?? 1);
  try {
    await answers(`${base}/api/status`, token, child);
  } catch {
    await stop(child);
    const lines = readFileSync(logPath, "utf8").trimEnd().split("\n").slice(-12).join("\n  ");
    throw new SetupError(`JupyterLab did not start. The last lines of ${logPath}:\n  ${lines}\n${stillWorks()}`);
  }
  return { url: `${base}${page}?token=${token}`, token, stop: () => stop(child), ended };
}

/** Everything that JupyterLab reads or writes of its own lies in the project. The token is not on the command line, which other users can see. */
function environment(token: string): Record<string, string> {
  return {
    JUPYTER_TOKEN: token,
    JUPYTER_CONFIG_DIR: inState("jupyter/config"),
    JUPYTER_DATA_DIR: inState("jupyter/data"),
    JUPYTER_RUNTIME_DIR: inState("jupyter/runtime"),
    IPYTHONDIR: inState("ipython"),
    JUPYTER_PREFER_ENV_PATH: "1",
  };
}

function settings({ port, folder, browser }: WithPort, page: string): string[] {
  return [
    "--ServerApp.ip=127.0.0.1",
    `--ServerApp.port=${port}`,
    "--ServerApp.port_retries=0",
    "--ServerApp.allow_root=True",
    `--ServerApp.open_browser=${browser ? "True" : "False"}`,
    `--ServerApp.root_dir=${folder}`,
    `--LabApp.default_url=${page}`,
    // The TypeScript kernel is the only one offered, and the one that new notebooks get.
    "--KernelSpecManager.ensure_native_kernel=False",
    "--KernelSpecManager.allowed_kernelspecs=tsgrad",
    "--MultiKernelManager.default_kernel_name=tsgrad",
    // Nothing is fetched from outside: no news, no search for updates, no catalogue of extensions.
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.extension_manager=readonly",
    `--LabApp.app_settings_dir=${inProject("cli/setup/jupyter/settings")}`,
  ];
}

async function answers(url: string, token: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + startSeconds * 1000;
  while (Date.now() < deadline && child.exitCode === null && child.signalCode === null) {
    try {
      const response = await fetch(url, { headers: { Authorization: `token ${token}` } });
      if (response.ok) return;
    } catch {
      // Not listening yet.
    }
    await sleep(50);
  }
  throw new Error("no answer");
}

/** The server ends its kernels itself when asked to; what is left after that is killed. */
async function stop(child: ChildProcess): Promise<void> {
  if (child.pid === undefined) return;
  const processes = processTree(child.pid);
  if (child.exitCode === null && child.signalCode === null) {
    child.kill("SIGTERM");
    await Promise.race([once(child, "exit"), sleep(stopSeconds * 1000, undefined, { ref: false })]);
  }
  for (const pid of processes) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It has ended.
    }
  }
}
