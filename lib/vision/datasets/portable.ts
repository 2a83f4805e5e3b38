// The classes that a loader's workers can make again.
import { portable } from "../../data/index.ts";
import * as transforms from "../transforms/index.ts";
import * as doodles from "./doodles/index.ts";
import * as fashionMnist from "./fashion-mnist.ts";

portable(new URL("../transforms/index.ts", import.meta.url).href, transforms);
portable(new URL("./fashion-mnist.ts", import.meta.url).href, fashionMnist);
portable(new URL("./doodles/index.ts", import.meta.url).href, doodles);
