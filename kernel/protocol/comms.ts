/** The comms that are open, by id. Nothing registers targets yet, so every comm a client opens is closed again. */
export class CommRegistry {
  readonly #targets = new Map<string, string>();

  /** Open comms, of one target or all. */
  list(target?: string): Record<string, { target_name: string }> {
    const found = [...this.#targets].filter(([, name]) => target === undefined || name === target);
    return Object.fromEntries(found.map(([id, name]) => [id, { target_name: name }]));
  }
}
