// Oracle: the books after an undisturbed run. Workers and the database server are killed at 40 seeded moments while others grade.
import { hasPostgres, postgresDatabase, sqliteDatabase } from "./databases.ts";
import { storm } from "./storm.ts";

for (const [name, create] of [
  ["SQLite", sqliteDatabase],
  ...(hasPostgres ? [["PostgreSQL", postgresDatabase] as const] : []),
] as const) {
  it(`${name}: 40 kills of workers${name === "SQLite" ? "" : " and the server"} lose no score and double none`, async () => {
    const submissions = await storm(create, { kills: 40, seed: 11 });
    console.log(`      ${submissions} submissions graded`);
  }).timeout(1_200_000);
}
