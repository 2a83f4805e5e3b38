export { check, type PublicQuestion, registerTests } from "./check.ts";
