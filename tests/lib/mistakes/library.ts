// The library as a student without types sees it, and the models of the tables.
import * as library from "../../../lib/index.ts";
import { nn, type Tensor } from "../../../lib/index.ts";

// biome-ignore lint/suspicious/noExplicitAny: mistakes that types would not let through
export type Loose = any;

/** What a student does, what happens, word for word; `warns` where the library says it and goes on. */
export type Mistake = [name: string, run: () => unknown, message: string, warns?: "warns"];

export const untyped = library as unknown as Loose;

class NetModule extends nn.Module {
  readonly conv1 = new nn.Conv2d(3, 4, 3);
  readonly fc = new nn.Linear(16, 2);
  forward(x: Tensor): Tensor {
    return this.fc.forward(this.conv1.forward(x).flatten(1));
  }
}
Object.defineProperty(NetModule, "name", { value: "Net" });

class ListedModule extends nn.Module {
  readonly layers = [new nn.Linear(2, 2)];
  forward(x: Tensor): Tensor {
    return this.layers[0]!.forward(x);
  }
}
Object.defineProperty(ListedModule, "name", { value: "Listed" });

class SilentModule extends nn.Module {
  readonly layer = new nn.Linear(2, 2);
  forward(x: Tensor): void {
    this.layer.forward(x);
  }
}
Object.defineProperty(SilentModule, "name", { value: "Silent" });

export const Net = NetModule as unknown as Loose;
export const Listed = ListedModule as unknown as Loose;
export const Silent = SilentModule as unknown as Loose;
