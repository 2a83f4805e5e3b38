export {
  type CheckedCell,
  commandedMode,
  createTypeService,
  type TypeService,
  type TypesMode,
  typesMode,
} from "./service.ts";
