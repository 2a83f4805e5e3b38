// Oracles: the schema beside the manifest, the rows counted in the notes N0 to N4, and the sources themselves.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { expect } from "chai";
import { coverageOf } from "../../cli/course/coverage.ts";
import { type Manifest, readManifest } from "../../cli/course/manifest.ts";
import { problemsOf } from "../../cli/course/problems.ts";
import { loadWeeks, type WeekSources } from "../../cli/course/sources.ts";
import { lessonNames } from "../../cli/setup/lessons.ts";
import { project } from "./support.ts";

const manifest = readManifest(project);
const schema = JSON.parse(readFileSync(join(project, "course/course.schema.json"), "utf8"));
const validate = new Ajv({ allErrors: true }).compile(schema);

/** A copy of the manifest with something changed. */
function changed(change: (copy: Manifest) => void): Manifest {
  const copy = structuredClone(manifest);
  change(copy);
  return copy;
}

describe("the course's manifest", () => {
  let weeks: WeekSources[];
  before(async () => {
    weeks = await loadWeeks(manifest, project);
  });

  it("is what its schema asks for", () => {
    expect(validate(manifest), JSON.stringify(validate.errors)).to.equal(true);
  });

  for (const [what, change] of Object.entries<(copy: Manifest) => void>({
    "a week without points": ({ weeks }) => delete (weeks[0] as Partial<Manifest["weeks"][0]>).points,
    "an exercise without a test": ({ weeks }) => delete weeks[0]!.topics[0]!.test,
    "a topic of no note": ({ topics }) => Object.assign(topics[0]!, { id: "n7-magic" }),
    "a key that nobody reads": ({ topics }) => Object.assign(topics[0]!, { done: true }),
  })) {
    it(`does not pass the schema with ${what}`, () => expect(validate(changed(change))).to.equal(false));
  }

  it("has all rows of the five notes", () => {
    const counts = ["n0", "n1", "n2", "n3", "n4"].map(
      (note) => manifest.topics.filter(({ id }) => id.startsWith(note)).length,
    );
    expect(counts).to.deep.equal([26, 13, 11, 8, 10]);
  });

  it("names every lesson there is, in order", () => {
    expect(manifest.weeks.map(({ lesson }) => lesson)).to.deep.equal(lessonNames());
  });

  it("claims only what is there", () => expect(problemsOf(manifest, weeks)).to.deep.equal([]));

  for (const [problem, change] of Object.entries<(copy: Manifest) => void>({
    'the lesson has no section "Dreams"': ({ weeks }) => Object.assign(weeks[0]!.topics[0]!, { section: "Dreams" }),
    "residual-block has no question q99": ({ weeks }) => Object.assign(weeks[0]!.topics[0]!, { exercise: "q99" }),
    'q1 has no test "is beautiful"': ({ weeks }) => Object.assign(weeks[0]!.topics[0]!, { test: "is beautiful" }),
    'claims "n0-magic"': ({ weeks }) => Object.assign(weeks[0]!.topics[0]!, { topic: "n0-magic" }),
    "the assignment has 14 points, the manifest says 15": ({ weeks }) => Object.assign(weeks[0]!, { points: 15 }),
    "the lesson says 60 minutes, the manifest 9": ({ weeks }) => Object.assign(weeks[0]!.minutes, { lesson: 9 }),
    "the assignment says 45 minutes, the manifest 9": ({ weeks }) =>
      Object.assign(weeks[0]!.minutes, { assignment: 9 }),
    "needs week 1, which is not an earlier one": ({ weeks }) => weeks[0]!.prerequisites.push(1),
    "there is no course/no-such/lesson.ts": ({ weeks }) => Object.assign(weeks[0]!, { lesson: "no-such" }),
    "there is no assignment no-such": ({ weeks }) => Object.assign(weeks[0]!, { assignment: "no-such" }),
    'Two topics have the id "n0-pruning"': ({ topics }) => topics.push(topics[0]!),
    "n0-pruning says what is missing": ({ topics }) => Object.assign(topics[0]!, { missing: "all" }),
    "Expected weeks in rising order, got 1, 0": ({ weeks }) => weeks.splice(0, weeks.length, weeks[1]!, weeks[0]!),
  })) {
    it(`is refused where ${problem}`, async () => {
      const copy = changed(change);
      const found = problemsOf(copy, await loadWeeks(copy, project));
      expect(found.join("\n")).to.include(problem);
    });
  }
});

describe("coverage", () => {
  const topics = [
    { id: "n0-a", title: "A" },
    { id: "n0-b", title: "B", missing: "a chart" },
    { id: "n0-c", title: "C" },
  ];
  const claim = (topic: string, graded = true) => ({
    topic,
    section: "S",
    ...(graded && { exercise: "q1", test: "T" }),
  });
  const stateOf = (...claims: ReturnType<typeof claim>[]) =>
    coverageOf({ topics, weeks: [{ ...manifest.weeks[0]!, topics: claims }] }).map(({ state }) => state);

  it("takes a topic for covered only with section, exercise and test, and nothing missing", () => {
    expect(stateOf()).to.deep.equal(["open", "open", "open"]);
    expect(stateOf(claim("n0-a"), claim("n0-b"), claim("n0-c", false))).to.deep.equal(["covered", "partly", "partly"]);
    expect(stateOf(claim("n0-a", false), claim("n0-a"))[0]).to.equal("covered");
  });
});
