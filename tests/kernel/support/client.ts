import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Dealer, Request, Subscriber } from "zeromq";
import type { ConnectionInfo, Message } from "../../../kernel/protocol/messages.ts";
import { createWire } from "../../../kernel/protocol/wire.ts";
import { kernelSpec } from "../../../kernel/spec.ts";
import { problemOf } from "./schema.ts";

type Content = Record<string, unknown>;

export interface Executed {
  reply: Content;
  /** Everything published for the request up to its idle, without status messages. */
  published: { type: string; content: Content }[];
  /** Text of one stream. */
  text(name?: "stdout" | "stderr"): string;
  /** From sending to both the reply and idle. */
  ms: number;
}

export interface KernelClient {
  connection: ConnectionInfo;
  process: ChildProcess;
  /** Milliseconds from start to the first kernel_info reply. */
  startMs: number;
  info: Content;
  /** Every iopub message in order of arrival. */
  iopub: Message[];
  execute(code: string, options?: Content): Promise<Executed>;
  /** Sends a request and returns its id at once. */
  send(channel: "shell" | "control" | "stdin", type: string, content: Content, buffers?: Buffer[]): string;
  request(channel: "shell" | "control", type: string, content: Content): Promise<Message>;
  /** The next message that passes, on any channel. */
  wait(test: (message: Message) => boolean, ms?: number): Promise<Message>;
  sendRaw(frames: (string | Buffer)[]): void;
  heartbeat(text: string): Promise<string>;
  /** Shuts the kernel down; throws when any message it sent breaks the protocol's schema. */
  stop(): Promise<void>;
}

const mainPath = fileURLToPath(new URL("../../../kernel/main.mjs", import.meta.url));

/** Starts a kernel as Jupyter would and speaks to it over its sockets. */
export async function startKernel({
  directory = tmpdir(),
  env = {},
  node = process.execPath,
  flags = [] as string[],
} = {}): Promise<KernelClient> {
  const ports = await freePorts(5);
  const folder = mkdtempSync(join(tmpdir(), "tsgrad-kernel-"));
  const file = join(folder, "connection.json");
  const connection: ConnectionInfo = {
    ip: "127.0.0.1",
    transport: "tcp",
    key: randomUUID(),
    signature_scheme: "hmac-sha256",
    shell_port: ports[0]!,
    control_port: ports[1]!,
    stdin_port: ports[2]!,
    iopub_port: ports[3]!,
    hb_port: ports[4]!,
  };
  writeFileSync(file, JSON.stringify(connection));
  const began = performance.now();
  const [command, ...args] = kernelSpec(node, mainPath).argv.map((arg) => (arg === "{connection_file}" ? file : arg));
  const child = spawn(command!, [...flags, ...args], {
    cwd: directory,
    // Types have tests of their own, which ask for them.
    env: { ...process.env, TSGRAD_TYPES: "off", ...env },
    stdio: ["ignore", "inherit", "inherit"],
  });
  const wire = createWire(connection.key, connection.signature_scheme);
  const address = (port: number) => `tcp://127.0.0.1:${port}`;
  const routingId = randomUUID();
  const shell = new Dealer({ routingId, linger: 0, receiveHighWaterMark: 0 });
  const control = new Dealer({ routingId, linger: 0 });
  const stdin = new Dealer({ routingId, linger: 0 });
  const subscriber = new Subscriber({ linger: 0, receiveHighWaterMark: 0 });
  shell.connect(address(connection.shell_port));
  control.connect(address(connection.control_port));
  stdin.connect(address(connection.stdin_port));
  subscriber.connect(address(connection.iopub_port));
  subscriber.subscribe();

  const iopub: Message[] = [];
  const invalid = new Set<string>();
  const listeners = new Set<(message: Message) => void>();
  const listen = async (socket: AsyncIterable<Buffer[]>, keep?: Message[]) => {
    for await (const frames of socket) {
      const message = wire.decode(frames);
      const { header, parentHeader, metadata, content } = message;
      const problem = problemOf({ header, parent_header: parentHeader, metadata, content });
      if (problem) invalid.add(problem);
      keep?.push(message);
      for (const listener of [...listeners]) listener(message);
    }
  };
  for (const socket of [shell, control, stdin]) void listen(socket);
  void listen(subscriber, iopub);

  const wait: KernelClient["wait"] = (test, ms = 20_000) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        listeners.delete(listener);
        reject(new Error(`no such message within ${ms} ms`));
      }, ms);
      const listener = (message: Message) => {
        if (!test(message)) return;
        clearTimeout(timer);
        listeners.delete(listener);
        resolve(message);
      };
      listeners.add(listener);
    });
  const sockets = { shell, control, stdin };
  const queues = { shell: Promise.resolve(), control: Promise.resolve(), stdin: Promise.resolve() };
  const send: KernelClient["send"] = (channel, type, content, buffers) => {
    const frames = wire.encode({ type, content, buffers });
    const header = JSON.parse(String(frames[2])) as { msg_id: string };
    queues[channel] = queues[channel].then(() => sockets[channel].send(frames));
    return header.msg_id;
  };
  const request: KernelClient["request"] = (channel, type, content) => {
    const id = send(channel, type, content);
    return wait(({ parentHeader, header }) => parentHeader.msg_id === id && header.msg_type.endsWith("_reply"));
  };

  const welcome = wait(({ header }) => header.msg_type === "iopub_welcome");
  const info = (await request("shell", "kernel_info_request", {})).content;
  const startMs = performance.now() - began;
  await welcome;

  return {
    connection,
    process: child,
    startMs,
    info,
    iopub,
    wait,
    send,
    request,
    async execute(code, options = {}) {
      const start = performance.now();
      const from = iopub.length;
      const id = send("shell", "execute_request", {
        code,
        silent: false,
        store_history: true,
        user_expressions: {},
        allow_stdin: false,
        stop_on_error: true,
        ...options,
      });
      const mine = (message: Message) => message.parentHeader.msg_id === id;
      const isIdle = (message: Message) => mine(message) && message.content.execution_state === "idle";
      const [reply] = await Promise.all([
        wait((m) => mine(m) && m.header.msg_type === "execute_reply", 120_000),
        wait(isIdle, 120_000),
      ]);
      const published = iopub
        .slice(from)
        .filter((message) => mine(message) && message.header.msg_type !== "status")
        .map(({ header, content }) => ({ type: header.msg_type, content }));
      return {
        reply: reply.content,
        published,
        ms: performance.now() - start,
        text: (name = "stdout") =>
          published
            .filter((p) => p.type === "stream" && p.content.name === name)
            .map((p) => p.content.text)
            .join(""),
      };
    },
    sendRaw: (frames) => {
      queues.shell = queues.shell.then(() => shell.send(frames));
    },
    async heartbeat(text) {
      const socket = new Request({ linger: 0, receiveTimeout: 5000 });
      socket.connect(address(connection.hb_port));
      await socket.send(text);
      const [answer] = await socket.receive();
      socket.close();
      return String(answer);
    },
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        send("control", "shutdown_request", { restart: false });
        const timer = setTimeout(() => child.kill("SIGKILL"), 3000);
        await new Promise((resolve) => child.once("exit", resolve));
        clearTimeout(timer);
      }
      for (const socket of [shell, control, stdin, subscriber]) socket.close();
      rmSync(folder, { recursive: true, force: true });
      if (invalid.size) throw new Error(`messages that break the protocol:\n${[...invalid].join("\n")}`);
    },
  };
}

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
