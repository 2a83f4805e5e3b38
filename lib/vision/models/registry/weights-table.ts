export interface Row {
  model: string;
  name: string;
  file: string;
  metrics: Readonly<Record<string, number>>;
  fileSize: number;
  classes: number;
  /** None for detectors, which prepare their images themselves. */
  images?: { resize: number; crop: number; interpolation: "bilinear" | "bicubic" };
}

// From torchvision 0.29.1's own weights: model, name, file, metrics, megabytes, classes, and, but for detectors, resize, crop,
// interpolation.
const TABLE = `
alexnet IMAGENET1K_V1 alexnet-owt-7be5be79.pth acc1=56.522,acc5=79.066 233.087 1000 256 224 bilinear
vgg11 IMAGENET1K_V1 vgg11-8a719046.pth acc1=69.02,acc5=88.628 506.84 1000 256 224 bilinear
vgg13 IMAGENET1K_V1 vgg13-19584684.pth acc1=69.928,acc5=89.246 507.545 1000 256 224 bilinear
vgg16 IMAGENET1K_V1 vgg16-397923af.pth acc1=71.592,acc5=90.382 527.796 1000 256 224 bilinear
vgg19 IMAGENET1K_V1 vgg19-dcbb9e9d.pth acc1=72.376,acc5=90.876 548.051 1000 256 224 bilinear
vgg11_bn IMAGENET1K_V1 vgg11_bn-6002323d.pth acc1=70.37,acc5=89.81 506.881 1000 256 224 bilinear
vgg13_bn IMAGENET1K_V1 vgg13_bn-abd245e5.pth acc1=71.586,acc5=90.374 507.59 1000 256 224 bilinear
vgg16_bn IMAGENET1K_V1 vgg16_bn-6c64b313.pth acc1=73.36,acc5=91.516 527.866 1000 256 224 bilinear
vgg19_bn IMAGENET1K_V1 vgg19_bn-c79401a0.pth acc1=74.218,acc5=91.842 548.143 1000 256 224 bilinear
googlenet IMAGENET1K_V1 googlenet-1378be20.pth acc1=69.778,acc5=89.53 49.731 1000 256 224 bilinear
inception_v3 IMAGENET1K_V1 inception_v3_google-0cc3c7bd.pth acc1=77.294,acc5=93.45 103.903 1000 342 299 bilinear
resnet18 IMAGENET1K_V1 resnet18-f37072fd.pth acc1=69.758,acc5=89.078 44.661 1000 256 224 bilinear
resnet34 IMAGENET1K_V1 resnet34-b627a593.pth acc1=73.314,acc5=91.42 83.275 1000 256 224 bilinear
resnet50 IMAGENET1K_V1 resnet50-0676ba61.pth acc1=76.13,acc5=92.862 97.781 1000 256 224 bilinear
resnet50 IMAGENET1K_V2 resnet50-11ad3fa6.pth acc1=80.858,acc5=95.434 97.79 1000 232 224 bilinear
resnet101 IMAGENET1K_V1 resnet101-63fe2227.pth acc1=77.374,acc5=93.546 170.511 1000 256 224 bilinear
resnet101 IMAGENET1K_V2 resnet101-cd907fc2.pth acc1=81.886,acc5=95.78 170.53 1000 232 224 bilinear
resnet152 IMAGENET1K_V1 resnet152-394f9c45.pth acc1=78.312,acc5=94.046 230.434 1000 256 224 bilinear
resnet152 IMAGENET1K_V2 resnet152-f82ba261.pth acc1=82.284,acc5=96.002 230.474 1000 232 224 bilinear
resnext50_32x4d IMAGENET1K_V1 resnext50_32x4d-7cdf4587.pth acc1=77.618,acc5=93.698 95.789 1000 256 224 bilinear
resnext50_32x4d IMAGENET1K_V2 resnext50_32x4d-1a0047aa.pth acc1=81.198,acc5=95.34 95.833 1000 232 224 bilinear
resnext101_32x8d IMAGENET1K_V1 resnext101_32x8d-8ba56ff5.pth acc1=79.312,acc5=94.526 339.586 1000 256 224 bilinear
resnext101_32x8d IMAGENET1K_V2 resnext101_32x8d-110c445d.pth acc1=82.834,acc5=96.228 339.673 1000 232 224 bilinear
resnext101_64x4d IMAGENET1K_V1 resnext101_64x4d-173b62eb.pth acc1=83.246,acc5=96.454 319.318 1000 232 224 bilinear
wide_resnet50_2 IMAGENET1K_V1 wide_resnet50_2-95faca4d.pth acc1=78.468,acc5=94.086 131.82 1000 256 224 bilinear
wide_resnet50_2 IMAGENET1K_V2 wide_resnet50_2-9ba9bcbe.pth acc1=81.602,acc5=95.758 263.124 1000 232 224 bilinear
wide_resnet101_2 IMAGENET1K_V1 wide_resnet101_2-32ee1156.pth acc1=78.848,acc5=94.284 242.896 1000 256 224 bilinear
wide_resnet101_2 IMAGENET1K_V2 wide_resnet101_2-d733dc28.pth acc1=82.51,acc5=96.02 484.747 1000 232 224 bilinear
densenet121 IMAGENET1K_V1 densenet121-a639ec97.pth acc1=74.434,acc5=91.972 30.845 1000 256 224 bilinear
densenet161 IMAGENET1K_V1 densenet161-8d451a50.pth acc1=77.138,acc5=93.56 110.369 1000 256 224 bilinear
densenet169 IMAGENET1K_V1 densenet169-b2777c0a.pth acc1=75.6,acc5=92.806 54.708 1000 256 224 bilinear
densenet201 IMAGENET1K_V1 densenet201-c1103571.pth acc1=76.896,acc5=93.37 77.373 1000 256 224 bilinear
squeezenet1_0 IMAGENET1K_V1 squeezenet1_0-b66bff10.pth acc1=58.092,acc5=80.42 4.778 1000 256 224 bilinear
squeezenet1_1 IMAGENET1K_V1 squeezenet1_1-b8a52dc0.pth acc1=58.178,acc5=80.624 4.729 1000 256 224 bilinear
mobilenet_v2 IMAGENET1K_V1 mobilenet_v2-b0353104.pth acc1=71.878,acc5=90.286 13.555 1000 256 224 bilinear
mobilenet_v2 IMAGENET1K_V2 mobilenet_v2-7ebf99e0.pth acc1=72.154,acc5=90.822 13.598 1000 232 224 bilinear
mobilenet_v3_small IMAGENET1K_V1 mobilenet_v3_small-047dcff4.pth acc1=67.668,acc5=87.402 9.829 1000 256 224 bilinear
mobilenet_v3_large IMAGENET1K_V1 mobilenet_v3_large-8738ca79.pth acc1=74.042,acc5=91.34 21.114 1000 256 224 bilinear
mobilenet_v3_large IMAGENET1K_V2 mobilenet_v3_large-5c1a4163.pth acc1=75.274,acc5=92.566 21.107 1000 232 224 bilinear
shufflenet_v2_x0_5 IMAGENET1K_V1 shufflenetv2_x0.5-f707e7126e.pth acc1=60.552,acc5=81.746 5.282 1000 256 224 bilinear
shufflenet_v2_x1_0 IMAGENET1K_V1 shufflenetv2_x1-5666bf0f80.pth acc1=69.362,acc5=88.316 8.791 1000 256 224 bilinear
shufflenet_v2_x1_5 IMAGENET1K_V1 shufflenetv2_x1_5-3c479a10.pth acc1=72.996,acc5=91.086 13.557 1000 232 224 bilinear
shufflenet_v2_x2_0 IMAGENET1K_V1 shufflenetv2_x2_0-8be3c8ee.pth acc1=76.23,acc5=93.006 28.433 1000 232 224 bilinear
mnasnet0_5 IMAGENET1K_V1 mnasnet0.5_top1_67.823-3ffadce67e.pth acc1=67.734,acc5=87.49 8.591 1000 256 224 bilinear
mnasnet0_75 IMAGENET1K_V1 mnasnet0_75-7090bc5f.pth acc1=71.18,acc5=90.496 12.303 1000 232 224 bilinear
mnasnet1_0 IMAGENET1K_V1 mnasnet1.0_top1_73.512-f206786ef8.pth acc1=73.456,acc5=91.51 16.915 1000 256 224 bilinear
mnasnet1_3 IMAGENET1K_V1 mnasnet1_3-a4c69d6f.pth acc1=76.506,acc5=93.522 24.246 1000 232 224 bilinear
efficientnet_b0 IMAGENET1K_V1 efficientnet_b0_rwightman-7f5810bc.pth acc1=77.692,acc5=93.532 20.451 1000 256 224 bicubic
efficientnet_b1 IMAGENET1K_V1 efficientnet_b1_rwightman-bac287d4.pth acc1=78.642,acc5=94.186 30.134 1000 256 240 bicubic
efficientnet_b1 IMAGENET1K_V2 efficientnet_b1-c27df63c.pth acc1=79.838,acc5=94.934 30.136 1000 255 240 bilinear
efficientnet_b2 IMAGENET1K_V1 efficientnet_b2_rwightman-c35c1473.pth acc1=80.608,acc5=95.31 35.174 1000 288 288 bicubic
efficientnet_b3 IMAGENET1K_V1 efficientnet_b3_rwightman-b3899882.pth acc1=82.008,acc5=96.054 47.184 1000 320 300 bicubic
efficientnet_b4 IMAGENET1K_V1 efficientnet_b4_rwightman-23ab8bcd.pth acc1=83.384,acc5=96.594 74.489 1000 384 380 bicubic
efficientnet_b5 IMAGENET1K_V1 efficientnet_b5_lukemelas-1a07897c.pth acc1=83.444,acc5=96.628 116.864 1000 456 456 bicubic
efficientnet_b6 IMAGENET1K_V1 efficientnet_b6_lukemelas-24a108a5.pth acc1=84.008,acc5=96.916 165.362 1000 528 528 bicubic
efficientnet_b7 IMAGENET1K_V1 efficientnet_b7_lukemelas-c5b4e57e.pth acc1=84.122,acc5=96.908 254.675 1000 600 600 bicubic
efficientnet_v2_s IMAGENET1K_V1 efficientnet_v2_s-dd5fe13b.pth acc1=84.228,acc5=96.878 82.704 1000 384 384 bilinear
convnext_tiny IMAGENET1K_V1 convnext_tiny-983f1562.pth acc1=82.52,acc5=96.146 109.119 1000 236 224 bilinear
vit_b_16 IMAGENET1K_V1 vit_b_16-c867db91.pth acc1=81.072,acc5=95.318 330.285 1000 256 224 bilinear
fcn_resnet50 COCO_WITH_VOC_LABELS_V1 fcn_resnet50_coco-1167a1af.pth miou=60.5,pixelAcc=91.4 135.009 21 520 520 bilinear
fcn_resnet101 COCO_WITH_VOC_LABELS_V1 fcn_resnet101_coco-7ecb50ca.pth miou=63.7,pixelAcc=91.9 207.711 21 520 520 bilinear
deeplabv3_resnet50 COCO_WITH_VOC_LABELS_V1 deeplabv3_resnet50_coco-cd0a2569.pth miou=66.4,pixelAcc=92.4 160.515 21 520 520 bilinear
deeplabv3_resnet101 COCO_WITH_VOC_LABELS_V1 deeplabv3_resnet101_coco-586e9e4e.pth miou=67.4,pixelAcc=92.4 233.217 21 520 520 bilinear
deeplabv3_mobilenet_v3_large COCO_WITH_VOC_LABELS_V1 deeplabv3_mobilenet_v3_large-fc3c493d.pth miou=60.3,pixelAcc=91.2 42.301 21 520 520 bilinear
lraspp_mobilenet_v3_large COCO_WITH_VOC_LABELS_V1 lraspp_mobilenet_v3_large-d234d4ea.pth miou=57.9,pixelAcc=91.2 12.49 21 520 520 bilinear
fasterrcnn_resnet50_fpn COCO_V1 fasterrcnn_resnet50_fpn_coco-258fb6c6.pth boxMap=37 159.743 91
fasterrcnn_resnet50_fpn_v2 COCO_V1 fasterrcnn_resnet50_fpn_v2_coco-dd69338a.pth boxMap=46.7 167.104 91
fasterrcnn_mobilenet_v3_large_fpn COCO_V1 fasterrcnn_mobilenet_v3_large_fpn-fb6a3cc7.pth boxMap=32.8 74.239 91
fasterrcnn_mobilenet_v3_large_320_fpn COCO_V1 fasterrcnn_mobilenet_v3_large_320_fpn-907ea3f9.pth boxMap=22.8 74.239 91
maskrcnn_resnet50_fpn COCO_V1 maskrcnn_resnet50_fpn_coco-bf2d0c1e.pth boxMap=37.9,maskMap=34.6 169.84 91
maskrcnn_resnet50_fpn_v2 COCO_V1 maskrcnn_resnet50_fpn_v2_coco-73cbd019.pth boxMap=47.4,maskMap=41.8 177.219 91
keypointrcnn_resnet50_fpn COCO_LEGACY keypointrcnn_resnet50_fpn_coco-9f466800.pth boxMap=50.6,kpMap=61.1 226.054 2
keypointrcnn_resnet50_fpn COCO_V1 keypointrcnn_resnet50_fpn_coco-fc266e95.pth boxMap=54.6,kpMap=65 226.054 2
retinanet_resnet50_fpn COCO_V1 retinanet_resnet50_fpn_coco-eeacb38b.pth boxMap=36.4 130.267 91
retinanet_resnet50_fpn_v2 COCO_V1 retinanet_resnet50_fpn_v2_coco-5905b1c5.pth boxMap=41.5 146.037 91
fcos_resnet50_fpn COCO_V1 fcos_resnet50_fpn_coco-99b0c9b7.pth boxMap=39.2 123.608 91
ssd300_vgg16 COCO_V1 ssd300_vgg16_coco-b556d3b4.pth boxMap=25.1 135.988 91
ssdlite320_mobilenet_v3_large COCO_V1 ssdlite320_mobilenet_v3_large_coco-a79551df.pth boxMap=21.3 13.418 91
`;

export const ROWS: readonly Row[] = TABLE.trim()
  .split("\n")
  .map((line) => {
    const [model, name, file, metrics, fileSize, classes, resize, crop, interpolation] = line.split(" ") as string[];
    return {
      model: model!,
      name: name!,
      file: file!,
      metrics: Object.fromEntries(
        metrics!.split(",").map((entry) => [entry.split("=")[0]!, Number(entry.split("=")[1])]),
      ),
      fileSize: Number(fileSize),
      classes: Number(classes),
      ...(interpolation && {
        images: {
          resize: Number(resize),
          crop: Number(crop),
          interpolation: interpolation as "bilinear" | "bicubic",
        },
      }),
    };
  });
