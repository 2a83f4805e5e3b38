import { device } from "../engine/index.ts";
import type * as nn from "../nn/index.ts";
import { withDefaults } from "../nn/options.ts";
import { isWhole } from "./macs.ts";
import { type Column, type Table, TableReport } from "./table.ts";
import { type Call, isShapesOnly, type ProfileInput, trace } from "./trace.ts";
import { bytes, grouped, scaled, shape } from "./units.ts";

/** One layer's share. */
export interface ProfileRow {
  path: string;
  /** The layer's class. */
  type: string;
  outputShape: number[];
  /** Parameters of its own; 0 where they were counted before. */
  params: number;
  /** Bytes of those parameters. */
  bytes: number;
  /** Elements of its output. */
  activations: number;
  /** Multiply-accumulates. */
  macs: number;
  /** Floating-point operations: 2 a multiply-accumulate. */
  flops: number;
  /** Seconds; null where nothing was computed. */
  seconds: number | null;
  /** Floating-point operations a second; null where nothing was computed or counted. */
  flopsPerSecond: number | null;
}

export interface ProfileOptions {
  /** Runs, of which the fastest counts (3); the first warms up and does not count. */
  repeats?: number;
}

const WHY =
  "FLOPs = 2 x MACs: a multiply-accumulate is one multiplication and one addition. Papers and torchvision print MACs and call " +
  "them FLOPs or GFLOPS; FLOPS with a capital S is a speed, FLOPs a second.";
const WHAT =
  "MACs are those of convolutions, linear layers, attention and recurrent layers; biases, normalization, activations, pooling " +
  "and plain functions are not counted.";

/** What `profile` found. */
export class Profile extends TableReport<ProfileRow> {
  readonly model: string;
  readonly inputShape: readonly number[];
  readonly device: string;
  readonly rows: readonly ProfileRow[];
  readonly total: Omit<ProfileRow, "path" | "type" | "outputShape">;

  constructor(model: string, inputShape: readonly number[], rows: readonly ProfileRow[], seconds: number | null) {
    super();
    this.model = model;
    this.inputShape = inputShape;
    this.device = seconds === null ? "none: shapes only" : device();
    this.rows = rows;
    const sum = (of: (row: ProfileRow) => number) => rows.reduce((total, row) => total + of(row), 0);
    const flops = sum((row) => row.flops);
    this.total = {
      params: sum((row) => row.params),
      bytes: sum((row) => row.bytes),
      activations: sum((row) => row.activations),
      macs: sum((row) => row.macs),
      flops,
      seconds,
      flopsPerSecond: seconds === null ? null : flops / seconds,
    };
  }

  get #notes(): string[] {
    const { params, bytes: size, activations, macs, flops, seconds, flopsPerSecond } = this.total;
    return [
      `${this.model} on ${shape(this.inputShape)}: ${grouped(params)} parameters (${bytes(size)}), ` +
        `${grouped(activations)} activations (${bytes(activations * 4)}), ${grouped(macs)} MACs = ${scaled(flops)}FLOPs` +
        (seconds === null
          ? ""
          : `, ${(seconds * 1000).toFixed(1)} ms on ${this.device} = ${scaled(flopsPerSecond!, 1)}FLOPS`),
      WHY,
      WHAT,
    ];
  }

  protected override table(): Table<ProfileRow> {
    return { columns: columns(this), rows: this.rows, notes: this.#notes };
  }
}

function columns({ total }: Profile): Column<ProfileRow>[] {
  const share = (row: ProfileRow) => (total.macs === 0 ? "" : `${((100 * row.macs) / total.macs).toFixed(1)}%`);
  const timed: Column<ProfileRow>[] = [
    { head: "ms", right: true, text: (row) => ((row.seconds ?? 0) * 1000).toFixed(2) },
    {
      head: "achieved",
      right: true,
      text: (row) => (row.flopsPerSecond === null ? "" : `${scaled(row.flopsPerSecond, 1)}FLOPS`),
    },
  ];
  return [
    { head: "layer", text: (row) => row.path },
    { head: "type", text: (row) => row.type },
    { head: "output", text: ({ outputShape }) => (outputShape.length ? shape(outputShape) : "not called") },
    { head: "params", right: true, text: (row) => grouped(row.params) },
    { head: "bytes", right: true, text: (row) => grouped(row.bytes) },
    { head: "activations", right: true, text: (row) => grouped(row.activations) },
    { head: "MACs", right: true, text: (row) => grouped(row.macs) },
    { head: "FLOPs", right: true, text: (row) => grouped(row.flops) },
    { head: "share", right: true, text: share },
    ...(total.seconds === null ? [] : timed),
  ];
}

/**
 * A model's layers with output shape, parameters, bytes, activations, multiply-accumulates, FLOPs, time and achieved FLOPS.
 *
 * `input` is the shape of the images, batch included, or the tensors themselves. The model runs in evaluation mode. One built
 * by `onMeta` is traced without computing, and has no times. Throws what the model's forward throws.
 *
 * @example
 * const { total } = profile(new nn.Sequential(new nn.Conv2d(3, 64, 7, { bias: false })), [1, 3, 224, 224]);
 * total.params; // 9408
 */
export function profile(model: nn.Module, input: ProfileInput, options: ProfileOptions = {}): Profile {
  const { repeats } = withDefaults("profile", options, { repeats: 3 });
  const timed = !isShapesOnly(model);
  let best = trace(model, input);
  if (best.error) throw best.error;
  for (let i = 0; timed && i < repeats; i++) {
    const next = trace(model, input);
    if (i === 0 || next.seconds < best.seconds) best = next;
  }
  const seen = new Set<nn.Parameter>();
  const rows = [...wholes(best.calls).map((call) => rowOf(call, seen, timed)), ...uncalled(model, seen)];
  const shapes = best.calls[0]!.inputShapes;
  return new Profile(model.constructor.name, shapes[0]!, rows, timed ? best.seconds : null);
}

/** The calls of layers that are not made of others. Parameters of a module with children get a row of their own. */
function wholes(calls: readonly Call[]): Call[] {
  let inside = Number.POSITIVE_INFINITY;
  return calls.filter(({ module, depth }) => {
    if (depth > inside) return false;
    inside = isWhole(module) ? depth : Number.POSITIVE_INFINITY;
    return isWhole(module) || module.ownParameters().length > 0;
  });
}

function rowOf(call: Call, seen: Set<nn.Parameter>, timed: boolean): ProfileRow {
  const { module, macs, seconds } = call;
  const whole = isWhole(module);
  const own = module.parameters({ recurse: whole }).filter((parameter) => !seen.has(parameter));
  for (const parameter of own) seen.add(parameter);
  const params = own.reduce((sum, parameter) => sum + parameter.numel(), 0);
  const flops = 2 * (macs ?? 0);
  return {
    path: call.path,
    type: module.constructor.name,
    outputShape: call.outputShapes[0] ?? [],
    params,
    bytes: params * 4,
    activations: whole ? call.activations : 0,
    macs: macs ?? 0,
    flops,
    seconds: timed && whole ? seconds : null,
    flopsPerSecond: timed && flops > 0 ? flops / seconds : null,
  };
}

/** Parameters that the forward pass did not need, such as those of classifiers that help while training only. */
function uncalled(model: nn.Module, seen: Set<nn.Parameter>): ProfileRow[] {
  return model.namedModules().flatMap(([path, module]) => {
    const own = module.parameters({ recurse: false }).filter((parameter) => !seen.has(parameter));
    for (const parameter of own) seen.add(parameter);
    const params = own.reduce((sum, parameter) => sum + parameter.numel(), 0);
    const none = { activations: 0, macs: 0, flops: 0, seconds: null, flopsPerSecond: null };
    const type = module.constructor.name;
    return params === 0 ? [] : [{ path, type, outputShape: [], params, bytes: params * 4, ...none }];
  });
}

/**
 * The multiply-accumulates of a forward pass, as papers and torchvision count them.
 *
 * @example
 * countMacs(new nn.Linear(512, 1000), [1, 512]); // 512000
 */
export function countMacs(model: nn.Module, input: ProfileInput): number {
  const { calls, error } = trace(model, input);
  if (error) throw error;
  return wholes(calls).reduce((sum, { macs }) => sum + (macs ?? 0), 0);
}
