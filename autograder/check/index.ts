export { check, registerTests } from "./check.ts";
