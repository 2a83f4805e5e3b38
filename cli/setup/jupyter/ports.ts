import { createServer } from "node:net";
import { SetupError } from "../failure.mjs";

const host = "127.0.0.1";
const first = 8888;

/** The port asked for, or the first free one from 8888. Throws a `SetupError` if the one asked for is taken. */
export async function choosePort(asked: number | undefined): Promise<number> {
  if (asked !== undefined) {
    if (await isFree(asked)) return asked;
    const other = await firstFree(asked + 1);
    throw new SetupError(
      `Port ${asked} is taken by another program. Try \`npm start -- --port ${other}\`, or leave --port out: then a free one is found.`,
    );
  }
  return firstFree(first);
}

async function firstFree(from: number): Promise<number> {
  for (let port = from; port < Math.min(from + 100, 65_536); port++) if (await isFree(port)) return port;
  throw new SetupError(`No port between ${from} and ${from + 99} is free. Choose another: npm start -- --port N`);
}

export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
