// Oracle: the published counts of torchvision (parameters, multiply-accumulates, tensors, state keys), of timm's SE networks
// and of the residual paper; torchvision's documented GFLOPS are these numbers in 10^9.
import { expect } from "chai";
import { onMeta } from "../../../../lib/engine/meta/index.ts";
import { nn, noGrad, type Tensor, zeros } from "../../../../lib/index.ts";
import { countMacs } from "../../../../lib/profile/index.ts";
import { getModel, listModels, modelEntry } from "../../../../lib/vision/models/index.ts";
import { countOf } from "./recipe.ts";

/** Parameters, MACs, parameter tensors, state keys. */
const CLASSIFIERS: Record<string, [number, number, number, number]> = {
  alexnet: [61_100_840, 714_188_480, 16, 16],
  vgg11: [132_863_336, 7_609_090_048, 22, 22],
  vgg13: [133_047_848, 11_308_466_176, 26, 26],
  vgg16: [138_357_544, 15_470_264_320, 32, 32],
  vgg19: [143_667_240, 19_632_062_464, 38, 38],
  vgg11_bn: [132_868_840, 7_609_090_048, 38, 62],
  vgg13_bn: [133_053_736, 11_308_466_176, 46, 76],
  vgg16_bn: [138_365_992, 15_470_264_320, 58, 97],
  vgg19_bn: [143_678_248, 19_632_062_464, 70, 118],
  resnet18: [11_689_512, 1_814_073_344, 62, 122],
  resnet34: [21_797_672, 3_663_761_408, 110, 218],
  resnet50: [25_557_032, 4_089_184_256, 161, 320],
  resnet101: [44_549_160, 7_801_405_440, 314, 626],
  resnet152: [60_192_808, 11_513_626_624, 467, 932],
  resnext50_32x4d: [25_028_904, 4_230_479_872, 161, 320],
  resnext101_32x8d: [88_791_336, 16_414_015_488, 314, 626],
  wide_resnet50_2: [68_883_240, 11_398_021_120, 161, 320],
  densenet121: [7_978_856, 2_834_161_664, 364, 727],
  densenet161: [28_681_000, 7_727_907_072, 484, 967],
  densenet169: [14_149_480, 3_359_843_328, 508, 1015],
  densenet201: [20_013_928, 4_291_365_888, 604, 1207],
  googlenet: [13_004_888, 1_498_376_192, 187, 364],
  inception_v3: [27_161_264, 5_713_216_096, 292, 580],
  squeezenet1_0: [1_248_424, 818_924_576, 52, 52],
  squeezenet1_1: [1_235_496, 349_151_936, 52, 52],
  mobilenet_v2: [3_504_872, 300_774_272, 158, 314],
  mobilenet_v3_small: [2_542_856, 56_510_400, 142, 244],
  mobilenet_v3_large: [5_483_032, 216_589_760, 174, 312],
  shufflenet_v2_x0_5: [1_366_792, 40_476_448, 170, 338],
  shufflenet_v2_x1_0: [2_278_604, 144_907_992, 170, 338],
  shufflenet_v2_x1_5: [3_503_624, 295_759_392, 170, 338],
  shufflenet_v2_x2_0: [7_393_996, 583_253_464, 170, 338],
  mnasnet0_5: [2_218_512, 104_455_968, 158, 314],
  mnasnet0_75: [3_170_208, 215_493_104, 158, 314],
  mnasnet1_0: [4_383_312, 314_415_872, 158, 314],
  mnasnet1_3: [6_282_256, 526_362_432, 158, 314],
  efficientnet_b0: [5_288_548, 385_814_752, 213, 360],
  efficientnet_b1: [7_794_184, 686_802_832, 301, 508],
  efficientnet_b2: [9_109_994, 1_087_529_456, 301, 508],
  efficientnet_b3: [12_233_232, 1_827_141_392, 340, 574],
  efficientnet_b4: [19_341_616, 4_393_771_024, 418, 706],
  efficientnet_b5: [30_389_784, 10_266_384_752, 506, 854],
  efficientnet_b6: [43_040_704, 19_067_593_536, 584, 986],
  efficientnet_b7: [66_347_960, 37_745_884_192, 711, 1200],
  efficientnet_v2_s: [21_458_488, 8_365_617_152, 452, 782],
  convnext_tiny: [28_589_128, 4_455_531_264, 182, 182],
};

/** Other options: parameters, and MACs where they are published. */
const VARIANTS: [name: string, options: Record<string, unknown>, params: number, macs?: number][] = [
  ["googlenet", { auxLogits: false }, 6_624_904, 1_498_376_192],
  ["inception_v3", { auxLogits: false }, 23_834_568, 5_713_216_096],
  ["resnet18", { numClasses: 10 }, 11_181_642],
  ["resnet34", { numClasses: 10 }, 21_289_802],
  ["vgg11", { numClasses: 10 }, 128_807_306],
  ["googlenet", { auxLogits: false, numClasses: 10 }, 5_610_154],
  ["mobilenet_v2", { numClasses: 10 }, 2_236_682],
  ["squeezenet1_1", { numClasses: 10 }, 727_626],
  ["densenet121", { numClasses: 10 }, 6_964_106],
  ["efficientnet_b0", { numClasses: 10 }, 4_020_358],
  ["se_resnet18", {}, 11_778_592],
  ["se_resnet34", {}, 21_958_868],
  ["se_resnet50", {}, 28_088_024],
  ["se_resnet101", {}, 49_326_872],
  ["se_resnet152", {}, 66_821_848],
  ["senet154", {}, 115_088_984],
  ["cifar_resnet20", {}, 269_722],
  ["cifar_resnet32", {}, 464_154],
  ["cifar_resnet44", {}, 658_586],
  ["cifar_resnet56", {}, 853_018],
  ["cifar_resnet110", {}, 1_727_962],
  ["mobilenet_v1", {}, 4_231_976, 568_740_352],
  // The original Caffe model's count, without its auxiliary classifiers.
  ["googlenet_paper", { auxLogits: false }, 6_998_552],
  ["unet", { inChannels: 1, batchNorm: false }, 31_030_658],
  ["unet", {}, 31_037_698],
  ["unet", { numClasses: 21 }, 31_038_933],
  ["unet", { inChannels: 1, width: 16 }, 1_942_306],
  ["fcn_resnet50", { auxLoss: true }, 35_322_218, 152_716_512_000],
  ["fcn_resnet50", {}, 32_957_013, 142_725_772_800],
  ["fcn_resnet101", { auxLoss: true }, 54_314_346, 232_737_606_400],
  ["fcn_resnet101", {}, 51_949_141, 222_746_867_200],
  ["deeplabv3_resnet50", { auxLoss: true }, 42_004_074, 178_721_945_088],
  ["deeplabv3_resnet50", {}, 39_638_869, 168_731_205_888],
  ["deeplabv3_resnet101", { auxLoss: true }, 60_996_202, 258_743_039_488],
  ["deeplabv3_resnet101", {}, 58_630_997, 248_752_300_288],
  ["deeplabv3_mobilenet_v3_large", { auxLoss: true }, 11_029_328, 10_452_447_938],
  ["deeplabv3_mobilenet_v3_large", {}, 11_025_477, 10_436_350_688],
  ["lraspp_mobilenet_v3_large", {}, 3_221_538, 2_086_219_688],
];

// Read before any test registers a model of its own.
const classifiers = listModels({ task: "classification" });

describe("counts of the zoo, built without values", () => {
  for (const [name, [params, macs, tensors, keys]] of Object.entries(CLASSIFIERS))
    it(name, () => {
      const model = onMeta(() => getModel(name).eval());
      expect(countOf(model)).to.equal(params);
      expect(countMacs(model, modelEntry(name).inputShape)).to.equal(macs);
      expect([model.parameters().length, Object.keys(model.stateDict()).length]).to.deep.equal([tensors, keys]);
    });

  for (const [name, options, params, macs] of VARIANTS)
    it(`${name} ${JSON.stringify(options)}`, () => {
      const model = onMeta(() => getModel(name, options).eval());
      expect(countOf(model)).to.equal(params);
      if (macs !== undefined) expect(countMacs(model, modelEntry(name).inputShape)).to.equal(macs);
    });

  it("resnet34's stages", () => {
    const model = onMeta(() => getModel("resnet34"));
    const counts = model.namedChildren().map(([name, child]) => [name, countOf(child)]);
    expect(Object.fromEntries(counts.filter(([, count]) => count !== 0))).to.deep.equal({
      conv1: 9_408,
      bn1: 128,
      layer1: 221_952,
      layer2: 1_116_416,
      layer3: 6_822_400,
      layer4: 13_114_368,
      fc: 513_000,
    });
  });

  it("every model passes an image of its size on to its classes", () => {
    for (const name of classifiers) {
      const shape = onMeta(() =>
        noGrad(
          () =>
            (getModel(name, { numClasses: 7 }).eval() as nn.Layer).forward(zeros(modelEntry(name).inputShape)).shape,
        ),
      );
      expect(shape, name).to.deep.equal([1, 7]);
    }
  });

  it("draws nothing from the generators and leaves real tensors as they are", () => {
    const before = zeros([2]).add(1);
    const meta: Tensor = onMeta(() => new nn.Linear(2, 3).forward(zeros([1, 2])));
    expect(meta.shape).to.deep.equal([1, 3]);
    expect(() => meta.toArray()).to.throw("has a shape but no values");
    expect(before.add(1).toArray()).to.deep.equal([2, 2]);
  });
});
