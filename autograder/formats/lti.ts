import type { Standing } from "../gradebook/scores.ts";

/** A column of the platform's gradebook: `application/vnd.ims.lis.v2.lineitem+json` of LTI Assignment and Grade Services 2.0. */
export interface LineItem {
  label: string;
  scoreMaximum: number;
  resourceId: string;
  tag: string;
  endDateTime?: string;
}

/** `application/vnd.ims.lis.v1.score+json`. */
export interface LtiScore {
  userId: string;
  timestamp: string;
  scoreGiven?: number;
  scoreMaximum?: number;
  activityProgress: "Submitted" | "Completed";
  gradingProgress: "FullyGraded" | "PendingManual" | "Failed";
  comment?: string;
}

export function toLineItem(
  assignment: { name: string; title: string; due: string | null },
  scoreMaximum: number,
): LineItem {
  const { name, title, due } = assignment;
  return { label: title, scoreMaximum, resourceId: name, tag: "grade", ...(due && { endDateTime: due }) };
}

/**
 * Scores to post to a line item, by the platform's ids of its users; students without one are named in `unknown`.
 *
 * @param graded time of the grades, ISO 8601 with milliseconds: the platform keeps the latest.
 */
export function toLtiScores(
  standings: readonly Standing[],
  userIds: ReadonlyMap<string, string>,
  graded: string,
): { scores: LtiScore[]; unknown: string[] } {
  const unknown = standings.filter(({ student }) => !userIds.has(student)).map(({ student }) => student);
  const scores = standings.flatMap((standing): LtiScore[] => {
    const userId = userIds.get(standing.student);
    if (userId === undefined) return [];
    const head = { userId, timestamp: graded };
    if (standing.outcome === "infrastructure error")
      return [{ ...head, activityProgress: "Submitted", gradingProgress: "Failed" }];
    const manual = Object.values(standing.questions).includes(null);
    return [
      {
        ...head,
        scoreGiven: standing.score,
        scoreMaximum: standing.max_score,
        activityProgress: "Completed",
        gradingProgress: manual ? "PendingManual" : "FullyGraded",
        ...(standing.late < 1 && {
          comment: `Late: ${Math.round((1 - standing.late) * 100)} % off ${standing.raw} points.`,
        }),
      },
    ];
  });
  return { scores, unknown };
}
