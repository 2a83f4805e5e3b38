// Oracle: what a hostile student, page or neighbour tries; the answers by real HTTP.
import { request } from "node:http";
import { expect } from "chai";
import { sqliteDatabase, type TestDatabase } from "../gradebook/databases.ts";
import { type Classroom, openClassroom, Visitor } from "./classroom.ts";

const base = "/a/small-steps/q1";
const script = "<script>alert(1)</script>";
const image = "<img src=x onerror=alert(1)>";
const rightToLeft = "\u202e";

describe("the mentor's desk under attack", () => {
  let database: TestDatabase;
  let room: Classroom;
  let mentor: Visitor;
  let path: string;

  before(async () => {
    database = await sqliteDatabase();
    room = await openClassroom(database, [
      {
        name: `../../${script}.ipynb`,
        answer: `${script}${rightToLeft}\n"</code></li>${image}`,
        message: `${image}\u001b[31m`,
        score: 2,
        outputs: [
          { output_type: "stream", name: "stdout", text: `${script}\n${rightToLeft}` },
          {
            output_type: "display_data",
            data: {
              "text/html": `${script}<base href="https://evil.example/"><a href="javascript:alert(1)">"x' srcdoc=</a>`,
            },
            metadata: {},
          },
          {
            output_type: "display_data",
            data: { "image/svg+xml": `<svg onload="alert(1)"><image href="https://evil.example/x.png"/></svg>` },
            metadata: {},
          },
          { output_type: "display_data", data: { "image/png": `iVBORw0KGgo" onerror="alert(1)` }, metadata: {} },
          {
            output_type: "display_data",
            data: { "application/vnd.vegalite.v5+json": { data: { url: "https://evil.example/d.json" } }, [image]: 1 },
            metadata: {},
          },
          { output_type: "error", ename: script, evalue: image, traceback: [] },
        ],
      },
    ]);
    mentor = new Visitor(room.server);
    await mentor.enter(room.server.invite(`Mia ${script}`));
    path = (await mentor.text(base)).match(/href="([^"]*\/s\/[0-9a-f]{12})"/)![1]!;
  });
  after(async () => {
    await room.close();
    await database.remove();
  });

  const comment = (text: string): [string, string][] => [
    ["comment-cell", ""],
    ["comment-line", ""],
    ["comment-text", text],
  ];

  it("shows stored text as text, and markup of outputs only in frames that may do nothing", async () => {
    const form = await mentor.form(path);
    const text = `${script} ${image} [x](javascript:alert(1)) [y](data:text/html,1) ![z](https://evil.example/z.png) [ok](https://example.org)`;
    expect(
      (await mentor.post(path, [["csrf", form.csrf], ["version", form.version], ["action", "open"], ...comment(text)]))
        .status,
    ).to.equal(303);
    for (const page of await Promise.all([mentor.text(path), mentor.text(base), mentor.text("/")])) {
      const outside = page.replace(/srcdoc="[^"]*"/g, "");
      expect(outside).not.to.include(script).and.not.to.include("<img src=x").and.not.to.include(rightToLeft);
      // A link may lead elsewhere, if a mentor follows it; nothing may be fetched from there.
      const addresses = (name: string) =>
        [...outside.matchAll(new RegExp(`${name}="([^"]*)"`, "g"))].map(([, to]) => to!);
      expect(addresses("src").filter((to) => !to.startsWith("/"))).to.deep.equal([]);
      expect(addresses("href").filter((to) => !/^(\/|#|https:)/.test(to))).to.deep.equal([]);
      expect(outside.match(/<script/g)).to.have.length(1);
      expect(outside).not.to.match(/\son[a-z]+="/);
    }
    const page = await mentor.text(path);
    const frames = page.match(/<iframe[^>]*>/g)!;
    expect(frames).to.have.length(3);
    // A chart is drawn by our scripts in a page without an origin.
    expect(frames.pop()).to.match(
      /^<iframe class="chart" sandbox="allow-scripts" referrerpolicy="no-referrer" .* src="\/a\/small-steps\//,
    );
    for (const frame of frames)
      expect(frame)
        .to.match(/^<iframe sandbox="" referrerpolicy="no-referrer"/)
        .and.to.include("default-src &#39;none&#39;");
    expect(page).to.include("⟨U+202E⟩");
    expect(page).not.to.include("evil.example/d.json");
    expect(page).to.include('<a href="https://example.org" rel="noopener noreferrer">ok</a>');
  });

  it("gives a chart a page without an origin that may load nothing but the scripts that draw it", async () => {
    const address = (await mentor.text(path)).match(/<iframe class="chart"[^>]* src="([^"]*)"/)![1]!;
    const response = await mentor.get(address);
    const policy = response.headers.get("content-security-policy")!;
    expect(policy.split("; ")).to.include.members([
      "default-src 'none'",
      "script-src 'self'",
      "sandbox allow-scripts",
      "frame-ancestors 'self'",
    ]);
    expect(policy).not.to.match(/allow-same-origin|unsafe-eval|connect-src/);
    const page = await response.text();
    expect(page.match(/<script defer src="\/charts\/[a-z-]+\.js">/g)).to.have.length(4);
    for (const other of ["q1/99", "q9/0", "q1/x", "__proto__/0"])
      expect((await mentor.get(address.replace(/[^/]+\/[^/]+$/, other))).status, other).to.equal(404);
    for (const [, script] of page.matchAll(/src="([^"]*)"/g)) {
      const answer = await mentor.get(script!);
      expect(answer.status, script).to.equal(200);
      expect(answer.headers.get("cross-origin-resource-policy"), "a frame without an origin may load it").to.equal(
        "cross-origin",
      );
    }
    expect((await mentor.get("/charts/constructor")).status).to.equal(404);
    expect((await new Visitor(room.server).get(address)).status).to.equal(401);
  });

  it("sends a policy under which only its own files run, on every answer", async () => {
    for (const response of [
      await mentor.get(path),
      await mentor.get("/none"),
      await fetch(`${mentor.origin}/`),
      await mentor.get("/desk.js"),
    ]) {
      const policy = response.headers.get("content-security-policy")!;
      expect(policy)
        .to.include("default-src 'none'")
        .and.to.include("script-src 'self';")
        .and.to.include("frame-ancestors 'none'");
      expect(policy).not.to.include("unsafe");
      expect(response.headers.get("x-content-type-options")).to.equal("nosniff");
      expect(response.headers.get("referrer-policy")).to.equal("same-origin");
      expect(response.headers.get("cache-control")).to.equal("no-store");
    }
  });

  it("lets a link in once, and gives a cookie that scripts and other sites cannot use", async () => {
    const link = room.server.invite("Noor");
    const visitor = new Visitor(room.server);
    const entered = await visitor.enter(link);
    expect(entered.status).to.equal(303);
    expect(entered.headers.get("set-cookie"))
      .to.match(/HttpOnly/)
      .and.to.match(/Secure/)
      .and.to.match(/SameSite=Strict/);
    expect((await visitor.get("/")).status).to.equal(200);
    expect((await new Visitor(room.server).enter(link)).status).to.equal(401);
    expect((await fetch(`${visitor.origin}/enter?token=guess`)).status).to.equal(401);
  });

  it("shows nothing without a session", async () => {
    const stranger = new Visitor(room.server);
    for (const each of ["/", "/a/small-steps", base, `${base}/rubric`, path]) {
      const response = await stranger.get(each);
      expect(response.status, each).to.equal(401);
      expect(await response.text()).not.to.include("Small steps");
    }
    stranger.cookie = "tsgrad-review=guess";
    expect((await stranger.post(path, [["csrf", "x"]])).status).to.equal(401);
  });

  it("changes nothing without the session's own token or from another origin", async () => {
    const { csrf, version } = await mentor.form(path);
    const other = new Visitor(room.server);
    await other.enter(room.server.invite("Noor"));
    const theirs = await other.form(path);
    const fields = (token: string): [string, string][] => [
      ["csrf", token],
      ["version", version],
      ["action", "done"],
      ...comment("forged"),
    ];
    for (const target of [path, `${base}/rubric`]) {
      for (const token of ["", "guess", theirs.csrf])
        expect((await mentor.post(target, fields(token))).status).to.equal(403);
      for (const origin of ["https://evil.example", "null", `http://localhost.evil:${room.server.port}`])
        expect((await mentor.post(target, fields(csrf), { origin })).status, origin).to.equal(403);
    }
    expect(await mentor.text(path)).not.to.include("forged");
  });

  it("answers to its own names only", async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const { port } = room.server;
      request(
        { host: "127.0.0.1", port, path: "/", headers: { host: `evil.example:${port}`, cookie: mentor.cookie } },
        (response) => {
          response.resume();
          resolve(response.statusCode);
        },
      )
        .on("error", reject)
        .end();
    });
    expect(status).to.equal(421);
  });

  it("refuses forms larger than any it makes", async () => {
    const { csrf } = await mentor.form(path);
    expect((await mentor.post(path, [["csrf", csrf], ...comment("x".repeat(5 * 2 ** 20))])).status).to.equal(413);
  });
});

describe("the mentor's desk and an answer without bounds", () => {
  it("shows a page of a size that a browser can take, and says what is left out", async () => {
    const database = await sqliteDatabase();
    const stream = { output_type: "stream" as const, name: "stdout" as const, text: "x".repeat(200_000) };
    const markup = { output_type: "display_data" as const, data: { "text/html": "<p>".repeat(300_000) }, metadata: {} };
    const room = await openClassroom(database, [
      {
        name: "ada",
        answer: `const a = [\n${"1,\n".repeat(60_000)}];`,
        outputs: [...Array.from({ length: 60 }, () => stream), markup],
        message: "m".repeat(100_000),
        score: 0,
      },
    ]);
    const mentor = new Visitor(room.server);
    await mentor.enter(room.server.invite("Mia"));
    const path = (await mentor.text(base)).match(/href="([^"]*\/s\/[0-9a-f]{12})"/)![1]!;
    const page = await mentor.text(path);
    expect(page.length).to.be.at.most(6_000_000);
    expect(page).to.include("21 more outputs are not shown").and.to.include("[cut]");
    await mentor.text(`${base}/alike`);
    await room.close();
    await database.remove();
  });
});
