/**
 * Shows one line for a step: its title, the seconds it has taken, and what it has brought.
 *
 * @template T
 * @param {string} title
 * @param {() => Promise<T>} work
 * @param {() => string} [detail] asked every second
 * @returns {Promise<T>}
 */
export async function showProgress(title, work, detail = () => "") {
  const { stderr } = process;
  const started = performance.now();
  let shown = "";
  const line = () => {
    const seconds = ((performance.now() - started) / 1000).toFixed(1).padStart(6);
    shown = detail() || shown;
    return `  ${title.padEnd(44)}${seconds} s${shown && `   ${shown}`}`;
  };
  if (!stderr.isTTY) stderr.write(`  ${title} ...\n`);
  const timer = setInterval(() => stderr.isTTY && stderr.write(`\r${line()}`), 200);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    stderr.write(`${stderr.isTTY ? "\r" : ""}${line()}\n`);
  }
}
