import { spawn } from "node:child_process";
import { pathToFileURL } from "node:url";
import { compilerPath } from "./executable.ts";
import { createReader, frame } from "./frames.ts";
import { clientCapabilities, type Results } from "./protocol.ts";

/** The server is gone: what was asked of it will not be answered. */
export class ServerGone extends Error {
  override readonly name = "ServerGone";
}

/** A running language server. */
export interface LanguageServer {
  readonly pid: number;
  request<M extends keyof Results>(method: M, params: object): Promise<Results[M]>;
  notify(method: string, params: object): void;
  /** Resolves when the process has ended, however. */
  readonly ended: Promise<void>;
  stop(): void;
}

interface Incoming {
  id?: number | string;
  method?: string;
  params?: { items?: { section?: string }[] };
  result?: unknown;
  error?: { message: string };
}

/**
 * Starts TypeScript's native server for a directory; it answers as soon as it has read what it needs.
 * `memory` bounds its heap softly, as Go's GOMEMLIMIT does.
 */
export function startServer(directory: string, settings: Record<string, unknown>, memory = "220MiB"): LanguageServer {
  const child = spawn(compilerPath(), ["--lsp", "--stdio"], {
    cwd: directory,
    stdio: ["pipe", "pipe", "ignore"],
    env: { ...process.env, GOGC: "50", GOMEMLIMIT: memory },
  });
  const waiting = new Map<number | string, PromiseWithResolvers<unknown>>();
  let count = 0;
  let gone = false;

  const ended = new Promise<void>((resolve) => {
    const end = () => {
      gone = true;
      for (const { reject } of waiting.values()) reject(new ServerGone());
      waiting.clear();
      resolve();
    };
    child.on("exit", end);
    child.on("error", end);
  });
  // A write to a process that has just died fails here; its exit is what counts.
  child.stdin.on("error", () => {});

  const send = (message: object) => void (gone || child.stdin.write(frame(message)));
  const ask = (method: string, params: object): Promise<unknown> => {
    if (gone) return Promise.reject(new ServerGone());
    const id = ++count;
    const answer = Promise.withResolvers<unknown>();
    waiting.set(id, answer);
    send({ id, method, params });
    return answer.promise;
  };
  const received = ({ id, method, params, result, error }: Incoming): void => {
    if (id === undefined) return;
    if (method === undefined) {
      const answer = waiting.get(id);
      waiting.delete(id);
      if (error) answer?.reject(new Error(error.message));
      else answer?.resolve(result);
      return;
    }
    const sections = method === "workspace/configuration" ? (params?.items ?? []) : undefined;
    send({ id, result: sections?.map(({ section }) => (section === "js/ts" ? settings : null)) ?? null });
  };
  child.stdout.on("data", createReader(received as (message: unknown) => void));

  const uri = pathToFileURL(directory).href;
  const ready = ask("initialize", {
    processId: process.pid,
    rootUri: uri,
    workspaceFolders: [{ uri, name: "notebook" }],
    capabilities: clientCapabilities,
    // 5: errors only. Nobody reads what it logs.
    initializationOptions: { disablePushDiagnostics: true, logVerbosity: 5 },
  }).then(() => send({ method: "initialized", params: {} }));
  ready.catch(() => {});

  return {
    pid: child.pid ?? -1,
    ended,
    async request(method, params) {
      await ready;
      return (await ask(method, params)) as never;
    },
    notify: (method, params) => void ready.then(() => send({ method, params })).catch(() => {}),
    stop: () => void child.kill("SIGKILL"),
  };
}
