export { type Completion, completeCode, type Match } from "./assist/complete.ts";
export { inspectCode } from "./assist/inspect.ts";
export { withoutCommands } from "./cells/prepare.ts";
export { ServerGone } from "./server/server.ts";
export {
  type CheckedCell,
  commandedMode,
  createTypeService,
  type TypeService,
  type TypesMode,
  typesMode,
} from "./service.ts";
