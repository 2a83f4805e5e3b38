// Oracle: the frame format as written in frames.ts, cut and joined at every place.
import { PassThrough } from "node:stream";
import { expect } from "chai";
import fc from "fast-check";
import { encodeFrame, type Frame, readFrames } from "../../../autograder/wire/index.ts";

function read(chunks: Uint8Array[], limit?: number): { frames: Frame[]; broken: string[] } {
  const channel = new PassThrough();
  const found = { frames: [] as Frame[], broken: [] as string[] };
  readFrames(
    channel,
    (frame) => found.frames.push(frame),
    (reason) => found.broken.push(reason),
    limit,
  );
  for (const chunk of chunks) channel.emit("data", Buffer.from(chunk));
  return found;
}

describe("frames", () => {
  it("arrive whole however the stream is cut", () => {
    const message = fc.record({ json: fc.jsonValue(), bytes: fc.uint8Array({ maxLength: 40 }) });
    fc.assert(
      fc.property(fc.array(message, { maxLength: 4 }), fc.array(fc.nat(200), { maxLength: 8 }), (messages, cuts) => {
        const stream = Buffer.concat(messages.map(({ json, bytes }) => encodeFrame(json, bytes)));
        const places = [0, ...cuts.map((cut) => cut % (stream.length + 1)).sort((a, b) => a - b), stream.length];
        const chunks = places.slice(1).map((place, index) => stream.subarray(places[index], place));
        const { frames, broken } = read(chunks);
        expect(broken).to.deep.equal([]);
        expect(frames.map(({ json, bytes }) => [JSON.stringify(json), [...bytes]])).to.deep.equal(
          messages.map(({ json, bytes }) => [JSON.stringify(json), [...bytes]]),
        );
      }),
      { numRuns: 300 },
    );
  });

  it("are refused above the limit before they are stored, and nothing is read after", () => {
    const { frames, broken } = read([Buffer.from([0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]), encodeFrame(1)], 1000);
    expect(broken).to.have.length(1);
    expect(broken[0]).to.match(/at most 1000/);
    expect(frames).to.deep.equal([]);
  });

  it("are refused when they hold no JSON", () => {
    const { broken } = read([Buffer.from([1, 0, 0, 0, 0, 0, 0, 0, 0x7b])]);
    expect(broken).to.deep.equal(["a message that is not JSON"]);
  });
});
