// Oracle: jupyter_client's messaging document (wire protocol, HMAC-SHA256 over the four parts).
import { createHmac } from "node:crypto";
import { expect } from "chai";
import fc from "fast-check";
import { toCodePoints, toCodeUnits } from "../../../kernel/protocol/cursor.ts";
import { createWire, WireError } from "../../../kernel/protocol/wire.ts";

const wire = createWire("key", "hmac-sha256");
const frames = (message: (Buffer | string)[]) => message.map((part) => Buffer.from(part));

describe("wire format", () => {
  it("signs the four parts and keeps identities and buffers", () => {
    const content = { text: "é😀" };
    const encoded = frames(
      wire.encode({ type: "stream", content, identities: ["a", "b"], buffers: [Buffer.from([1])] }),
    );
    const parts = encoded.slice(4, 8);
    expect(encoded[2]!.toString()).to.equal("<IDS|MSG>");
    expect(encoded[3]!.toString()).to.equal(createHmac("sha256", "key").update(Buffer.concat(parts)).digest("hex"));
    const message = wire.decode(encoded);
    expect(message.content).to.deep.equal(content);
    expect(message.identities.map(String)).to.deep.equal(["a", "b"]);
    expect([...message.buffers[0]!]).to.deep.equal([1]);
  });

  it("refuses what was changed or signed with another key", () => {
    const encoded = frames(wire.encode({ type: "x", content: { a: 1 } }));
    const changed = [...encoded];
    changed[5] = Buffer.from('{"a":2}');
    expect(() => wire.decode(changed)).to.throw(WireError, "signature");
    expect(() => createWire("other", "hmac-sha256").decode(encoded)).to.throw(WireError, "signature");
  });

  it("an empty key means unsigned", () => {
    const open = createWire("", "hmac-sha256");
    expect(open.decode(frames(open.encode({ type: "x", content: {} }))).header.msg_type).to.equal("x");
  });

  it("answers any bytes with a WireError, never another", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.uint8Array({ maxLength: 30 }), fc.constant(Buffer.from("<IDS|MSG>"))), { maxLength: 9 }),
        (parts) => {
          const open = createWire("", "hmac-sha256");
          try {
            open.decode(parts.map((part) => Buffer.from(part)));
          } catch (error) {
            expect(error).to.be.instanceOf(WireError);
          }
        },
      ),
    );
  });

  it("counts cursors in code points", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 20 }), fc.nat(20), (text, position) => {
        const points = Math.min(position, [...text].length);
        expect(toCodePoints(text, toCodeUnits(text, points))).to.equal(points);
      }),
    );
    expect(toCodeUnits("😀.x", 2)).to.equal(3);
  });
});
