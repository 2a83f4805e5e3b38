import type { Gradebook } from "../gradebook/index.ts";

const kept = new WeakMap<Gradebook, Map<string, { head: number; value: Promise<unknown> }>>();
/** So many different things are remembered of a gradebook; the ones that were not asked for longest go. */
const most = 200;

/** Something that only an event can change: read anew only when there is a new one. */
export async function byHead<Value>(book: Gradebook, name: string, read: () => Promise<Value>): Promise<Value> {
  const last = await book.db.selectFrom("events").select("seq").orderBy("seq", "desc").limit(1).executeTakeFirst();
  const head = last?.seq ?? 0;
  const all = kept.get(book) ?? new Map<string, { head: number; value: Promise<unknown> }>();
  kept.set(book, all);
  const known = all.get(name);
  all.delete(name);
  const value = known?.head === head ? (known.value as Promise<Value>) : read();
  all.set(name, { head, value });
  value.catch(() => all.delete(name));
  if (all.size > most) all.delete(all.keys().next().value!);
  return value;
}
