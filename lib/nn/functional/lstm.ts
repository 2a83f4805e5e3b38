// An LSTM over a whole sequence as one operation, where the device has one: unrolled over time it takes about a dozen
// operations a step, and small ones cost more to call than to compute.
import { hasLstm, type LstmInputs, lstm, lstmGrad } from "../../engine/kernels/index.ts";
import { cat, isGradEnabled, stack, type Tensor, zeros } from "../../tensor/index.ts";
import { type Gradients, rawOf, recordMany, run, tracks, using, wrap } from "../../tensor/internal.ts";

interface Sequence {
  /** Hidden states and memories after each step, [L, N, size]. */
  h: Tensor;
  c: Tensor;
}

/** Whether `lstmSequence` can run on this device over this sequence. */
export const canRunAtOnce = (x: Tensor): boolean => hasLstm() && x.numel() > 0;

/** Runs over [L, N, inputs] from [N, size] states, with PyTorch's weights. */
export function lstmSequence(
  x: Tensor,
  h: Tensor,
  c: Tensor,
  weightIh: Tensor,
  weightHh: Tensor,
  bias: Tensor | null,
): Sequence {
  const w = cat([weightIh, weightHh], 1).t();
  return sequence(x, h, c, w, bias ?? zeros([w.shape[1]!]));
}

function sequence(...inputs: [x: Tensor, h: Tensor, c: Tensor, w: Tensor, b: Tensor]): Sequence {
  const result = withPeephole(inputs, lstm);
  const saved = result.saved.map((raw) => wrap(raw, "float32"));
  const out = { h: saved.at(-1)!, c: saved[1]! };
  if (!inputs.some((input) => tracks(input))) return out;
  recordMany("LstmBackward0", [out.h, out.c], inputs, [...inputs, ...saved], (_, kept, node) => {
    const own = kept.slice(0, 5) as [Tensor, Tensor, Tensor, Tensor, Tensor];
    const [dh, dc] = node.gradients.map((gradient) => gradient ?? zeros(kept.at(-1)!.shape)) as [Tensor, Tensor];
    if (isGradEnabled()) return unrolled(...own, dh, dc);
    const states = kept.slice(5);
    const gradients = withPeephole(own, (raws) => lstmGrad(raws, states.map(rawOf), rawOf(dh), rawOf(dc)));
    return [gradients.dx, gradients.dh, gradients.dc, gradients.dw, gradients.db].map((raw) => wrap(raw, "float32"));
  });
  return out;
}

function withPeephole<T>([x, h, c, w, b]: readonly Tensor[], body: (inputs: LstmInputs) => T): T {
  const raws = { x: rawOf(x!), h: rawOf(h!), c: rawOf(c!), w: rawOf(w!), b: rawOf(b!) };
  const shape = [c!.shape[1]!];
  return using([run("Fill", {}, { shape, value: 0, dtype: "float32" })], (peephole) => body({ ...raws, peephole }));
}

/** The gradients step by step, in tensor operations, to be differentiated again. */
function unrolled(x: Tensor, h0: Tensor, c0: Tensor, w: Tensor, b: Tensor, dhs: Tensor, dcs: Tensor): Gradients {
  const [length, , width] = x.shape as [number, number, number];
  const size = c0.shape[1]!;
  const [wx, wh] = [w.narrow(0, 0, width), w.narrow(0, width, size)];
  const before: { h: Tensor; c: Tensor }[] = [];
  const gates: { i: Tensor; g: Tensor; f: Tensor; o: Tensor; squashed: Tensor }[] = [];
  let [h, c] = [h0, c0];
  for (let t = 0; t < length; t++) {
    before.push({ h, c });
    const sums = x.at(t).matmul(wx).add(h.matmul(wh)).add(b).chunk(4, 1) as [Tensor, Tensor, Tensor, Tensor];
    const [i, f, g, o] = [sums[0].sigmoid(), sums[1].sigmoid(), sums[2].tanh(), sums[3].sigmoid()];
    c = f.mul(c).add(i.mul(g));
    const squashed = c.tanh();
    h = o.mul(squashed);
    gates.push({ i, g, f, o, squashed });
  }
  const slope = (y: Tensor) => y.mul(y.rsub(1));
  const slopeOfTanh = (y: Tensor) => y.mul(y).rsub(1);
  const dSums: Tensor[] = [];
  let [dh, dc] = [zeros(h0.shape), zeros(c0.shape)];
  for (let t = length - 1; t >= 0; t--) {
    const { i, g, f, o, squashed } = gates[t]!;
    dh = dh.add(dhs.at(t));
    dc = dc.add(dcs.at(t)).add(dh.mul(o).mul(slopeOfTanh(squashed)));
    const parts = [
      dc.mul(g).mul(slope(i)),
      dc.mul(before[t]!.c).mul(slope(f)),
      dc.mul(i).mul(slopeOfTanh(g)),
      dh.mul(squashed).mul(slope(o)),
    ];
    dSums[t] = cat(parts, 1);
    dh = dSums[t]!.matmul(wh.t());
    dc = dc.mul(f);
  }
  const all = stack(dSums, 0);
  const rows = all.reshape([-1, 4 * size]);
  const inputs = cat(
    [
      x,
      stack(
        before.map(({ h }) => h),
        0,
      ),
    ],
    2,
  ).reshape([-1, width + size]);
  return [all.matmul(wx.t()), dh, dc, inputs.t().matmul(rows), rows.sum(0)];
}
