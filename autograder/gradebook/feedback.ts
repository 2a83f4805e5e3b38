import type { QuestionResult, Results } from "../grade/results.ts";
import { beforeDue } from "../grade/view.ts";
import type { Gradebook } from "./open.ts";
import { type Standing, standings } from "./scores.ts";

/** What each student may read now of the published version: the attempt that counts, with people's scores and comments, and lateness. */
export async function publishedFeedback(book: Gradebook, assignment: number, time = new Date()): Promise<Results[]> {
  const { name, due, published_version } = await book.db
    .selectFrom("assignments")
    .select(["name", "due", "published_version"])
    .where("id", "=", assignment)
    .executeTakeFirstOrThrow();
  if (published_version === null)
    throw new Error(`No results of ${name} are published yet; \`tsgrad gradebook publish ${name}\` does it`);
  const pending = due !== null && time.toISOString() < due;
  const rows = await book.db
    .selectFrom("results")
    .select(["submission", "results"])
    .where("version", "=", published_version)
    .execute();
  const stored = new Map(rows.map(({ submission, results }) => [submission, results]));
  const comments = await commentsOf(book, assignment);
  return (await standings(book, assignment, published_version)).map((standing) => {
    const results = JSON.parse(stored.get(standing.submission)!) as Results;
    return pending ? beforeDue(results) : withPeople(results, standing, comments.get(standing.submission) ?? []);
  });
}

interface Comment {
  question: string | null;
  text: string;
}

function withPeople(results: Results, standing: Standing, comments: Comment[]): Results {
  const notes = [...results.notes];
  if (standing.late < 1) {
    const percent = Math.round(standing.late * 100);
    notes.push({ kind: "late", text: `Handed in after the due time: ${percent}% of ${standing.raw} points count.` });
  }
  for (const { question, text } of comments) if (question === null) notes.push({ kind: "comment", text });
  const questions = results.questions.map((question): QuestionResult => {
    const score = standing.questions[question.name] ?? null;
    const said = comments.filter((comment) => comment.question === question.name).map(({ text }) => text);
    const changed = score !== question.score;
    if (changed && question.score !== null) said.unshift("A person set the points of this question.");
    const { reason, ...rest } = question;
    const kept = reason === undefined || (changed && question.score === null) ? rest : question;
    return { ...kept, score, ...(said.length > 0 && { comments: said }) };
  });
  return { ...results, notes, questions, score: standing.score };
}

async function commentsOf(book: Gradebook, assignment: number): Promise<Map<number, Comment[]>> {
  const rows = await book.db
    .selectFrom("comments")
    .innerJoin("submissions", "submissions.id", "comments.submission")
    .select(["comments.submission", "comments.question", "comments.text"])
    .where("submissions.assignment", "=", assignment)
    .orderBy("comments.id")
    .execute();
  return Map.groupBy([...rows, ...(await reviewsOf(book, assignment))], ({ submission }) => submission);
}

/** What mentors wrote at the desk on questions that are released. */
async function reviewsOf(book: Gradebook, assignment: number): Promise<(Comment & { submission: number })[]> {
  const rows = await book.db
    .selectFrom("reviews")
    .innerJoin("submissions", "submissions.id", "reviews.submission")
    .innerJoin("releases", (join) =>
      join
        .onRef("releases.assignment", "=", "submissions.assignment")
        .onRef("releases.question", "=", "reviews.question"),
    )
    .select(["reviews.submission", "reviews.question", "reviews.content"])
    .where("submissions.assignment", "=", assignment)
    .where("reviews.state", "=", "done")
    .orderBy("reviews.id")
    .execute();
  return rows.flatMap(({ submission, question, content }) => {
    const { comments } = JSON.parse(content) as {
      comments: { cell: string | null; line: number | null; text: string }[];
    };
    return comments.map(({ cell, line, text }) => {
      const place = line === null ? (cell === null ? "" : `Cell ${cell}: `) : `Cell ${cell}, line ${line}: `;
      return { submission, question, text: `${place}${text}` };
    });
  });
}
