import type { Handler } from "./index.ts";

export const commInfo: Handler = ({ content }, { comms }) => ({
  status: "ok",
  comms: comms.list(typeof content.target_name === "string" ? content.target_name : undefined),
});

/** A comm whose target nobody registered is closed at once, as the protocol asks. */
export const commOpen: Handler = ({ header, content }, { publisher }) => {
  publisher.publish("comm_close", header, { comm_id: content.comm_id, data: {} });
  return undefined;
};

export const commIgnored: Handler = () => undefined;
