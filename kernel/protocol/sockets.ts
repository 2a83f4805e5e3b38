import { type MessageLike, Reply, Router, XPublisher } from "zeromq";
import type { ConnectionInfo } from "./messages.ts";

type Frames = MessageLike[];

/** A socket to send through: messages leave in the order given, one at a time as zeromq.js demands. */
export interface Sender {
  send(frames: Frames): Promise<void>;
}

export interface Sockets {
  shell: Sender;
  control: Sender;
  stdin: Sender;
  iopub: Sender;
  close(): void;
}

export interface Received {
  shell(frames: Buffer[]): void;
  control(frames: Buffer[]): void;
  stdin(frames: Buffer[]): void;
  /** A client subscribed to a topic. */
  subscription(topic: string): void;
}

/** Who sends more in one frame is cut off: no request is that long. */
const maxMessageSize = 1 << 28;

/** Binds the five sockets of a connection file. */
export async function openSockets(info: ConnectionInfo, received: Received): Promise<Sockets> {
  const endless = { linger: 1000, sendHighWaterMark: 0, receiveHighWaterMark: 0, maxMessageSize };
  const shell = new Router(endless);
  const control = new Router(endless);
  const stdin = new Router(endless);
  const iopub = new XPublisher({ ...endless, verbosity: "allSubs" });
  const heartbeat = new Reply({ linger: 0 });
  const separator = info.transport === "ipc" ? "-" : ":";
  const address = (port: number) => `${info.transport}://${info.ip}${separator}${port}`;
  await Promise.all([
    shell.bind(address(info.shell_port)),
    control.bind(address(info.control_port)),
    stdin.bind(address(info.stdin_port)),
    iopub.bind(address(info.iopub_port)),
    heartbeat.bind(address(info.hb_port)),
  ]);
  void echo(heartbeat);
  void listen(shell, received.shell);
  void listen(control, received.control);
  void listen(stdin, received.stdin);
  void listen(iopub, ([frame]) => {
    if (frame?.[0] === 1) received.subscription(frame.subarray(1).toString());
  });
  const all = [shell, control, stdin, iopub, heartbeat];
  return {
    shell: sender(shell),
    control: sender(control),
    stdin: sender(stdin),
    iopub: sender(iopub),
    close: () => {
      for (const socket of all) socket.close();
    },
  };
}

async function echo(socket: Reply): Promise<void> {
  for await (const frames of socket) await socket.send(frames);
}

async function listen(socket: AsyncIterable<Buffer[]>, receive: (frames: Buffer[]) => void): Promise<void> {
  for await (const frames of socket) receive(frames);
}

function sender(socket: { send(frames: Frames): Promise<void> }): Sender {
  let queue: Promise<void> = Promise.resolve();
  return {
    send(frames) {
      queue = queue.then(() => socket.send(frames)).catch(() => {});
      return queue;
    },
  };
}
