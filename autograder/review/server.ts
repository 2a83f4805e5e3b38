import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import type { Gradebook } from "../gradebook/index.ts";
import { Access } from "./access.ts";
import { reviewApp } from "./app.ts";
import { Login, type OidcOptions } from "./oidc.ts";
import type { Role } from "./roles.ts";

export interface ReviewServer {
  port: number;
  /** A link that lets one browser in as `author`, once; a student by the name of their submissions. */
  invite(author: string, role?: Role): string;
  close(): Promise<void>;
}

const host = "127.0.0.1";

/**
 * Serves the desk on this machine alone.
 *
 * `origin` is the address of a proxy in front that adds TLS; `oidc` is how people who come through it log in.
 */
export async function serveReview(
  book: Gradebook,
  options: { port: number; bundles: string; origin?: string; oidc?: OidcOptions; onTrouble?(error: Error): void },
): Promise<ReviewServer> {
  const access = new Access(book);
  let port = options.port;
  const { bundles, onTrouble } = options;
  const origins = () => [
    ...[`${host}:${port}`, `localhost:${port}`].map((each) => `http://${each}`),
    ...(options.origin ? [options.origin] : []),
  ];
  const { oidc, origin } = options;
  if (oidc && !origin)
    throw new Error("Logging in by OpenID Connect needs the origin under which browsers reach the desk");
  const login = oidc && new Login(oidc, origin!, book, access);
  const app = reviewApp(book, { access, origins, bundles, ...(login && { login }), ...(onTrouble && { onTrouble }) });
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
