import { createHash } from "node:crypto";
import { type Gradebook, type Standing, standings } from "../gradebook/index.ts";
import type { QuestionKey } from "./rubric.ts";

/** A submission as mentors see it in lists: without a name. */
export interface Entry {
  /** Stands for the student in addresses and on the page; another one for each question. */
  code: string;
  submission: number;
  score: number | null;
  state: "new" | "open" | "done";
  flagged: boolean;
  /** Who saved the review last. */
  author: string;
  /** Who is to look at it; null for anybody. */
  assignee: string | null;
}

interface List {
  /** The last event that is in it. */
  head: number;
  all: Entry[];
  places: Map<number, Entry>;
  /** Nobody has two graded attempts, so points alone never change which one counts. */
  single: boolean;
}

const lists = new WeakMap<Gradebook, Map<string, Promise<List>>>();
/** So many new events are applied one by one; after more, a list is read anew. */
const mostEvents = 200;

/**
 * The submissions that count, in an order that is the same for all mentors and follows neither names nor scores.
 *
 * All that decides on them is told of by events: a list of thousands is read once, and what mentors do is applied to it.
 */
export async function entries(book: Gradebook, key: QuestionKey): Promise<readonly Entry[]> {
  const known = lists.get(book) ?? new Map<string, Promise<List>>();
  lists.set(book, known);
  const name = JSON.stringify([key.version, key.question]);
  const before = known.get(name) ?? Promise.resolve(undefined);
  const next = before.then(
    (list) => refresh(book, key, list),
    () => refresh(book, key, undefined),
  );
  known.set(name, next);
  return (await next).all;
}

async function refresh(book: Gradebook, key: QuestionKey, list: List | undefined): Promise<List> {
  if (!list) return readList(book, key);
  const news = await book.db
    .selectFrom("events")
    .select(["seq", "kind", "payload"])
    .where("seq", ">", list.head)
    .orderBy("seq")
    .limit(mostEvents)
    .execute();
  if (news.length === mostEvents) return readList(book, key);
  for (const { seq, kind, payload } of news) {
    if (!apply(list, key, kind, JSON.parse(payload))) return readList(book, key);
    list.head = seq;
  }
  return list;
}

/** Brings one event into a list; false where it may change more than single entries. */
function apply(list: List, key: QuestionKey, kind: string, payload: Record<string, unknown>): boolean {
  if (untold.has(kind)) return true;
  if (kind === "score-overridden" && !list.single) return false;
  if (!(kind in changes)) return false;
  if (payload.question !== key.question) return true;
  const { submissions, submission } = payload as { submissions?: number[]; submission?: number };
  for (const id of submissions ?? [submission!]) {
    const entry = list.places.get(id);
    if (entry) Object.assign(entry, changes[kind]!(payload));
  }
  return true;
}

/** Events that change no list. */
const untold = new Set(["rubric-saved", "message-written", "question-released", "question-withdrawn", "comment-added"]);

const changes: Record<string, (payload: Record<string, unknown>) => Partial<Entry>> = {
  "review-saved": ({ state, flagged, author }) => ({ state, flagged, author }) as Partial<Entry>,
  "score-overridden": ({ score }) => ({ score }) as Partial<Entry>,
  "review-assigned": ({ mentor }) => ({ assignee: mentor }) as Partial<Entry>,
};

async function readList(book: Gradebook, key: QuestionKey): Promise<List> {
  const last = await book.db.selectFrom("events").select("seq").orderBy("seq", "desc").limit(1).executeTakeFirst();
  const { count } = await book.db
    .selectFrom("results")
    .select((expression) => expression.fn.countAll<number>().as("count"))
    .where("version", "=", key.version)
    .executeTakeFirstOrThrow();
  const all = await readEntries(book, key);
  const places = new Map(all.map((entry) => [entry.submission, entry]));
  return { head: last?.seq ?? 0, all, places, single: Number(count) === all.length };
}

async function readEntries(book: Gradebook, key: QuestionKey): Promise<Entry[]> {
  const { assignment, version, question } = key;
  const [rows, reviews, assignees] = await Promise.all([
    standings(book, assignment, version),
    book.db
      .selectFrom("reviews")
      .innerJoin("submissions", "submissions.id", "reviews.submission")
      .select(["reviews.submission", "reviews.state", "reviews.flagged", "reviews.author"])
      .where("submissions.assignment", "=", assignment)
      .where("reviews.question", "=", question)
      .execute(),
    book.db.selectFrom("assignees").select(["submission", "mentor"]).where("question", "=", question).execute(),
  ]);
  const known = new Map(reviews.map((review) => [review.submission, review]));
  const given = new Map(assignees.map(({ submission, mentor }) => [submission, mentor]));
  return rows
    .map((row: Standing): Entry => {
      const review = known.get(row.submission);
      return {
        code: codeOf(key, row.student),
        submission: row.submission,
        score: row.questions[question] ?? null,
        state: review?.state ?? "new",
        flagged: review?.flagged === 1,
        author: review?.author ?? "",
        assignee: given.get(row.submission) ?? null,
      };
    })
    .sort((a, b) => (a.code < b.code ? -1 : 1));
}

export function codeOf({ assignment, question }: QuestionKey, student: string): string {
  return createHash("sha256")
    .update(JSON.stringify([assignment, question, student]))
    .digest("hex")
    .slice(0, 12);
}
