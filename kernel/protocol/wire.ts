import { createHmac, randomUUID, timingSafeEqual } from "node:crypto";
import { type Header, type Message, protocolVersion } from "./messages.ts";

const delimiter = Buffer.from("<IDS|MSG>");

/** A message that cannot be trusted or read; it is dropped and the kernel goes on. */
export class WireError extends Error {}

export interface Outgoing {
  type: string;
  content: Record<string, unknown>;
  parent?: Partial<Header>;
  identities?: (Buffer | string)[];
  metadata?: Record<string, unknown>;
  buffers?: Uint8Array[];
}

export interface Wire {
  decode(frames: Buffer[]): Message;
  encode(message: Outgoing): (Buffer | string)[];
}

/** Jupyter's wire format, signed with HMAC-SHA256; an empty key means unsigned. */
export function createWire(key: string, scheme: string): Wire {
  if (scheme !== "" && !scheme.startsWith("hmac-")) throw new Error(`Unknown signature scheme ${scheme}`);
  const algorithm = scheme.slice("hmac-".length) || "sha256";
  const session = randomUUID();
  const sign = (parts: (Buffer | string)[]): string => {
    if (key === "") return "";
    const hmac = createHmac(algorithm, key);
    for (const part of parts) hmac.update(part);
    return hmac.digest("hex");
  };

  return {
    decode(frames) {
      const start = frames.findIndex((frame) => frame.equals(delimiter));
      if (start < 0 || frames.length < start + 6) throw new WireError("a message needs a delimiter and five parts");
      const [signature, ...parts] = frames.slice(start + 1, start + 6) as [Buffer, ...Buffer[]];
      const expected = Buffer.from(sign(parts));
      if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) {
        throw new WireError("a message's signature is wrong");
      }
      const [header, parentHeader, metadata, content] = parts.map(parseObject);
      if (typeof header?.msg_id !== "string" || typeof header.msg_type !== "string") {
        throw new WireError("a message's header needs msg_id and msg_type");
      }
      return {
        identities: frames.slice(0, start),
        header: header as unknown as Header,
        parentHeader: parentHeader!,
        metadata: metadata!,
        content: content!,
        buffers: frames.slice(start + 6),
      };
    },
    encode({ type, content, parent = {}, identities = [], metadata = {}, buffers = [] }) {
      const header: Header = {
        msg_id: randomUUID(),
        msg_type: type,
        session,
        username: "kernel",
        date: new Date().toISOString(),
        version: protocolVersion,
      };
      const parts = [header, parent, metadata, content].map((part) => JSON.stringify(part));
      const binary = buffers.map((bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
      return [...identities, delimiter, sign(parts), ...parts, ...binary];
    },
  };
}

function parseObject(part: Buffer): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(part.toString("utf8"));
  } catch {
    throw new WireError("a message's part is not JSON");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new WireError("a message's part is not an object");
  return value as Record<string, unknown>;
}
