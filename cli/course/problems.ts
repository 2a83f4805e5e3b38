import type { Claim, Manifest } from "./manifest.ts";
import { sectionsOf, textOf, type WeekSources } from "./sources.ts";

/** What the manifest says and the sources do not bear out, a sentence each; none if all is well. */
export function problemsOf(manifest: Manifest, weeks: readonly WeekSources[]): string[] {
  const topics = manifest.topics.map(({ id }) => id);
  const twice = topics.filter((id, i) => topics.indexOf(id) !== i).map((id) => `Two topics have the id "${id}".`);
  const numbers = manifest.weeks.map(({ week }) => week);
  const order = numbers.every((week, i) => i === 0 || week > numbers[i - 1]!)
    ? []
    : [`Expected weeks in rising order, got ${numbers.join(", ")}.`];
  const unclaimed = manifest.topics
    .filter(({ id, missing }) => missing && !weeks.some(({ week }) => week.topics.some(({ topic }) => topic === id)))
    .map(({ id }) => `${id} says what is missing, but no week claims it: leave "missing" out.`);
  return [...twice, ...order, ...unclaimed, ...weeks.flatMap((sources) => weekProblems(sources, topics))];
}

function weekProblems({ week, lesson, assignment }: WeekSources, topics: readonly string[]): string[] {
  const problems: string[] = [];
  const expect = (holds: boolean, problem: string) => holds || problems.push(`Week ${week.week}: ${problem}`);
  for (const before of week.prerequisites)
    expect(before < week.week, `needs week ${before}, which is not an earlier one.`);
  if (lesson) {
    const stated = minutesIn(textOf(lesson));
    expect(stated === week.minutes.lesson, `the lesson says ${stated} minutes, the manifest ${week.minutes.lesson}.`);
  } else expect(false, `there is no course/${week.lesson}/lesson.ts.`);
  if (assignment) {
    const text = assignment.cells.find(({ type }) => type === "markdown")?.release ?? "";
    const stated = minutesIn(text);
    const { minutes, points } = week;
    expect(stated === minutes.assignment, `the assignment says ${stated} minutes, the manifest ${minutes.assignment}.`);
    const sum = assignment.questions.reduce((total, question) => total + question.points, 0);
    expect(sum === points, `the assignment has ${sum} points, the manifest says ${points}.`);
  } else expect(false, `there is no assignment ${week.assignment}.`);
  for (const claim of week.topics) {
    expect(topics.includes(claim.topic), `claims "${claim.topic}", which is not among the topics.`);
    for (const problem of claimProblems(claim, { week, lesson, assignment }))
      problems.push(`Week ${week.week}, ${claim.topic}: ${problem}`);
  }
  return problems;
}

function claimProblems({ section, exercise, test }: Claim, { lesson, assignment }: WeekSources): string[] {
  const problems: string[] = [];
  if (lesson && !sectionsOf(lesson).includes(section)) problems.push(`the lesson has no section "${section}".`);
  if (exercise === undefined) return problems;
  const question = assignment?.questions.find(({ name }) => name === exercise);
  if (assignment && !question) problems.push(`${assignment.name} has no question ${exercise}.`);
  if (question && !question.tests.some(({ title }) => title === test)) {
    problems.push(
      `${exercise} has no test "${test}". Its tests: ${question.tests.map(({ title }) => title).join("; ")}.`,
    );
  }
  return problems;
}

const minutesIn = (text: string): number => Number(/about (\d+) minutes/.exec(text)?.[1]);
