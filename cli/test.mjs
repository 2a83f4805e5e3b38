import { launch } from "./setup/launch.mjs";

launch("testing/main.ts", { plan: ["node", "packages", "python", "tensorflow"], always: true });
