export { onMeta } from "../engine/meta/index.ts";
export { countMacs, Profile, type ProfileOptions, type ProfileRow, profile } from "./profile.ts";
export {
  type ConventionCount,
  countConventions,
  type Match,
  Reconciliation,
  reconcile,
} from "./reconcile.ts";
export { Summary, type SummaryRow, summary } from "./summary.ts";
export type { ProfileInput } from "./trace.ts";
export { type ShapeRow, ShapeTrace, traceShapes } from "./trace-shapes.ts";
