import type { Duplex } from "node:stream";

/** A message: JSON and the bytes of its tensors. */
export interface Frame {
  json: unknown;
  bytes: Uint8Array;
}

// Taken before student code runs, which may put others in their places.
const { parse, stringify } = JSON;

export const maxFrameBytes = 256 * 2 ** 20;
const headerBytes = 8;

/** u32 length of the JSON, u32 length of the bytes (both little-endian), then the two. */
export function encodeFrame(json: unknown, bytes: Uint8Array = new Uint8Array(0)): Buffer {
  const text = Buffer.from(stringify(json), "utf8");
  const frame = Buffer.alloc(headerBytes + text.length + bytes.length);
  frame.writeUInt32LE(text.length, 0);
  frame.writeUInt32LE(bytes.length, 4);
  frame.set(text, headerBytes);
  frame.set(bytes, headerBytes + text.length);
  return frame;
}

/** Calls `onFrame` for each whole frame; `onBroken` once when what arrives is not one, and reads no further. */
export function readFrames(
  channel: Duplex,
  onFrame: (frame: Frame) => void,
  onBroken: (reason: string) => void,
  limit = maxFrameBytes,
): void {
  let chunks: Buffer[] = [];
  let length = 0;
  let broken = false;
  const fail = (reason: string): void => {
    broken = true;
    chunks = [];
    onBroken(reason);
  };
  channel.on("data", (chunk: Buffer) => {
    if (broken) return;
    chunks.push(chunk);
    length += chunk.length;
    while (length >= headerBytes) {
      if (chunks[0]!.length < headerBytes) chunks = [Buffer.concat(chunks)];
      const jsonLength = chunks[0]!.readUInt32LE(0);
      const bytesLength = chunks[0]!.readUInt32LE(4);
      const total = headerBytes + jsonLength + bytesLength;
      if (total > limit) return fail(`a message of ${total} bytes; at most ${limit} are taken`);
      if (length < total) return;
      const all = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
      let json: unknown;
      try {
        json = parse(all.toString("utf8", headerBytes, headerBytes + jsonLength));
      } catch {
        return fail("a message that is not JSON");
      }
      // A copy: what the other side sent is never shared memory, but a view would keep the whole chunk alive.
      const bytes = Uint8Array.prototype.slice.call(all, headerBytes + jsonLength, total);
      chunks = total < all.length ? [all.subarray(total)] : [];
      length -= total;
      onFrame({ json, bytes });
      if (broken) return;
    }
  });
}
