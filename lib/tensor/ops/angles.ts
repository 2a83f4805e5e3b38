// Angles and what goes with them.
import { record, tracks } from "../autograd/record.ts";
import { defineFluent, type Tensor } from "../tensor.ts";
import { runBinary } from "./elementwise.ts";
import { sumTo } from "./sum-to.ts";

/** The angle of the points (x, y) from the x axis, in radians from -pi to pi. */
export function atan2(y: Tensor, x: Tensor): Tensor {
  const out = runBinary("atan2", "Atan2", y, x, "float32");
  if (!tracks(y, x)) return out;
  const [left, right] = [y.shape, x.shape];
  return record("Atan2Backward0", out, [y, x], [y, x], (g, [y, x], node) => {
    const scaled = g.div(y!.square().add(x!.square()));
    return [
      node.needs(0) ? sumTo(scaled.mul(x!), left) : null,
      node.needs(1) ? sumTo(scaled.mul(y!).neg(), right) : null,
    ];
  });
}

/** Degrees as radians. */
export const deg2rad = (x: Tensor): Tensor => x.mul(Math.PI / 180);

/** Radians as degrees. */
export const rad2deg = (x: Tensor): Tensor => x.mul(180 / Math.PI);

/** `sin(pi x) / (pi x)`, and 1 at 0. */
export function sinc(x: Tensor): Tensor {
  const angle = x.mul(Math.PI).where(x.ne(0), 1);
  return angle.sin().div(angle).where(x.ne(0), 1);
}

interface AngleMethods {
  /** The angle of the points (x, this) from the x axis, in radians from -pi to pi. */
  atan2(x: Tensor): Tensor;
  deg2rad(): Tensor;
  rad2deg(): Tensor;
  /** `sin(pi x) / (pi x)`, and 1 at 0. */
  sinc(): Tensor;
}

declare module "../tensor.ts" {
  interface Tensor extends AngleMethods {}
}

defineFluent<AngleMethods>({ atan2, deg2rad, rad2deg, sinc });
