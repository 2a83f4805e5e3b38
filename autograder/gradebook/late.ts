/** What lateness costs. */
export interface LatePolicy {
  /** Minutes after the due time that cost nothing. */
  graceMinutes?: number;
  /** Part of the score lost for each day begun, for instance 0.1. */
  perDay: number;
  /** The most that is lost, 1 by default. */
  most?: number;
}

/** The part of the score that stays, from 0 to 1. Without a due time or a policy lateness costs nothing. */
export function lateFactor(submitted: string, due: string | null, policy: LatePolicy | null): number {
  if (due === null || policy === null) return 1;
  const minutes = (Date.parse(submitted) - Date.parse(due)) / 60_000 - (policy.graceMinutes ?? 0);
  if (minutes <= 0) return 1;
  const lost = Math.ceil(minutes / (24 * 60)) * policy.perDay;
  return Math.round((1 - Math.min(lost, policy.most ?? 1, 1)) * 1e6) / 1e6;
}
