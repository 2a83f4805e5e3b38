import type * as nn from "../../../nn/index.ts";
import { LastLevelMaxPool } from "../../ops/feature-pyramid.ts";
import { IntermediateLayers } from "../layers/intermediate.ts";
import type { InvertedResidualV3, MobileNetV3 } from "../mobilenet-v3.ts";
import { BackboneWithFpn } from "./backbone.ts";

/**
 * The convolutions of a MobileNetV3, and a pyramid of 256 channels on its last two stages.
 *
 * `trainableLayers` of the six stages stay trainable, from the last on.
 */
export function mobilenetFpn(
  mobilenet: MobileNetV3,
  { trainableLayers }: { trainableLayers: number },
): BackboneWithFpn {
  const blocks = [...mobilenet.features] as InvertedResidualV3[];
  const stages = [0, ...blocks.flatMap((block, i) => (block.strided ? [i] : [])), blocks.length - 1];
  if (!Number.isInteger(trainableLayers) || trainableLayers < 0 || trainableLayers > stages.length)
    throw new RangeError(`mobilenetFpn: expected trainableLayers from 0 to ${stages.length}, got ${trainableLayers}`);
  const firstTrained = trainableLayers === 0 ? blocks.length : stages[stages.length - trainableLayers]!;
  for (const block of blocks.slice(0, firstTrained) as nn.Module[])
    for (const parameter of block.parameters()) parameter.requiresGrad = false;
  const [high, low] = stages.slice(-2) as [number, number];
  return new BackboneWithFpn(
    new IntermediateLayers(mobilenet.features, { [high]: "0", [low]: "1" }),
    [blocks[high]!.outChannels, blocks[low]!.outChannels],
    256,
    new LastLevelMaxPool(),
  );
}
