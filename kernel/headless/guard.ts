import { parentPort } from "node:worker_threads";
import { endWithParent } from "../end-with-parent.ts";

endWithParent();
parentPort!.postMessage("watching");
