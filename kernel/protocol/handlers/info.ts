import { readFileSync } from "node:fs";
import { protocolVersion } from "../messages.ts";
import type { Handler } from "./index.ts";

const { version } = JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8")) as {
  version: string;
};

export const kernelInfo: Handler = () => ({
  status: "ok",
  protocol_version: protocolVersion,
  implementation: "tsgrad",
  implementation_version: version,
  language_info: {
    name: "typescript",
    version: "7.0",
    mimetype: "application/typescript",
    file_extension: ".ts",
    pygments_lexer: "typescript",
    codemirror_mode: "typescript",
    nbconvert_exporter: "script",
  },
  banner: `tsgrad ${version}: TypeScript on Node ${process.versions.node}`,
  help_links: [
    { text: "TypeScript handbook", url: "https://www.typescriptlang.org/docs/handbook/intro.html" },
    { text: "MDN: JavaScript", url: "https://developer.mozilla.org/docs/Web/JavaScript" },
  ],
  debugger: false,
  supported_features: [],
});

export const connect: Handler = (_message, { connection }) => ({
  status: "ok",
  shell_port: connection.shell_port,
  control_port: connection.control_port,
  stdin_port: connection.stdin_port,
  iopub_port: connection.iopub_port,
  hb_port: connection.hb_port,
});
