import { type Fingerprints, without } from "./fingerprints.ts";

export interface Pair {
  a: number;
  b: number;
  /** 0 to 1: how much of the shorter answer's rare parts stands in the other, tempered by how much of both does. */
  similarity: number;
}

/** Parts that so large a share of the answers has are the question's own, between so few and so many of them. */
const common = { share: 0.25, atLeast: 8, atMost: 50 };
/** Answers with fewer parts of their own than this are too short to tell a copy from a coincidence. */
const fewest = 4;

/**
 * The pairs of answers that are alike beyond what the question makes alike, the most alike first.
 *
 * A part counts the more the fewer answers have it (its inverse document frequency), the released stub's parts not at all.
 */
export function similarPairs(answers: readonly Fingerprints[], stub: Fingerprints, least: number): Pair[] {
  const own = answers.map((answer) => without(answer, stub).hashes);
  const holders = new Map<number, number[]>();
  own.forEach((hashes, index) => {
    for (const hash of hashes) {
      const known = holders.get(hash);
      if (known) known.push(index);
      else holders.set(hash, [index]);
    }
  });
  const most = Math.max(Math.min(common.share * answers.length, common.atMost), common.atLeast);
  const totals = new Float64Array(answers.length);
  const counts = new Uint32Array(answers.length);
  const shared = new Map<number, number>();
  for (const list of holders.values()) {
    if (list.length > most) continue;
    const weight = Math.log((answers.length + 1) / list.length);
    list.forEach((a, at) => {
      totals[a]! += weight;
      counts[a]!++;
      for (const b of list.slice(at + 1)) {
        const key = a * answers.length + b;
        shared.set(key, (shared.get(key) ?? 0) + weight);
      }
    });
  }
  const pairs: Pair[] = [];
  for (const [key, weight] of shared) {
    const [a, b] = [Math.floor(key / answers.length), key % answers.length];
    if (Math.min(counts[a]!, counts[b]!) < fewest) continue;
    const [less, more] = [totals[a]!, totals[b]!].sort((x, y) => x - y) as [number, number];
    const similarity = (0.5 * weight) / less + (0.5 * 2 * weight) / (less + more);
    if (similarity >= least) pairs.push({ a, b, similarity });
  }
  return pairs.sort((x, y) => y.similarity - x.similarity);
}

/** Answers that say the same: groups of two or more, the largest first. Parts of the stub do not count. */
export function groupsOf(answers: readonly Fingerprints[], stub: Fingerprints, least = 0.8): number[][] {
  const own = answers.map((answer) => without(answer, stub).hashes);
  const holders = new Map<number, number>();
  for (const hashes of own) for (const hash of hashes) holders.set(hash, (holders.get(hash) ?? 0) + 1);
  const leaders: { hashes: Set<number>; members: number[] }[] = [];
  const byPart = new Map<number, number[]>();
  for (const [index, hashes] of own.entries()) {
    const parts = rarest(hashes, holders, least);
    const near = new Set(parts.flatMap((part) => byPart.get(part) ?? []));
    const group = [...near].sort((a, b) => a - b).find((at) => jaccard(leaders[at]!.hashes, hashes) >= least);
    if (group !== undefined) {
      leaders[group]!.members.push(index);
      continue;
    }
    for (const part of parts) byPart.set(part, [...(byPart.get(part) ?? []), leaders.length]);
    leaders.push({ hashes, members: [index] });
  }
  return leaders
    .map(({ members }) => members)
    .filter(({ length }) => length > 1)
    .sort((a, b) => b.length - a.length);
}

/**
 * The rarest parts of an answer, so many that whatever is alike must share one of them (prefix filtering: Chaudhuri, Ganti
 * and Kaushik 2006). An answer without parts of its own stands under -1.
 */
function rarest(hashes: Set<number>, holders: Map<number, number>, least: number): number[] {
  if (hashes.size === 0) return [-1];
  const sorted = [...hashes].sort((a, b) => holders.get(a)! - holders.get(b)! || a - b);
  return sorted.slice(0, sorted.length - Math.ceil(least * sorted.length) + 1);
}

function jaccard(a: Set<number>, b: Set<number>): number {
  if (a.size === 0 && b.size === 0) return 1;
  // Sizes alone bound it: most pairs are told apart without a look inside.
  const [less, more] = a.size < b.size ? [a, b] : [b, a];
  if (less.size < 0.5 * more.size) return 0;
  let shared = 0;
  for (const hash of less) if (more.has(hash)) shared++;
  return shared / (a.size + b.size - shared);
}
