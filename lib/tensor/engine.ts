import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
export const tf = require("@tensorflow/tfjs-core") as typeof import("@tensorflow/tfjs-core");
require("@tensorflow/tfjs-backend-cpu");
await tf.setBackend("cpu");
