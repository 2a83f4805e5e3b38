import { DatabaseSync } from "node:sqlite";
import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  SqliteAdapter,
  SqliteDialect,
  type SqliteDialectConfig,
  SqliteDriver,
} from "kysely";

/** Kysely's SQLite dialect over Node's own `node:sqlite`. */
export class NodeSqliteDialect extends SqliteDialect {
  readonly #config: SqliteDialectConfig;

  constructor(path: string) {
    const database = new DatabaseSync(path);
    // Readers beside one writer; who finds the book locked waits below, without stopping this process. A class's results
    // with their tests fit into the 64 MiB of pages that are kept.
    database.exec(
      "pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on; pragma busy_timeout = 0; pragma cache_size = -65536",
    );
    const config: SqliteDialectConfig = {
      database: {
        close: () => database.close(),
        prepare: (sql) => {
          const statement = database.prepare(sql);
          type Values = Parameters<typeof statement.all>;
          return {
            reader: statement.columns().length > 0,
            all: (values) => statement.all(...(values as Values)),
            run: (values) => statement.run(...(values as Values)),
            iterate: (values) => statement.iterate(...(values as Values)) as IterableIterator<unknown>,
          };
        },
      },
    };
    super(config);
    this.#config = config;
  }

  override createDriver(): Driver {
    return new ImmediateDriver(this.#config);
  }

  override createAdapter(): SqliteAdapter {
    return new SqliteAdapter();
  }
}

const patienceMs = 30_000;
const busy = 5;

/**
 * Takes the write lock when a transaction begins, since one that starts by reading could not get it later without an error,
 * and waits while another process or connection holds it.
 */
class ImmediateDriver extends SqliteDriver {
  override async acquireConnection(): Promise<DatabaseConnection> {
    const connection = await super.acquireConnection();
    const executeQuery: DatabaseConnection["executeQuery"] = async (query) => {
      for (const began = performance.now(); ; ) {
        try {
          return await connection.executeQuery(query);
        } catch (error) {
          const locked = (error as { errcode?: number }).errcode === busy;
          if (!locked || performance.now() - began > patienceMs) throw error;
          await new Promise((resolve) => setTimeout(resolve, 2 + Math.random() * 10));
        }
      }
    };
    return { executeQuery, streamQuery: (query, size) => connection.streamQuery(query, size) };
  }

  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("begin immediate"));
  }
}
