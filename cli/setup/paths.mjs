import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's folder: everything the set-up makes lies inside it. */
export const project = fileURLToPath(new URL("../../", import.meta.url)).replace(/\/$/, "");

/** @param {string[]} parts */
export const inProject = (...parts) => join(project, ...parts);

/** @param {string[]} parts */
export const inState = (...parts) => join(project, ".tsgrad", ...parts);
