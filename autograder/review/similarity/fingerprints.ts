import { type Token, tokenize } from "./tokens.ts";

/** Tokens a fingerprint covers, and how many neighbours one is chosen among: matches of `size + window - 1` tokens are always seen. */
const size = 7;
const window = 4;

/** An answer as the hashes that stand for its parts. */
export interface Fingerprints {
  hashes: Set<number>;
  /** How often the tokens repeat what they say; answers of very few tokens tell nothing. */
  tokens: number;
}

/** Winnowing (Schleimer, Wilkerson and Aiken 2003), as in Dolos and MOSS: the least hash of each window of token runs. */
export function fingerprintsOf(source: string): Fingerprints {
  const tokens = tokenize(source);
  return { hashes: new Set(winnow(hashesOf(tokens)).map(({ hash }) => hash)), tokens: tokens.length };
}

/** The lines of a source that stand in fingerprints of another. */
export function sharedLines(source: string, other: Fingerprints, stub?: Fingerprints): Set<number> {
  const tokens = tokenize(source);
  const lines = new Set<number>();
  for (const { hash, at } of winnow(hashesOf(tokens))) {
    if (!other.hashes.has(hash) || stub?.hashes.has(hash)) continue;
    for (const { line } of tokens.slice(at, at + size)) lines.add(line);
  }
  return lines;
}

/** One answer without what everybody was given. */
export function without({ hashes, tokens }: Fingerprints, stub: Fingerprints): Fingerprints {
  return { hashes: hashes.difference(stub.hashes), tokens };
}

/** A hash for every run of `size` tokens (FNV-1a over the kinds). */
function hashesOf(tokens: readonly Token[]): number[] {
  const kinds = tokens.map(({ kind }) => hashText(kind));
  return Array.from({ length: Math.max(kinds.length - size + 1, 0) }, (_, at) => {
    let hash = 0x811c9dc5;
    for (let step = 0; step < size; step++) hash = Math.imul(hash ^ kinds[at + step]!, 0x01000193);
    return (hash ^ (hash >>> 15)) >>> 0;
  });
}

function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
}

function winnow(hashes: readonly number[]): { hash: number; at: number }[] {
  const chosen: { hash: number; at: number }[] = [];
  let last = -1;
  for (let start = 0; start + Math.min(window, hashes.length) <= hashes.length && hashes.length > 0; start++) {
    let least = start;
    // The rightmost of equal ones, so that runs of the same choose few.
    for (let at = start; at < Math.min(start + window, hashes.length); at++)
      if (hashes[at]! <= hashes[least]!) least = at;
    if (least !== last) chosen.push({ hash: hashes[least]!, at: least });
    last = least;
  }
  return chosen;
}
