// Our side: node worker.ts CASE WORKERS EPOCHS FOLDER; prints one line of JSON, as pytorch.py does.
import { loaderOf } from "./cases.ts";

const [name, workers, epochs, folder] = process.argv.slice(2) as [string, string, string, string];
const loader = loaderOf(name, Number(workers), folder);

async function epoch(): Promise<number> {
  const start = performance.now();
  let count = 0;
  for await (const [images] of loader as AsyncIterable<[{ shape: number[] }, unknown]>) count += images.shape[0]!;
  return count / ((performance.now() - start) / 1000);
}

const first = await epoch();
const rates: number[] = [];
for (let i = 0; i < Number(epochs); i++) rates.push(await epoch());
loader.close();
console.log(JSON.stringify({ first, rates }));
