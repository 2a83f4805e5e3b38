import { Module } from "../../nn/module/module.ts";
import { noGrad, type Tensor, tensor } from "../../tensor/index.ts";
import type { Observer } from "./observer.ts";
import type { QParams } from "./qparams.ts";
import { fakeQuantize } from "./quantize.ts";

/**
 * Observes the range of what passes and rounds it as the integers will: a module to train with, as PyTorch's `FakeQuantize`.
 *
 * @example
 * const rounded = new FakeQuantize(new MinMaxObserver());
 * rounded.forward(tensor([0, 0.1, 2.55])); // tensor([0.0000, 0.1000, 2.5500])
 */
export class FakeQuantize extends Module {
  static override readonly stateKeys = { zeroPoint: "zero_point", observer: "activation_post_process" };

  readonly observer: Observer;
  declare scale: Tensor;
  declare zeroPoint: Tensor;
  /** Whether the range still follows what passes. */
  observerEnabled = true;
  /** Whether values are rounded, or pass as they are. */
  fakeQuantEnabled = true;

  constructor(observer: Observer) {
    super();
    this.observer = observer;
    this.registerBuffer("scale", tensor(1));
    this.registerBuffer("zeroPoint", tensor(0));
  }

  get qparams(): QParams {
    return { scale: this.scale, zeroPoint: this.zeroPoint };
  }

  forward(x: Tensor): Tensor {
    if (this.observerEnabled) {
      this.observer.forward(x);
      // A histogram is searched once, when the range is used.
      if (this.fakeQuantEnabled) this.updateQParams();
    }
    return this.fakeQuantEnabled ? this.round(x) : x;
  }

  /** The tensor rounded with the present scale and zero point. */
  round(x: Tensor): Tensor {
    const { quantMin, quantMax } = this.observer.quantizer;
    return fakeQuantize(x, this.qparams, { quantMin, quantMax, axis: this.observer.channelAxis });
  }

  /** Takes scale and zero point from what was observed. */
  updateQParams(): void {
    this.setQParams(this.observer.calculateQParams());
  }

  setQParams({ scale, zeroPoint }: QParams): void {
    noGrad(() => {
      if (scale.shape.join() === this.scale.shape.join()) {
        this.scale.copy_(scale);
        this.zeroPoint.copy_(zeroPoint);
      } else {
        this.registerBuffer("scale", scale.clone());
        this.registerBuffer("zeroPoint", zeroPoint.clone());
      }
    });
  }

  override extraRepr(): string {
    return `fake_quant_enabled=${this.fakeQuantEnabled}, observer_enabled=${this.observerEnabled}`;
  }
}
