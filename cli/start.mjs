import { launch } from "./setup/launch.mjs";

launch("setup/start.ts", { plan: ["node", "packages", "python", "tensorflow"], always: true });
