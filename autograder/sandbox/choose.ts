import { ociRunner } from "./oci.ts";
import type { Runner } from "./runner.ts";
import { bubblewrapRunner } from "./status.ts";

/** Ways to run student code, by the name that `TSGRAD_SANDBOX` takes. All of them hold it to the same policy. */
export const runners: Record<string, (project: string) => Runner> = {
  bubblewrap: bubblewrapRunner,
  gvisor: (project) => ociRunner(project, "runsc"),
  crun: (project) => ociRunner(project, "crun"),
  runc: (project) => ociRunner(project, "runc"),
};

/** The runner that is asked for by name or `TSGRAD_SANDBOX`; bubblewrap where none is. */
export function sandboxRunner(project: string, name = process.env.TSGRAD_SANDBOX || "bubblewrap"): Runner {
  const make = Object.hasOwn(runners, name) ? runners[name] : undefined;
  if (!make) throw new Error(`TSGRAD_SANDBOX: expected one of ${Object.keys(runners).join(", ")}, got "${name}"`);
  return make(project);
}
