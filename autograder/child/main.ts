/** Runs a notebook inside the sandbox and answers the grading parent over descriptor 3. Everything here is in reach of student code. */
import { Socket } from "node:net";
import { createEvaluator, type Output, runtime } from "../../kernel/evaluate/index.ts";
import { type CellOutcome, encodeFrame, outputLimit, type Reply, type Request, readFrames } from "../wire/index.ts";
import "../check/index.ts";
import { createHost, describeError } from "./host.ts";
import { tensorLibrary } from "./tensorLibrary.ts";

const channel = new Socket({ fd: 3, readable: true, writable: true });
// The evaluator takes process.exit away from the cells; here it must still end the process.
const exit = process.exit.bind(process);
const evaluator = createEvaluator({ directory: process.cwd(), interactive: false });
const host = createHost(tensorLibrary());

const send = (json: unknown, bytes?: Uint8Array) => channel.write(encodeFrame(json, bytes));

async function runCell(name: string, code: string): Promise<CellOutcome> {
  let output = "";
  const keep = (text: string) => {
    if (output.length < outputLimit) output = (output + text).slice(0, outputLimit);
  };
  const onOutput = (event: Output) => {
    if (event.type === "stream") keep(event.text);
    else if (event.type === "display_data") keep(`${plainText(event.data)}\n`);
  };
  const result = await evaluator.execute(code, { cellName: name, onOutput });
  if (result.status === "ok") {
    if (result.result) keep(`${plainText(result.result.data)}\n`);
    return { status: "ok", output };
  }
  const error = {
    name: result.ename.slice(0, 100),
    message: result.evalue.slice(0, 2000),
    traceback: result.traceback.slice(0, 20),
  };
  return { status: "error", output, error };
}

function plainText(data: Record<string, unknown>): string {
  const text = data["text/plain"];
  return Array.isArray(text) ? text.join("") : typeof text === "string" ? text : "";
}

async function answer(request: Request, bytes: Uint8Array): Promise<{ reply: Reply; bytes?: Uint8Array }> {
  if (request.type !== "cell") return host(request, bytes);
  try {
    return { reply: { id: request.id, ok: true, cell: await runCell(request.name, request.code) } };
  } catch (error) {
    return { reply: { id: request.id, ok: false, error: describeError(error) } };
  }
}

// The same notebook gives the same numbers, also where it never sets a seed.
runtime().seed = 0;
const library = process.argv[2] === "library" ? await import("../../lib/index.ts") : undefined;
readFrames(
  channel,
  ({ json, bytes }) => {
    void answer(json as Request, bytes).then(({ reply, bytes: data }) => send(reply, data));
  },
  () => exit(1),
);
channel.on("close", () => exit(0));
send({ hello: 1, ...(library && { device: library.device() }) });
