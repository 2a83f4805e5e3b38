// The classes that a loader's workers can make again.
import { portable } from "../../data/index.ts";
import * as transforms from "../transforms/index.ts";
import * as cifar from "./cifar.ts";
import * as doodles from "./doodles/index.ts";
import * as fashionMnist from "./fashion-mnist.ts";
import * as imageFolder from "./image-folder.ts";
import * as kmnist from "./kmnist.ts";
import * as mnist from "./mnist.ts";
import * as shapes from "./shapes/index.ts";

portable(new URL("../transforms/index.ts", import.meta.url).href, transforms);
portable(new URL("./cifar.ts", import.meta.url).href, cifar);
portable(new URL("./doodles/index.ts", import.meta.url).href, doodles);
portable(new URL("./fashion-mnist.ts", import.meta.url).href, fashionMnist);
portable(new URL("./image-folder.ts", import.meta.url).href, imageFolder);
portable(new URL("./kmnist.ts", import.meta.url).href, kmnist);
portable(new URL("./mnist.ts", import.meta.url).href, mnist);
portable(new URL("./shapes/index.ts", import.meta.url).href, shapes);
