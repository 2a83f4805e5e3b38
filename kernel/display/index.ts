export { createDisplay, type Display, DisplayHandle } from "./api.ts";
export { textBundle, toBundle } from "./bundle.ts";
export { plainText } from "./text.ts";
