import type { Handler } from "./index.ts";

export const interrupt: Handler = (_message, kernel) => {
  kernel.interrupt();
  return { status: "ok" };
};

export const shutdown: Handler = ({ content, header }, kernel) => {
  const restart = content.restart === true;
  // Other clients of this kernel hear of its end too.
  kernel.publisher.publish("shutdown_reply", header, { status: "ok", restart });
  setTimeout(() => void kernel.shutdown(), 10);
  return { status: "ok", restart };
};
