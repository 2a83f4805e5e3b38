import type { Locator, Page } from "playwright-core";
import type { Lab } from "./lab.ts";

/** What a student sees and does in one open notebook. */
export interface NotebookPage {
  cell(index: number): Locator;
  output(index: number): Locator;
  /** Runs a cell by Shift+Enter. */
  start(index: number): Promise<void>;
  /** Runs a cell and waits for its end. */
  run(index: number): Promise<string>;
  /** Waits until a cell shows its number again instead of a star. */
  ended(index: number, seconds?: number): Promise<void>;
  isRunning(index: number): Promise<boolean>;
  /** Puts the cursor at the end of a cell. */
  editAtEnd(index: number): Promise<void>;
  press(button: "Interrupt" | "Restart" | "Run all"): Promise<void>;
  idle(seconds?: number): Promise<void>;
}

const commands = {
  Interrupt: "notebook:interrupt-kernel",
  Restart: "notebook:restart-kernel",
  "Run all": "notebook:restart-run-all",
};

/** Opens a notebook of the lab's folder and waits until its kernel is there. */
export async function openNotebook(lab: Lab, file: string): Promise<NotebookPage> {
  const { page } = lab;
  await page.goto(lab.address(file));
  const notebook = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)");
  await notebook.locator(".jp-Cell").first().waitFor();
  const cell = (index: number) => notebook.locator(".jp-CodeCell").nth(index);
  const output = (index: number) => cell(index).locator(".jp-Cell-outputArea");
  const prompt = (index: number) => textOf(cell(index).locator(".jp-InputPrompt"));
  const idle = (seconds = 60) => page.getByText("TypeScript (tsgrad) | Idle").waitFor({ timeout: seconds * 1000 });
  const editAtEnd = async (index: number) => {
    await cell(index).locator(".cm-content").click();
    await page.keyboard.press("Control+End");
  };
  const start = async (index: number) => {
    await editAtEnd(index);
    await page.keyboard.press("Shift+Enter");
  };
  const ended = async (index: number, seconds = 30) => {
    await until(page, async () => /\[\d+\]/.test(await prompt(index)), seconds, `cell ${index} to end`);
  };
  await idle();
  return {
    cell,
    output,
    start,
    ended,
    idle,
    editAtEnd,
    isRunning: async (index) => (await prompt(index)).includes("*"),
    run: async (index) => {
      await start(index);
      await ended(index);
      return textOf(output(index));
    },
    press: async (button) => {
      await notebook.locator(`[data-command="${commands[button]}"]`).click({ noWaitAfter: true });
      if (button !== "Interrupt") await page.locator(".jp-Dialog button.jp-mod-accept").click();
    },
  };
}

export async function textOf(element: Locator): Promise<string> {
  return (await element.textContent()) ?? "";
}

/** Waits for a condition; says what it waited for. */
export async function until(
  page: Page,
  condition: () => Promise<boolean>,
  seconds: number,
  what: string,
): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Waited ${seconds} s for ${what}`);
    await page.waitForTimeout(50);
  }
}
