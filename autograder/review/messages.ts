import { type Gradebook, record } from "../gradebook/index.ts";
import type { Role } from "./roles.ts";

export interface Message {
  author: string;
  role: Role;
  text: string;
  at: string;
}

/** So many messages a student may write before somebody answers. */
const patience = 3;

/** What was said about an answer's points, in order. */
export async function messagesOn(book: Gradebook, submission: number, question: string): Promise<Message[]> {
  return book.db
    .selectFrom("messages")
    .select(["author", "role", "text", "at"])
    .where("submission", "=", submission)
    .where("question", "=", question)
    .orderBy("id")
    .execute();
}

/** Adds a message; false where a student wrote several already that nobody has answered. */
export async function write(
  book: Gradebook,
  submission: number,
  question: string,
  message: Omit<Message, "at">,
): Promise<boolean> {
  return book.db.transaction().execute(async (tx) => {
    const at = new Date().toISOString();
    const { author, role, text } = message;
    const last = await tx
      .selectFrom("messages")
      .select("role")
      .where("submission", "=", submission)
      .where("question", "=", question)
      .orderBy("id", "desc")
      .limit(patience)
      .execute();
    if (role === "student" && last.length === patience && last.every((each) => each.role === "student")) return false;
    await tx.insertInto("messages").values({ submission, question, author, role, text, at }).execute();
    await record(book, tx, "message-written", { submission, question, author, role, text }, at);
    return true;
  });
}

export interface Request {
  assignment: string;
  question: string;
  submission: number;
  student: string;
  text: string;
  at: string;
}

/** Threads that end with a student's message, the oldest first. */
export async function openRequests(book: Gradebook): Promise<Request[]> {
  const rows = await book.db
    .selectFrom("messages")
    .innerJoin("submissions", "submissions.id", "messages.submission")
    .innerJoin("assignments", "assignments.id", "submissions.assignment")
    .innerJoin("students", "students.id", "submissions.student")
    .select([
      "assignments.name as assignment",
      "messages.question",
      "messages.submission",
      "students.name as student",
      "messages.text",
      "messages.role",
      "messages.at",
    ])
    .orderBy("messages.id")
    .execute();
  const last = new Map(rows.map((row) => [`${row.submission} ${row.question}`, row]));
  return [...last.values()].filter(({ role }) => role === "student");
}
