// Oracle: the process table, and JupyterLab's own REST interface.
import { existsSync, readFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { expect } from "chai";
import { lessonNames } from "../../cli/setup/lessons.ts";
import { inProject, project } from "../../cli/setup/paths.mjs";
import { type Launched, leftOf, run, start, treeOf } from "./support/launch.ts";

interface Running extends Launched {
  ask(path: string, init?: RequestInit): Promise<Response>;
  page: URL;
}

async function startLab(...args: string[]): Promise<Running> {
  const port = await freePort();
  const launched = start("npm", ["start", "--", "--no-browser", "--port", `${port}`, ...args], { cwd: project });
  const [, address = ""] = await launched.shows(/JupyterLab: (\S+)/);
  const page = new URL(address);
  const headers = { Authorization: `token ${page.searchParams.get("token")}` };
  return { ...launched, page, ask: (path, init) => fetch(new URL(path, page), { ...init, headers }) };
}

describe("npm start", function () {
  this.timeout(120_000);

  it("serves the first lesson with the TypeScript kernel, on loopback, to those who have the token", async () => {
    const lab = await startLab();
    try {
      expect(lab.page.hostname).to.equal("127.0.0.1");
      expect((await lab.ask("/api/status")).status).to.equal(200);
      expect((await fetch(new URL("/api/status", lab.page))).status).to.equal(403);
      const { default: kernel, kernelspecs } = (await (await lab.ask("/api/kernelspecs")).json()) as {
        default: string;
        kernelspecs: Record<string, { spec: { argv: string[] } }>;
      };
      expect(kernel).to.equal("tsgrad");
      expect(Object.keys(kernelspecs)).to.deep.equal(["tsgrad"]);
      expect(kernelspecs.tsgrad?.spec.argv).to.include(inProject("kernel/main.mjs"));
      const [lesson] = lessonNames();
      expect(lab.page.pathname).to.equal(`/lab/tree/${lesson}.ipynb`);
      const notebook = JSON.parse(readFileSync(inProject("work", `${lesson}.ipynb`), "utf8"));
      expect(notebook.metadata.kernelspec.name).to.equal("tsgrad");
    } finally {
      lab.child.kill("SIGTERM");
      await lab.ended;
    }
  });

  it("opens the lesson of a week, with its assignment beside it", async () => {
    const lab = await startLab("--week", "1");
    try {
      expect(lab.page.pathname).to.equal("/lab/tree/01-tensors-and-modules.ipynb");
      for (const name of ["01-tensors-and-modules", "tensors-and-modules"]) {
        expect((await lab.ask(`/api/contents/${name}.ipynb?content=0`)).status, name).to.equal(200);
      }
    } finally {
      lab.child.kill("SIGTERM");
      await lab.ended;
    }
  });

  // Ctrl-C in a terminal sends SIGINT to all processes of its group; npm passes SIGTERM on to its shell only.
  for (const { how, end } of [
    { how: "Ctrl-C", end: ([, ...below]: number[]) => below.slice(0, 2).map((pid) => process.kill(pid, "SIGINT")) },
    { how: "SIGTERM", end: ([npm]: number[]) => process.kill(npm!, "SIGTERM") },
    { how: "kill -9 of npm", end: ([npm]: number[]) => process.kill(npm!, "SIGKILL") },
    {
      how: "kill -9 of npm and what it started, up to the launcher",
      end: (pids: number[]) => pids.filter(isLauncher).map((pid) => process.kill(pid, "SIGKILL")),
    },
  ]) {
    it(`leaves nothing running after ${how}, not even a kernel in an endless loop`, async () => {
      const lab = await startLab();
      const kernel = (await (await lab.ask("/api/kernels", { method: "POST", body: "{}" })).json()) as { id: string };
      await runForever(lab, kernel.id);
      const pids = treeOf(lab);
      expect(pids.map(commandLine).filter((line) => line.includes("kernel/main.mjs"))).to.have.length(1);
      end(pids);
      expect(await leftOf(pids)).to.deep.equal([]);
    });
  }

  it("says which port is free when the one asked for is taken", async () => {
    const port = await freePort();
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(port, "127.0.0.1", resolve));
    try {
      const { code, text } = await run("npm", ["start", "--", "--port", `${port}`], { cwd: project });
      expect(code).to.equal(1);
      expect(text).to.match(new RegExp(`Port ${port} is taken by another program. Try \`npm start -- --port \\d+\``));
    } finally {
      taken.close();
    }
  });

  for (const { args, message } of [
    { args: ["no-such-lesson"], message: /There is no lesson "no-such-lesson". Lessons: / },
    { args: ["--week", "99"], message: /There is no week "99". Weeks: 0 \(/ },
    { args: ["00", "--week", "0"], message: /A lesson or a week can be opened, got 00 and --week 0/ },
    { args: ["--port", "eighty"], message: /--port takes a number from 1 to 65535, got "eighty"/ },
    { args: ["--brwoser"], message: /Unknown option '--brwoser'.*Usage: npm start/s },
  ]) {
    it(`refuses ${args.join(" ")} with the right use, as exit code 2`, async () => {
      const { code, text } = await run("npm", ["start", "--", ...args], { cwd: project });
      expect(text).to.match(message);
      expect(code).to.equal(2);
    });
  }
});

/** Any port that the system gives: other tests start from 8888. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A kernel's session through the server's websocket, as a front end has it. */
async function runForever(lab: Running, kernel: string): Promise<void> {
  const address = new URL(`/api/kernels/${kernel}/channels`, lab.page);
  address.protocol = "ws:";
  address.searchParams.set("token", lab.page.searchParams.get("token")!);
  const socket = new WebSocket(address);
  await new Promise((resolve) => socket.addEventListener("open", resolve));
  const busy = new Promise<void>((resolve) => {
    socket.addEventListener("message", ({ data }) => {
      if (String(data).includes("round and round")) resolve();
    });
  });
  const header = { msg_id: "1", msg_type: "execute_request", session: "1", username: "", version: "5.4", date: "" };
  const content = { code: 'console.log("round and round"); while (true) {}', silent: false };
  socket.send(JSON.stringify({ channel: "shell", header, parent_header: {}, metadata: {}, content, buffers: [] }));
  await busy;
  socket.close();
}

const commandLine = (pid: number): string =>
  existsSync(`/proc/${pid}/cmdline`) ? readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ") : "";

const isLauncher = (pid: number): boolean => /npm start|cli\/start\.mjs/.test(commandLine(pid));
