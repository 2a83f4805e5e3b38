export { feedbackPage } from "./page.ts";
export { plainText } from "./text.ts";
