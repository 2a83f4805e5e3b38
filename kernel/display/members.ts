import type { LiveMember } from "../channel.ts";

const most = 1000;

/** The properties of a value and of what it inherits, without calling any of them. */
export function membersOf(value: unknown): LiveMember[] {
  const found = new Map<string, LiveMember>();
  if (value === null || value === undefined) return [];
  for (let owner: object | null = Object(value); owner && found.size < most; owner = Object.getPrototypeOf(owner)) {
    if (owner === Object.prototype && found.size > 0) break;
    for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(owner))) {
      if (!/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) || name === "constructor" || found.has(name)) continue;
      found.set(name, { name, isFunction: typeof descriptor.value === "function" });
    }
  }
  return [...found.values()];
}
