import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { loadAssignment } from "../../../autograder/assignment/index.ts";
import {
  addVersion,
  audit,
  enqueue,
  type Gradebook,
  openGradebook,
  queueState,
  receive,
  standings,
} from "../../../autograder/gradebook/index.ts";
import { formatNotebook } from "../../../autograder/notebook/index.ts";
import { fixture, withSource } from "../grade/submissions.ts";
import { seeded } from "../merge/mangle.ts";
import type { TestDatabase } from "./databases.ts";

const script = fileURLToPath(new URL("../../../cli/worker-process.ts", import.meta.url));

/** Each worker in a network namespace of its own, where this machine allows it: the database's socket is all they share. */
const ownNetwork = spawnSync("unshare", ["--net", "true"]).status === 0 ? ["unshare", "--net"] : [];

function startWorker(url: string): ChildProcess {
  const [program, ...args] = [
    ...ownNetwork,
    process.execPath,
    "--no-warnings",
    script,
    "--lease",
    "3",
    "--gradebook",
    url,
  ];
  return spawn(program!, args, { stdio: "ignore" });
}

async function state(book: Gradebook) {
  return queueState(book).catch(() => ({ queued: 1, running: 0, done: 0, failed: 0 }));
}

/** Three workers grade while they and the database server are killed `kills` times; checks that the books are those of a calm run, and returns how many submissions there were. */
export async function storm(
  create: () => Promise<TestDatabase>,
  options: { kills: number; seed: number },
): Promise<number> {
  const { kills, seed } = options;
  const database = await create();
  const book = await openGradebook(database.url);
  const { solution, release } = await loadAssignment(fixture);
  const { assignment, version } = await addVersion(book, fixture);
  let students = 0;
  const submit = async () => {
    const n = students++;
    // Each differs, so that no result comes from the cache of another run.
    const notebook = withSource(n % 2 ? solution : release, "q2", `const total = 5; // ${database.url} ${n}`);
    const name = `student-${String(n).padStart(4, "0")}`;
    const { submission } = await receive(book, assignment, name, Buffer.from(formatNotebook(notebook)));
    await enqueue(book, submission, version);
  };
  for (let n = 0; n < 12; n++) await submit();
  const random = seeded(seed);
  const workers = [startWorker(database.url), startWorker(database.url), startWorker(database.url)];
  let done = 0;
  // Fast workers may empty the queue between two kills: it is filled again below.
  for (let left = await state(book); done < kills || left.queued + left.running > 0; left = await state(book)) {
    await new Promise((resolve) => setTimeout(resolve, 1000 + random(3000)));
    if (done >= kills) continue;
    for (let waiting = left.queued; waiting < 6; waiting++) await submit();
    if (database.crash && done % 4 === 3) {
      await database.crash();
      await new Promise((resolve) => setTimeout(resolve, 500));
      await database.restart!();
    } else {
      const victim = random(workers.length);
      workers[victim]!.kill("SIGKILL");
      workers[victim] = startWorker(database.url);
    }
    done++;
  }
  for (const worker of workers) worker.kill("SIGKILL");
  expect(done).to.equal(kills);
  expect(await queueState(book)).to.deep.equal({ queued: 0, running: 0, done: students, failed: 0 });
  const rows = await standings(book, assignment, version);
  expect(rows.map(({ score }) => score)).to.deep.equal(Array.from({ length: students }, (_, n) => (n % 2 ? 9 : 2)));
  const graded = await book.db
    .selectFrom("events")
    .select("payload")
    .where("kind", "in", ["graded", "regraded"])
    .execute();
  expect(graded).to.have.length(students);
  expect((await audit(book)).problems).to.deep.equal([]);
  await book.close();
  await database.remove();
  return students;
}
