// What the builders of two-stage detectors share.
import * as nn from "../../../nn/index.ts";
import { batchNorm, type NormLayer } from "../layers/conv-norm.ts";
import type { WeightsOption } from "../registry/build.ts";
import { resnet50 } from "../resnet.ts";
import { type BackboneWithFpn, resnetFpn } from "./backbone.ts";

export interface PretrainedBackboneOptions {
  /** Pretrained values for the backbone, as its classifier's `weights`; its batch norms are frozen then (null). */
  weightsBackbone?: WeightsOption["weights"];
  /** How many of the backbone's stages stay trainable, from the last on: 3 where it is pretrained, else all. */
  trainableBackboneLayers?: number;
  /** The backbone's normalization (batch norm; frozen where it is pretrained). */
  norm?: NormLayer;
}

interface Backbone {
  weights: WeightsOption["weights"];
  trainableLayers: number;
  norm: NormLayer;
}

/** `all` stages are trained unless the backbone is pretrained. */
export function backboneOf(
  { weightsBackbone = null, trainableBackboneLayers, norm }: PretrainedBackboneOptions,
  all: number,
): Backbone {
  const pretrained = weightsBackbone !== null;
  return {
    weights: weightsBackbone,
    trainableLayers: trainableBackboneLayers ?? (pretrained ? 3 : all),
    norm: norm ?? (pretrained ? frozenBatchNorm : batchNorm),
  };
}

export const frozenBatchNorm: NormLayer = (channels) => new nn.FrozenBatchNorm2d(channels);
/** The first official weights were trained with an eps of 0. */
const frozenWithoutEps: NormLayer = (channels) => new nn.FrozenBatchNorm2d(channels, { eps: 0 });

/** ResNet-50 with a pyramid. */
export function resnet50Fpn(
  options: PretrainedBackboneOptions,
  { pyramidNorm = null }: { pyramidNorm?: NormLayer | null } = {},
): BackboneWithFpn {
  const { weights, trainableLayers, norm } = backboneOf(options, 5);
  return resnetFpn(resnet50({ weights, norm }), { trainableLayers, norm: pyramidNorm });
}

/** Names in official files, which are older than today's, in these. */
export function upgrade(state: nn.StateDict): nn.StateDict {
  const current = (key: string) =>
    key
      .replace(/(fpn\.(?:inner|layer)_blocks\.\d+)\.(weight|bias)$/, "$1.0.$2")
      .replace(/^rpn\.head\.conv\.(weight|bias)$/, "rpn.head.conv.0.0.$1")
      .replace(/mask_head\.mask_fcn(\d+)\./, (_, n: string) => `mask_head.${Number(n) - 1}.0.`);
  return Object.fromEntries(Object.entries(state).map(([key, value]) => [current(key), value]));
}

const common = { task: "detection", size: 800, upgrade } as const;

/** Of detectors whose official weights freeze the backbone's batch norms. */
export const withFrozenNorms = {
  ...common,
  pretrained: { norm: frozenWithoutEps, trainableBackboneLayers: 3 },
};
/** Of the second versions, which train theirs. */
export const withTrainedNorms = { ...common, pretrained: { trainableBackboneLayers: 3 } };
/** MobileNet's keep the eps. */
export const withFrozenMobilenetNorms = {
  ...common,
  pretrained: { norm: frozenBatchNorm, trainableBackboneLayers: 3 },
};
