import { statSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

interface Local {
  stamp: string;
  version: number;
  imports: Set<string>;
  /** In which round it was looked at last, and whether it had changed. */
  checked: number;
  changed: boolean;
}

const { cache } = createRequire(import.meta.url);

/** Counts the changes of local modules, so that a changed one, or one that imports it, is loaded anew. */
export class LocalModules {
  readonly #modules = new Map<string, Local>();
  #round = 0;

  /** A cell imports: files are looked at again. */
  startRound(): void {
    this.#round++;
  }

  /** The address to load a local module from, `parent` being the local module that imports it. */
  versioned(url: string, parent?: string): string {
    const plain = withoutVersion(url);
    if (parent) this.#modules.get(withoutVersion(parent))?.imports.add(plain);
    this.#refresh(plain);
    const { version } = this.#modules.get(plain)!;
    return version === 0 ? plain : `${plain}?version=${version}`;
  }

  #refresh(url: string): boolean {
    let local = this.#modules.get(url);
    if (!local) {
      local = { stamp: stampOf(url), version: 0, imports: new Set(), checked: this.#round, changed: false };
      this.#modules.set(url, local);
      return false;
    }
    if (local.checked === this.#round) return local.changed;
    local.checked = this.#round;
    local.changed = false;
    const stamp = stampOf(url);
    const importsChanged = [...local.imports].map((imported) => this.#refresh(imported)).includes(true);
    if (!importsChanged && stamp === local.stamp) return false;
    local.changed = true;
    local.stamp = stamp;
    local.version++;
    local.imports.clear();
    delete cache[fileURLToPath(url)];
    return true;
  }
}

export function withoutVersion(url: string): string {
  return url.replace(/\?version=\d+$/, "");
}

function stampOf(url: string): string {
  const stat = statSync(fileURLToPath(url), { throwIfNoEntry: false });
  return stat ? `${stat.mtimeMs}/${stat.size}` : "gone";
}
