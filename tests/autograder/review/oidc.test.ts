// Oracle: a provider of ours that keeps to OpenID Connect Core 1.0 and PKCE (RFC 7636), and what it signs wrongly.
import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { addStudent, type Gradebook, openGradebook } from "../../../autograder/gradebook/index.ts";
import { type ReviewServer, serveReview } from "../../../autograder/review/index.ts";
import { limiter } from "../../../autograder/review/limits.ts";
import { sqliteDatabase, type TestDatabase } from "../gradebook/databases.ts";

const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const stranger = generateKeyPairSync("rsa", { modulusLength: 2048 });
const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** What the provider says of whoever logs in next. */
let claims: Record<string, unknown>;
let key = privateKey;
let challenge = "";

function provider(): Server {
  return createServer(async (request, response) => {
    const issuer = `http://${request.headers.host}`;
    const send = (body: object, status = 200) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    if (request.url === "/.well-known/openid-configuration")
      return send({
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/keys`,
        response_types_supported: ["code"],
        subject_types_supported: ["public"],
        id_token_signing_alg_values_supported: ["RS256"],
      });
    if (request.url === "/keys")
      return send({ keys: [{ ...publicKey.export({ format: "jwk" }), kid: "one", alg: "RS256", use: "sig" }] });
    const body = new URLSearchParams(Buffer.concat(await request.toArray()).toString());
    const verified =
      createHash("sha256")
        .update(body.get("code_verifier") ?? "")
        .digest("base64url") === challenge;
    if (body.get("code") !== "good" || !verified) return send({ error: "invalid_grant" }, 400);
    const now = Math.floor(Date.now() / 1000);
    const payload = { iss: issuer, aud: "desk", sub: "1", iat: now, exp: now + 60, ...claims };
    const text = `${base64({ alg: "RS256", kid: "one" })}.${base64(payload)}`;
    const id_token = `${text}.${sign("sha256", Buffer.from(text), key).toString("base64url")}`;
    send({ access_token: "x", token_type: "bearer", id_token });
  });
}

describe("logging in by OpenID Connect", () => {
  let database: TestDatabase;
  let book: Gradebook;
  let server: ReviewServer;
  let issuer: Server;
  let origin: string;
  const bundles = mkdtempSync(join(tmpdir(), "tsgrad-review-"));

  before(async () => {
    database = await sqliteDatabase();
    book = await openGradebook(database.url);
    await addStudent(book, "ada", "ada@example.edu");
    issuer = provider().listen(0, "127.0.0.1");
    await once(issuer, "listening");
    origin = "https://review.example.edu";
    server = await serveReview(book, {
      port: 0,
      bundles,
      origin,
      oidc: {
        issuer: `http://127.0.0.1:${(issuer.address() as AddressInfo).port}`,
        clientId: "desk",
        clientSecret: "secret",
        leads: ["lee@example.edu"],
        mentors: ["mia@example.edu"],
      },
    });
  });
  after(async () => {
    await server.close();
    issuer.close();
    issuer.closeAllConnections();
    await book.close();
    await database.remove();
    rmSync(bundles, { recursive: true, force: true });
  });

  const ask = (path: string, cookie = "") =>
    fetch(`http://127.0.0.1:${server.port}${path}`, { redirect: "manual", headers: { cookie } });
  const cookieOf = (response: Response, name: string) =>
    response.headers
      .getSetCookie()
      .find((each) => each.startsWith(`${name}=`))
      ?.split(";")[0] ?? "";

  /** Goes through the log-in; `change` spoils the answer on its way back. */
  const login = async (person: Record<string, unknown>, change: (answer: URLSearchParams) => void = () => {}) => {
    const begun = await ask("/login");
    const to = new URL(begun.headers.get("location")!);
    expect(to.searchParams.get("redirect_uri")).to.equal(`${origin}/callback`);
    expect(to.searchParams.get("code_challenge_method")).to.equal("S256");
    challenge = to.searchParams.get("code_challenge")!;
    claims = { nonce: to.searchParams.get("nonce"), email_verified: true, ...person };
    const answer = new URLSearchParams({ code: "good", state: to.searchParams.get("state")! });
    change(answer);
    return ask(`/callback?${answer}`, cookieOf(begun, "tsgrad-login"));
  };

  it("gives everybody the role that is theirs", async () => {
    for (const [email, title, role] of [
      ["lee@example.edu", "<h1>Assignments</h1>", "lead"],
      ["mia@example.edu", "<h1>Assignments</h1>", "mentor"],
      ["ada@example.edu", "<h1>Your assignments</h1>", "student"],
    ]) {
      const entered = await login({ email });
      expect(entered.status, email).to.equal(200);
      const cookie = entered.headers.getSetCookie().find((each) => each.startsWith("tsgrad-review"))!;
      expect(cookie)
        .to.match(/HttpOnly/)
        .and.to.match(/Secure/)
        .and.to.match(/SameSite=Strict/);
      expect(await (await ask("/", cookie.split(";")[0])).text()).to.include(title);
      const author = role === "student" ? "ada" : email!;
      expect(
        (await book.db.selectFrom("sessions").select("role").where("author", "=", author).execute())[0]!.role,
      ).to.equal(role);
    }
  });

  it("lets in nobody who is unknown, unverified, or whom the provider did not sign for", async () => {
    const before = (await book.db.selectFrom("sessions").select("hash").execute()).length;
    expect((await login({ email: "eve@example.edu" })).status).to.equal(403);
    expect((await login({ email: "lee@example.edu", email_verified: false })).status).to.equal(403);
    expect((await login({})).status).to.equal(403);
    expect((await login({ email: "lee@example.edu", nonce: "other" })).status).to.equal(401);
    expect((await login({ email: "lee@example.edu", aud: "another" })).status).to.equal(401);
    expect((await login({ email: "lee@example.edu", exp: 1 })).status).to.equal(401);
    expect((await login({ email: "lee@example.edu" }, (answer) => answer.set("code", "bad"))).status).to.equal(401);
    expect((await login({ email: "lee@example.edu" }, (answer) => answer.set("state", "bad"))).status).to.equal(401);
    key = stranger.privateKey;
    expect((await login({ email: "lee@example.edu" })).status).to.equal(401);
    key = privateKey;
    expect((await ask("/callback?code=good&state=x")).status, "no log-in was begun here").to.equal(401);
    expect((await book.db.selectFrom("sessions").select("hash").execute()).length).to.equal(before);
  });

  it("refuses who tries too often", async () => {
    const statuses: number[] = [];
    for (let turn = 0; turn < 260; turn++) statuses.push((await ask("/enter?token=guess")).status);
    expect(statuses[0]).to.equal(401);
    expect(statuses).to.include(429);
  });
});

describe("the limit of requests", () => {
  it("allows a burst, then a rate, for each key", () => {
    let now = 0;
    const allow = limiter({ burst: 3, perSecond: 2 }, () => now);
    expect([1, 2, 3, 4].map(() => allow("a"))).to.deep.equal([true, true, true, false]);
    expect(allow("b")).to.equal(true);
    now = 499;
    expect(allow("a")).to.equal(false);
    now = 1100;
    expect([1, 2].map(() => allow("a"))).to.deep.equal([true, false]);
  });
});
