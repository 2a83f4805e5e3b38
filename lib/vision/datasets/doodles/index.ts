export { Doodles, type DoodlesOptions } from "./doodles.ts";
