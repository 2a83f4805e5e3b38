// Oracle: the books after an undisturbed run. Workers are killed at 40 seeded moments while others grade; PostgreSQL and its
// server are in the full tests.
import { sqliteDatabase } from "./databases.ts";
import { storm } from "./storm.ts";

it("SQLite: 40 kills of workers lose no score and double none", async () => {
  const submissions = await storm(sqliteDatabase, { kills: 40, seed: 11 });
  console.log(`      ${submissions} submissions graded`);
}).timeout(1_200_000);
