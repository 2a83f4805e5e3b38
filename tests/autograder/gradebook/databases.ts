import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openGradebook } from "../../../autograder/gradebook/index.ts";

export interface TestDatabase {
  kind: "sqlite" | "postgres";
  url: string;
  /** PostgreSQL only: ends the server at once, as a power cut would, or starts it again. */
  crash?(): Promise<void>;
  /** Its process. */
  server?(): number;
  restart?(): Promise<void>;
  remove(): Promise<void>;
}

export async function sqliteDatabase(): Promise<TestDatabase> {
  const folder = mkdtempSync(join(tmpdir(), "tsgrad-sqlite-"));
  return {
    kind: "sqlite",
    url: join(folder, "gradebook.db"),
    remove: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Is PostgreSQL's server installed? Its tests are left out where it is not. */
export const hasPostgres = (() => {
  try {
    execFileSync("initdb", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
})();

/** A server of its own in a temporary folder, reached through a Unix socket. */
export async function postgresDatabase(): Promise<TestDatabase> {
  const folder = mkdtempSync(join(tmpdir(), "tsgrad-pg-"));
  // PostgreSQL refuses to run as root.
  const asOther = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
  chmodSync(folder, 0o777);
  const data = join(folder, "data");
  execFileSync("initdb", ["-D", data, "-U", "tsgrad", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"], {
    stdio: "ignore",
    ...asOther,
  });
  const url = `postgres://tsgrad@localhost/postgres?host=${encodeURIComponent(folder)}`;
  let server: ChildProcess = spawn("true");
  const restart = async () => {
    server = spawn("postgres", ["-D", data, "-k", folder, "-c", "listen_addresses=", "-c", "fsync=off"], {
      stdio: "ignore",
      ...asOther,
    });
    for (let tries = 0; ; tries++) {
      try {
        await (await openGradebook(url)).close();
        return;
      } catch (error) {
        if (tries > 100) throw error;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  };
  const stop = async (signal: NodeJS.Signals) => {
    const gone = new Promise((resolve) => server.once("exit", resolve));
    server.kill(signal);
    await gone;
  };
  await restart();
  return {
    kind: "postgres",
    url,
    crash: () => stop("SIGKILL"),
    server: () => server.pid!,
    restart,
    remove: async () => {
      await stop("SIGINT");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
