export { Access } from "./access.ts";
export { type ReviewOptions, reviewApp } from "./app.ts";
export type { OidcOptions } from "./oidc.ts";
export { type ReviewServer, serveReview } from "./server.ts";
