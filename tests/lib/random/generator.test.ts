// Oracle: PyTorch 2.13 CPU (tests/goldens/random_streams.py), bit for bit.
import { readFileSync } from "node:fs";
import { expect } from "chai";
import { Generator, multinomial } from "../../../lib/random/index.ts";

type Draws = Record<string, number[]> & { initialSeed: string; sequence: Record<string, number[]> & { seed: string } };
const goldens: {
  seeds: Record<string, Draws>;
  state: { fresh: string; used: string; next: number[] };
  unseeded: number[];
} = JSON.parse(readFileSync(new URL("../../goldens/random_streams.json", import.meta.url), "utf8"));

const bits = (values: Float32Array) => [...new Int32Array(values.buffer, values.byteOffset, values.length)];
const weights = Float32Array.of(0.1, 0.2, 0.3, 0.4, 0, 3);
const steps = Float32Array.from({ length: 100 }, (_, i) => i);
const linspace = steps.map((i) => (i < 50 ? Math.fround(i * Math.fround(1 / 99)) : 1 - Math.fround(1 / 99) * (99 - i)));

describe("Generator equals PyTorch 2.13", () => {
  for (const [seed, golden] of Object.entries(goldens.seeds)) {
    describe(`seed ${seed}`, () => {
      const fresh = () => new Generator().manualSeed(BigInt(seed));
      it("initialSeed", () => expect(String(fresh().initialSeed())).to.equal(golden.initialSeed));
      it("rand", () => expect(bits(fresh().rand(700))).to.deep.equal(golden.rand));
      it("uniform", () => expect(bits(fresh().uniform(700, -0.3, 0.7123))).to.deep.equal(golden.uniform));
      it("randn, below 16", () => expect(bits(fresh().randn(15))).to.deep.equal(golden.randn15));
      it("randn, vectorised with a tail", () => expect(bits(fresh().randn(1003))).to.deep.equal(golden.randn));
      it("normal, below 16", () => expect(bits(fresh().normal(15, 0.3, 1.7))).to.deep.equal(golden.normal15));
      it("normal, vectorised", () => expect(bits(fresh().normal(100, 0.3, 1.7))).to.deep.equal(golden.normal));
      it("randint", () => expect([...fresh().randint(-3, 1000, 50)]).to.deep.equal(golden.randint));
      it("randint over 31 bits", () =>
        expect([...fresh().randint(0, 2 ** 31 - 1, 20)]).to.deep.equal(golden.randintLarge));
      it("randint where 32 bits end", () =>
        expect([...fresh().randint(0, 2 ** 28 - 1, 20), ...fresh().randint(0, 2 ** 28, 20)]).to.deep.equal(
          golden.randintEdge,
        ));
      it("randperm", () => expect([...fresh().randperm(1000)]).to.deep.equal(golden.randperm));
      it("bernoulli", () => expect([...fresh().bernoulli(200, 0.3)]).to.deep.equal(golden.bernoulli));
      it("bernoulliEach", () => expect([...fresh().bernoulliEach(linspace)]).to.deep.equal(golden.bernoulliEach));
      it("exponential", () => expect(bits(fresh().exponential(50, 1.5))).to.deep.equal(golden.exponential));
      it("multinomial", () => {
        const double = Float64Array.from(weights);
        const draw = (from: Float32Array | Float64Array, n: number, replacement: boolean) => [
          ...multinomial(from, n, { replacement, generator: fresh() }),
        ];
        expect(draw(weights, 30, true)).to.deep.equal(golden.multinomialReplacement);
        expect(draw(double, 30, true)).to.deep.equal(golden.multinomialReplacementDouble);
        expect(draw(weights, 4, false)).to.deep.equal(golden.multinomial);
        expect(draw(double, 4, false)).to.deep.equal(golden.multinomialDouble);
      });
      it("mixed calls, with the cached normal carried between them", () => {
        const generator = fresh();
        expect({
          randn5: bits(generator.randn(5)),
          rand3: bits(generator.rand(3)),
          randn1: bits(generator.randn(1)),
          randn20: bits(generator.randn(20)),
          randperm4: [...generator.randperm(4)],
          randn2: bits(generator.randn(2)),
          randint3: [...generator.randint(-5, 5, 3)],
          bernoulli4: [...generator.bernoulli(4, 0.5)],
          seed: String(generator.randomSeed()),
          rand1: bits(generator.rand(1)),
        }).to.deep.equal(golden.sequence);
      });
    });
  }

  it("an unseeded Generator starts as torch.Generator does", () => {
    expect(bits(new Generator().rand(5))).to.deep.equal(goldens.unseeded);
  });
});

describe("Generator state has PyTorch's bytes", () => {
  const { fresh, used, next } = goldens.state;
  it("writes them", () => {
    const generator = new Generator().manualSeed(7);
    expect(Buffer.from(generator.getState()).toString("hex")).to.equal(fresh);
    generator.randn(3);
    expect(Buffer.from(generator.getState()).toString("hex")).to.equal(used);
  });
  it("continues from them", () => {
    const generator = new Generator().setState(Buffer.from(used, "hex"));
    expect(bits(generator.randn(2))).to.deep.equal(next);
  });
  it("restores any point of the stream", () => {
    const generator = new Generator().manualSeed(3);
    for (const drawn of [0, 1, 623, 1, 624]) {
      generator.rand(drawn);
      const state = generator.getState();
      const expected = generator.rand(700);
      expect(generator.setState(state).rand(700)).to.deep.equal(expected);
    }
  });
  it("refuses other bytes", () => {
    expect(() => new Generator().setState(new Uint8Array(10))).to.throw(
      TypeError,
      "setState: expected the 5056 bytes that getState returns, got 10 bytes",
    );
    expect(() => new Generator().setState(new Uint8Array(5056))).to.throw(RangeError, "hold no Mersenne Twister state");
  });
});
