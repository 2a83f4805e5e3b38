export { type Mutant, mutants } from "./mutate.ts";
export { type ValidateOptions, type Validation, validateAssignment } from "./validate.ts";
