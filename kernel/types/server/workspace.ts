import { pathToFileURL } from "node:url";
import type { Results } from "./protocol.ts";
import { type LanguageServer, ServerGone, startServer } from "./server.ts";

interface Document {
  text: string;
  language: string;
  version: number;
  /** The version the server has. */
  sent?: number;
}

/** Open documents and the server that reads them; both outlive a server that dies. */
export interface Workspace {
  /** Sets a document's text; the server hears of it with the next request. */
  set(path: string, text: string, language?: string): void;
  textOf(path: string): string | undefined;
  /** Files on disk that have come, or that the server has to read again. */
  changed(files: ChangedFile[]): void;
  request<M extends keyof Results>(method: M, params: object): Promise<Results[M]>;
  /** Tries again after a server that would not stay alive. */
  revive(): void;
  /** Process id of the server, while one runs. */
  readonly pid: number | undefined;
  stop(): void;
}

export interface ChangedFile {
  path: string;
  isNew: boolean;
}

export interface WorkspaceOptions {
  directory: string;
  settings: Record<string, unknown>;
  /** The server has ended by itself and a new one is started. */
  onRestart(): void;
}

const maxRestarts = 5;

export function createWorkspace({ directory, settings, onRestart }: WorkspaceOptions): Workspace {
  const documents = new Map<string, Document>();
  let server: LanguageServer | undefined;
  let restarts = 0;
  let stopped = false;

  const start = (): LanguageServer => {
    const started = startServer(directory, settings);
    for (const document of documents.values()) document.sent = undefined;
    void started.ended.then(() => {
      if (server !== started) return;
      server = undefined;
      if (stopped) return;
      restarts++;
      onRestart();
    });
    return started;
  };
  const running = (): LanguageServer => {
    if (stopped || restarts > maxRestarts) throw new ServerGone();
    server ??= start();
    return server;
  };
  const synchronize = (target: LanguageServer): void => {
    for (const [path, document] of documents) {
      const { text, language: languageId, version, sent } = document;
      if (sent === version) continue;
      document.sent = version;
      const uri = pathToFileURL(path).href;
      if (sent === undefined)
        target.notify("textDocument/didOpen", { textDocument: { uri, languageId, version, text } });
      else target.notify("textDocument/didChange", { textDocument: { uri, version }, contentChanges: [{ text }] });
    }
  };
  const attempt = async <M extends keyof Results>(method: M, params: object): Promise<Results[M]> => {
    const target = running();
    synchronize(target);
    return target.request(method, params);
  };

  return {
    set(path, text, language = "typescript") {
      const document = documents.get(path);
      if (document?.text === text) return;
      documents.set(path, { text, language, version: (document?.version ?? 0) + 1, sent: document?.sent });
    },
    textOf: (path) => documents.get(path)?.text,
    changed(files) {
      if (!server || files.length === 0) return;
      const changes = files.map(({ path, isNew }) => ({ uri: pathToFileURL(path).href, type: isNew ? 1 : 2 }));
      server.notify("workspace/didChangeWatchedFiles", { changes });
    },
    async request(method, params) {
      try {
        return await attempt(method, params);
      } catch (error) {
        if (!(error instanceof ServerGone) || stopped) throw error;
        return attempt(method, params);
      }
    },
    revive() {
      restarts = 0;
    },
    get pid() {
      return server?.pid;
    },
    stop() {
      stopped = true;
      server?.stop();
    },
  };
}
