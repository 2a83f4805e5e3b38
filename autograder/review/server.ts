import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import type { Gradebook } from "../gradebook/index.ts";
import { Access } from "./access.ts";
import { reviewApp } from "./app.ts";
import type { Role } from "./roles.ts";

export interface ReviewServer {
  port: number;
  /** A link that lets one browser in as `author`, once; a student by the name of their submissions. */
  invite(author: string, role?: Role): string;
  close(): Promise<void>;
}

const host = "127.0.0.1";

/** Serves the desk on this machine alone. */
export async function serveReview(
  book: Gradebook,
  options: { port: number; bundles: string; onTrouble?(error: Error): void },
): Promise<ReviewServer> {
  const access = new Access(book);
  let port = options.port;
  const { bundles, onTrouble } = options;
  const hosts = () => [`${host}:${port}`, `localhost:${port}`];
  const app = reviewApp(book, { access, hosts, bundles, ...(onTrouble && { onTrouble }) });
  const server = createAdaptorServer({ fetch: app.fetch });
  server.listen(port, host);
  await once(server, "listening");
  port = (server.address() as AddressInfo).port;
  return {
    port,
    invite: (author, role = "mentor") => `http://${host}:${port}/enter?token=${access.invite(author, role)}`,
    close: async () => {
      const closed = once(server, "close");
      server.close();
      if ("closeAllConnections" in server) server.closeAllConnections();
      await closed;
    },
  };
}
