import type { CommMessage } from "../evaluate/types.ts";

/** The comms that are open, by id; comm_info is answered from here also while the main thread computes. */
export class CommRegistry {
  readonly #targets = new Map<string, string>();

  /** A comm message passed, in whichever direction. */
  passed({ type, commId, target = "" }: CommMessage): void {
    if (type === "comm_open") this.#targets.set(commId, target);
    if (type === "comm_close") this.#targets.delete(commId);
  }

  /** Open comms, of one target or all. */
  list(target?: string): Record<string, { target_name: string }> {
    const found = [...this.#targets].filter(([, name]) => target === undefined || name === target);
    return Object.fromEntries(found.map(([id, name]) => [id, { target_name: name }]));
  }
}
