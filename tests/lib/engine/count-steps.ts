// A process that trains for 50 and for 500 more steps: prints the counts of tensors after both.
import { tf } from "../../../lib/engine/index.ts";
import { tensorflow } from "../../../lib/engine/tensorflow/index.ts";
import { memory } from "../../../lib/tensor/index.ts";
import { trainer } from "./networks.ts";

const { step } = trainer();
const counts = [50, 500].map((steps) => {
  for (let i = 0; i < steps; i++) step();
  return { ...memory(), engine: tf.memory().numTensors, handles: tensorflow()?.binding.handleCount ?? 0 };
});
console.log(JSON.stringify({ backend: tf.getBackend(), counts }));
process.exit(0);
