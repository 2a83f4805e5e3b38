import type { Gradebook } from "../gradebook/index.ts";
import { byHead } from "./byHead.ts";
import { readReview } from "./reviews.ts";
import type { QuestionKey } from "./rubric.ts";

export interface BankEntry {
  text: string;
  /** How many answers carry it. */
  count: number;
}

const most = 50;
/** So many reviews are looked through, the latest. */
const latest = 500;
const longest = 2000;

/** The comments that mentors wrote on a question before, in any of its versions: the most used first, then the latest. */
export function commentBank(book: Gradebook, key: QuestionKey): Promise<readonly BankEntry[]> {
  return byHead(book, JSON.stringify(["bank", key.assignment, key.question]), () => readBank(book, key));
}

async function readBank(book: Gradebook, { assignment, question }: QuestionKey): Promise<BankEntry[]> {
  const rows = await book.db
    .selectFrom("reviews")
    .innerJoin("submissions", "submissions.id", "reviews.submission")
    .select("reviews.content")
    .where("submissions.assignment", "=", assignment)
    .where("reviews.question", "=", question)
    .orderBy("reviews.at", "desc")
    .limit(latest)
    .execute();
  const counts = new Map<string, number>();
  for (const { content } of rows) {
    const texts = readReview(content).comments.map(({ text }) => text.trim());
    for (const text of new Set(texts)) if (text.length <= longest) counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return [...counts]
    .map(([text, count]) => ({ text, count }))
    .sort((a, b) => b.count - a.count)
    .slice(0, most);
}
