import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Page } from "playwright-core";
import { startJupyter } from "../../../cli/setup/jupyter/server.ts";
import { inState } from "../../../cli/setup/paths.mjs";

const names = ["chromium", "chromium-browser", "google-chrome"];
const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** JupyterLab as `npm start` starts it, and a page of Chromium. */
export interface Lab {
  page: Page;
  /** Where its notebooks lie. */
  folder: string;
  /** Address of a notebook that is there. */
  address(notebook: string): string;
  /** Writes `.tsgrad/screenshots/NAME.png`. */
  screenshot(name: string): Promise<void>;
  close(): Promise<void>;
}

/** The machine's Chromium; undefined, and said aloud, where there is none. */
export function findBrowser(): string | undefined {
  for (const name of names) {
    try {
      return execFileSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).trim();
    } catch {
      // The next name.
    }
  }
  console.error(`SKIPPED: browser tests need one of ${names.join(", ")}. On Debian: apt install chromium`);
  return undefined;
}

/** `name` tells the folder of this run's notebooks from others'. */
export async function openLab(executablePath: string, name: string): Promise<Lab> {
  const folder = inState("browser", name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const server = await startJupyter({ folder, browser: false });
  const profile = mkdtempSync(join(tmpdir(), "tsgrad-browser-"));
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath,
    args: flags,
    env: { ...process.env, HOME: profile } as Record<string, string>,
    viewport: { width: 1280, height: 900 },
  });
  const page = browser.pages()[0] ?? (await browser.newPage());
  page.setDefaultTimeout(30_000);
  const shots = inState("screenshots");
  mkdirSync(shots, { recursive: true });
  return {
    page,
    folder,
    // Each notebook gets a workspace of its own, without the tabs of the one before.
    address: (notebook) => {
      const { origin } = new URL(server.url);
      return `${origin}/lab/workspaces/${name}-${notebook.replace(/\W/g, "-")}/tree/${notebook}?token=${server.token}&reset`;
    },
    screenshot: async (name) => {
      await page.screenshot({ path: join(shots, `${name}.png`) });
    },
    close: async () => {
      await browser.close();
      await server.stop();
      rmSync(profile, { recursive: true, force: true });
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A notebook file with these code cells and, as those that `tsgrad build` makes, our kernel. */
export function writeCells(folder: string, name: string, cells: string[]): void {
  const notebook = {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: { name: "tsgrad", display_name: "TypeScript (tsgrad)", language: "typescript" } },
    cells: cells.map((source, index) => ({
      id: `cell-${index}`,
      cell_type: "code",
      metadata: {},
      execution_count: null,
      outputs: [],
      source,
    })),
  };
  writeFileSync(join(folder, name), JSON.stringify(notebook));
}
