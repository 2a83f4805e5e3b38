const checkMs = 3000;

/** Ends this process, whatever it computes, once the one that started it has died. Call it in a worker thread. */
export function endWithParent(): void {
  const parent = process.ppid;
  const check = () => {
    if (process.ppid !== parent) process.kill(process.pid, "SIGKILL");
  };
  setInterval(check, checkMs);
}
