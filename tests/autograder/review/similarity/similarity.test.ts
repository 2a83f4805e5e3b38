// Oracle: a benchmark that is generated: which answer was copied from which is known. Published: issue "Review", 0.9 recall at 1% false pairs.
import { expect } from "chai";
import fc from "fast-check";
import { groupsOf, similarPairs } from "../../../../autograder/review/similarity/compare.ts";
import { fingerprintsOf, sharedLines } from "../../../../autograder/review/similarity/fingerprints.ts";
import { suspicious } from "../../../../autograder/review/similarity/limit.ts";
import { tokenize } from "../../../../autograder/review/similarity/tokens.ts";
import { answers, stub } from "./answers.ts";
import { disguises } from "./disguise.ts";

/** Numbers of a linear congruence, so that a run is like the other. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const given = fingerprintsOf(stub);

describe("similarity of answers", () => {
  const kinds = Object.keys(disguises);
  /** Every answer, and a copy of it under each disguise and under all at once; one question, one class. */
  const corpus = answers.flatMap((source, origin) => {
    const random = randomFrom(origin + 1);
    const all = kinds.reduce((text, kind) => disguises[kind]!(text, random), source);
    return [
      { origin, kind: "own", source },
      ...kinds.map((kind) => ({ origin, kind, source: disguises[kind]!(source, random) })),
      { origin, kind: "all", source: all },
    ];
  });

  it("finds nine of ten copies at one false pair in a hundred, disguised by renaming, reordering, extracting, comments or dead code", () => {
    const found = { copies: 0, missed: new Map<string, number>(), pairs: 0, false: 0, honest: 0 };
    // A class holds every author once, and a copy of one of them: as it is in truth, copies are few.
    answers.forEach((_, victim) => {
      for (const kind of [...kinds, "all"]) {
        const honest = corpus.filter((each) => each.kind === "own");
        const copy = corpus.find((each) => each.origin === victim && each.kind === kind)!;
        const members = [...honest, copy];
        const pairs = similarPairs(
          members.map(({ source }) => fingerprintsOf(source)),
          given,
          suspicious,
        );
        const right = pairs.some(({ a, b }) => a === victim && b === members.length - 1);
        found.copies++;
        if (!right) found.missed.set(kind, (found.missed.get(kind) ?? 0) + 1);
        found.false += pairs.length - Number(right);
        found.honest += (members.length * (members.length - 1)) / 2 - 1;
      }
    });
    const missed = [...found.missed.values()].reduce((sum, count) => sum + count, 0);
    const report = `missed ${JSON.stringify([...found.missed])} of ${found.copies}; false ${found.false} of ${found.honest}`;
    expect((found.copies - missed) / found.copies, report).to.be.at.least(0.9);
    expect(found.false / found.honest, report).to.be.at.most(0.01);
  });

  it("does not see what everybody was given", () => {
    const handed = `${stub}\nconst shared = load("data.csv").filter((row) => row.length > 3).map((row) => Number(row[2]));`;
    const own = answers.slice(0, 4).map((source) => fingerprintsOf(`${handed}\n${source}`));
    expect(similarPairs(own, fingerprintsOf(handed), suspicious)).to.deep.equal([]);
  });

  it("shows which lines are alike", () => {
    const copy = disguises.rename!(answers[3]!, randomFrom(1));
    const lines = sharedLines(copy, fingerprintsOf(answers[3]!), given);
    expect([...lines]).to.include.members([8, 9, 10, 11, 12]);
    expect([...sharedLines(answers[10]!, fingerprintsOf(answers[3]!), given)].length).to.be.at.most(2);
  });

  it("groups answers that say the same in other names, and leaves the rest alone", () => {
    const members = [answers[0]!, answers[1]!, disguises.rename!(answers[0]!, randomFrom(1)), answers[2]!];
    expect(groupsOf(members.map(fingerprintsOf), given)).to.deep.equal([[0, 2]]);
  });

  it("groups as comparing each with each does", () => {
    const likeness = (a: Set<number>, b: Set<number>) =>
      a.size + b.size === 0 ? 1 : a.intersection(b).size / a.union(b).size;
    const nothing = { hashes: new Set<number>(), tokens: 0 };
    const sets = fc.array(fc.uniqueArray(fc.nat(11), { maxLength: 10 }), { maxLength: 30 });
    fc.assert(
      fc.property(sets, (all) => {
        const answers = all.map((hashes) => ({ hashes: new Set(hashes), tokens: 0 }));
        const slow: number[][] = [];
        answers.forEach(({ hashes }, index) => {
          const group = slow.find(([first]) => likeness(answers[first!]!.hashes, hashes) >= 0.8);
          if (group) group.push(index);
          else slow.push([index]);
        });
        const several = slow.filter(({ length }) => length > 1).sort((a, b) => b.length - a.length);
        expect(groupsOf(answers, nothing)).to.deep.equal(several);
      }),
    );
  });

  it("takes tokens of any text, however broken", () => {
    for (const text of ["", "`", "'unclosed", "/* open", "\u202e ((((", "1".repeat(5000), "a.".repeat(5000)])
      expect(() => fingerprintsOf(text)).not.to.throw();
    expect(tokenize("const a: number[] = [1]; // x").map(({ kind }) => kind)).to.deep.equal([
      ..."let name = [ number ]".split(" "),
    ]);
  });
});
