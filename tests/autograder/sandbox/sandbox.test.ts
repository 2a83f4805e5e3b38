// Oracle: the kernel. Each case is a program in the sandbox that tries what the policy forbids and reports what happened.
import { execFileSync, spawn } from "node:child_process";
import { createServer } from "node:net";
import { expect } from "chai";
import { describePolicy, gradingPolicy } from "../../../autograder/sandbox/index.ts";
import { seccompProgram } from "../../../autograder/sandbox/seccomp.ts";
import { project, runInside, runner } from "./run.ts";

const attempt = (code: string) =>
  `try { ${code}; return "allowed"; } catch (error) { return error.code ?? error.message; }`;

describe("sandbox", () => {
  it("is available, with every layer in force", async () => {
    const { available, layers } = await runner.status();
    expect(layers.filter(({ ok }) => !ok)).to.deep.equal([]);
    expect(available).to.equal(true);
  });

  it("shows the environment of the policy and nothing of the grader's", async () => {
    process.env.TSGRAD_SECRET = "secret";
    const { said } = await runInside("say(process.env)");
    delete process.env.TSGRAD_SECRET;
    expect(Object.keys(said as object).sort()).to.deep.equal(["HOME", "LANG", "PATH", "PWD", "TF_CPP_MIN_LOG_LEVEL"]);
  });

  it("holds no file of assignments, tests, course, grading parent or git", async () => {
    const { said } = await runInside(`
      const found = [];
      const walk = (folder, depth) => {
        for (const entry of fs.readdirSync(folder || '/', { withFileTypes: true })) {
          const path = folder + "/" + entry.name;
          if (/^\\/(usr|proc|sys|lib)/.test(path) || path.includes("node_modules")) continue;
          if (entry.isDirectory()) walk(path, depth + 1); else found.push(path);
        }
      };
      walk("", 0);
      say(found);`);
    const files = said as string[];
    expect(files).to.include("/opt/tsgrad/package.json");
    const forbidden = files.filter((path) =>
      /assignments|\/tests\/|course\/|autograder\/(?!child|wire|check|authoring)|\.git|\.ssh|passwd/.test(path),
    );
    expect(forbidden).to.deep.equal([]);
  });

  it("lets nothing be written outside its own folders, not even below /proc/sys", async () => {
    const { said } = await runInside(`
      const write = (path) => { ${attempt("fs.writeFileSync(path, 'x')")} };
      say(["/x", "/usr/lib/x", "/opt/tsgrad/x", "/opt/tsgrad/lib/x.ts", "/opt/tsgrad/package.json", "/dev/x", "/etc/x",
        "/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger", "/tmp/x", "/dev/shm/x", "x"].map((path) => [path, write(path)]));`);
    const outcome = Object.fromEntries(said as [string, string][]);
    const allowed = Object.keys(outcome).filter((path) => outcome[path] === "allowed");
    expect(allowed).to.deep.equal(["/tmp/x", "/dev/shm/x", "x"]);
  });

  it("bounds the disk: the working folder, /tmp and /dev/shm", async () => {
    const { said } = await runInside(
      `const fill = (path) => { const chunk = Buffer.alloc(2 ** 20); let written = 0;
        try { for (let file = 0; file < 10; file++) { const fd = fs.openSync(path + file, "w"); for (let i = 0; i < 60; i++) { fs.writeSync(fd, chunk); written++; } } } catch (error) { return [error.code, written]; }
        return ["full", written]; };
      say(["/tmp/f", "f"].map(fill));`,
      { disk: 64 },
    );
    for (const [code, written] of said as [string, number][]) {
      expect(code).to.equal("ENOSPC");
      expect(written).to.be.at.most(64);
    }
  });

  it("has no network but its own loopback: not the host's ports, not its abstract sockets", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as { port: number };
    const abstract = createServer().listen("\0tsgrad-test");
    const { said } = await runInside(`
      const net = require("node:net"), dgram = require("node:dgram"), dns = require("node:dns");
      const connect = (options) => new Promise((resolve) => net.connect(options).on("connect", () => resolve("connected")).on("error", (error) => resolve(error.code)));
      say({
        loopback: await connect({ host: "127.0.0.1", port: ${port} }),
        metadata: await connect({ host: "169.254.169.254", port: 80 }),
        abstract: await connect("\\0tsgrad-test"),
        udp: await new Promise((resolve) => dgram.createSocket("udp4").send("x", 53, "8.8.8.8", (error) => resolve(error?.code ?? "sent"))),
        dns: await dns.promises.lookup("example.org").then(() => "resolved", (error) => error.code),
      }); process.exit(0);`);
    server.close();
    abstract.close();
    expect(said).to.include({
      loopback: "ECONNREFUSED",
      metadata: "ENETUNREACH",
      abstract: "ECONNREFUSED",
      udp: "ENETUNREACH",
    });
    expect((said as { dns: string }).dns).to.match(/EAI_AGAIN|ENOTFOUND/);
  });

  it("sees only its own processes, and its end ends them all", async () => {
    const { said, seconds } = await runInside(`
      const child = require("node:child_process").spawn(process.execPath, ["-e", "setTimeout(() => {}, 1e6)"], { detached: true, stdio: "ignore" });
      child.unref();
      await new Promise((resolve) => setTimeout(resolve, 200));
      say(fs.readdirSync("/proc").filter((name) => /^\\d+$/.test(name)).length);
      process.exit(0);`);
    expect(said).to.equal(3);
    expect(seconds).to.be.below(10);
    const left = execFileSync("ps", ["-eo", "args"])
      .toString()
      .split("\n")
      .filter((line) => line.startsWith("/opt/node"));
    expect(left).to.deep.equal([]);
  });

  it("dies with the grader", async () => {
    const script = `
      import { bubblewrapRunner, gradingPolicy, inside } from ${JSON.stringify(`${project}/autograder/sandbox/index.ts`)};
      const runner = bubblewrapRunner(${JSON.stringify(project)});
      const sandboxed = await runner.start(gradingPolicy(${JSON.stringify(project)}), [inside.node, "-e", "require('node:fs').writeSync(3, 'up'); setInterval(() => {}, 1000)", "tsgrad-orphan"]);
      sandboxed.channel.once("data", () => console.log("ready"));`;
    const grader = spawn(process.execPath, ["--no-warnings", "--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await new Promise((resolve) => grader.stdout.once("data", resolve));
    grader.kill("SIGKILL");
    await new Promise((resolve) => grader.once("exit", resolve));
    await new Promise((resolve) => setTimeout(resolve, 300));
    const left = execFileSync("ps", ["-eo", "args"])
      .toString()
      .split("\n")
      .filter((line) => /^(\/opt\/node|bwrap).*tsgrad-orphan/.test(line));
    expect(left).to.deep.equal([]);
  });

  it("caps processes and threads", async () => {
    const { said, exit } = await runInside(
      `const { spawn } = require("node:child_process");
      let started = 0, refused = 0;
      for (let i = 0; i < 300; i++) { try { const child = spawn(process.execPath, ["-e", "setTimeout(() => {}, 60000)"]); child.on("error", () => refused++); if (child.pid) started++; } catch { refused++; } }
      await new Promise((resolve) => setTimeout(resolve, 500));
      say({ started, refused }); process.exit(0);`,
      { processes: 64, memory: 2048 },
    );
    expect(exit.killedFor).to.equal(undefined);
    const { started, refused } = said as { started: number; refused: number };
    expect(started).to.be.below(64);
    expect(started + refused).to.equal(300);
  });

  it("kills for memory, in the heap and outside it, over all processes together", async () => {
    for (const bomb of [
      "const all = []; for (;;) all.push(Buffer.alloc(8 * 2 ** 20, 1));",
      "const all = []; for (;;) all.push(new Array(1e6).fill(0.5));",
      `for (let i = 0; i < 6; i++) require("node:child_process").spawn(process.execPath, ["-e", "globalThis.b = Buffer.alloc(150 * 2 ** 20, 1); setTimeout(() => {}, 60000)"]); await new Promise((resolve) => setTimeout(resolve, 60000));`,
    ]) {
      const { exit, seconds } = await runInside(bomb, { memory: 400 });
      expect(exit.killedFor, bomb).to.equal("memory");
      expect(seconds).to.be.below(15);
    }
  });

  it("keeps the first bytes of a flood of output and reads on", async () => {
    const { output, exit } = await runInside(
      `const line = "x".repeat(1e6); for (let i = 0; i < 200; i++) fs.writeSync(1, line); process.exit(7);`,
      { output: 10_000 },
    );
    expect(exit.code).to.equal(7);
    expect(output).to.equal(`${"x".repeat(10_000)}\n[output cut]\n`);
  });

  it("denies the system calls of the list", async () => {
    const { said } = await runInside(`
      const koffi = require("/opt/tsgrad/node_modules/koffi");
      const libc = koffi.load("libc.so.6");
      const call = (signature, ...args) => { const value = libc.func(signature)(...args); return value < 0 ? koffi.errno() : value; };
      const syscall = (number, ...args) => { const value = libc.func("long syscall(long, long, long, long, long)")(number, ...args, ...[0, 0, 0, 0].slice(args.length)); return value < 0 ? koffi.errno() : value; };
      const numbers = ${JSON.stringify(process.arch === "x64" ? { ptrace: 101, unshare: 272, bpf: 321, io_uring_setup: 425, keyctl: 250, userfaultfd: 323, open_by_handle_at: 304, setns: 308, mount: 165 } : { ptrace: 117, unshare: 97, bpf: 280, io_uring_setup: 425, keyctl: 219, userfaultfd: 282, open_by_handle_at: 265, setns: 268, mount: 40 })};
      const result = {};
      for (const [name, number] of Object.entries(numbers)) result[name] = syscall(number);
      result.clone3 = syscall(435);
      result.cloneNewUser = syscall(${process.arch === "x64" ? 56 : 220}, 0x10000000 | 17);
      result.tiocsti = call("int ioctl(int, ulong, void *)", 1, 0x5412, Buffer.from("x"));
      result.vsock = call("int socket(int, int, int)", 40, 1, 0);
      result.netlink = call("int socket(int, int, int)", 16, 3, 0);
      result.packet = call("int socket(int, int, int)", 17, 3, 0);
      result.inet = call("int socket(int, int, int)", 2, 1, 0) > 2 ? "a descriptor" : "none";
      say(result);`);
    const [EPERM, ENOSYS, EAFNOSUPPORT] = [1, 38, 97];
    expect(said).to.deep.equal({
      ptrace: EPERM,
      unshare: EPERM,
      bpf: EPERM,
      io_uring_setup: EPERM,
      keyctl: EPERM,
      userfaultfd: EPERM,
      open_by_handle_at: EPERM,
      setns: EPERM,
      mount: EPERM,
      clone3: ENOSYS,
      cloneNewUser: EPERM,
      tiocsti: EPERM,
      vsock: EAFNOSUPPORT,
      netlink: EAFNOSUPPORT,
      packet: EAFNOSUPPORT,
      inet: "a descriptor",
    });
  });

  it("makes a filter for each machine that starts by looking at the machine", () => {
    for (const [arch, number] of [
      ["x64", 0xc000003e],
      ["arm64", 0xc00000b7],
    ] as const) {
      const program = seccompProgram(arch);
      expect(program.length % 8).to.equal(0);
      expect(program.readUInt32LE(12)).to.equal(number);
      expect(program.length / 8).to.be.below(4096);
    }
  });

  it("describes its policy", () => {
    const text = describePolicy(gradingPolicy(project)).join("\n");
    expect(text)
      .to.match(/no network but loopback/)
      .and.match(/\/opt\/tsgrad\/work \(256 MiB\)/);
  });
});
