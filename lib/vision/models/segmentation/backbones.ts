import { IntermediateLayers } from "../layers/intermediate.ts";
import { type InvertedResidualV3, mobilenetV3Large } from "../mobilenet-v3.ts";
import type { ResNet, ResNetOptions } from "../resnet.ts";

/** Dilated, so that the last features are at 1/8 of the image in place of 1/32. */
export const DILATED: ResNetOptions = { replaceStrideWithDilation: [false, true, true] };

/** The outputs of stage 4 and, for an auxiliary head, of stage 3. */
export function resnetFeatures(model: ResNet, aux: boolean): IntermediateLayers<"out" | "aux"> {
  return new IntermediateLayers<"out" | "aux">(model, aux ? { layer3: "aux", layer4: "out" } : { layer4: "out" });
}

/** A dilated MobileNetV3-Large, and where its features are: after each stride, and at the end. */
export function mobilenetStages() {
  const { features } = mobilenetV3Large({ dilated: true });
  const blocks = [...features] as InvertedResidualV3[];
  const strided = blocks.flatMap((block, i) => (block.strided ? [i] : []));
  const positions = [0, ...strided, blocks.length - 1];
  const at = (index: number) => {
    const position = positions.at(index)!;
    return { name: String(position), channels: blocks[position]!.outChannels };
  };
  return { features, at };
}
