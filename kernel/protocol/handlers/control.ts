import type { Handler } from "./index.ts";

export const interrupt: Handler = (_message, kernel) => {
  kernel.interrupt();
  return { status: "ok" };
};

export const shutdown: Handler = ({ content }, kernel) => {
  const restart = content.restart === true;
  setTimeout(() => void kernel.shutdown(), 10);
  return { status: "ok", restart };
};
