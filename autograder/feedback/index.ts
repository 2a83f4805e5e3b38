export { feedbackPage } from "./page.ts";
export { theme } from "./style.ts";
export { plainText } from "./text.ts";
