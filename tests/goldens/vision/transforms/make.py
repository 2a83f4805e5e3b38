# Goldens of lib/vision/transforms: real torchvision runs. `python make.py` with torch and torchvision writes cases.json.
import base64, json, os
import numpy as np, torch
from torchvision import tv_tensors as tv
from torchvision.transforms import v2 as T
from torchvision.transforms.v2 import functional as F
from PIL import Image

torch.set_num_threads(1)
cases = []


def pixels(seed, shape, dtype="uint8"):
    """The same numbers as `pixels` of suite.ts: bytes with smooth parts and noise."""
    n = int(np.prod(shape)); w = shape[-1]
    i = np.arange(n, dtype=np.int64)
    noise = ((i * 7919 + seed * 104729) % 65537 * 31) % 97
    v = (i % w * 5 + i // w * 3 + noise + seed * 11) % 256
    a = torch.from_numpy(v.astype(np.uint8)).reshape(shape)
    return a if dtype == "uint8" else a.float() / 255


def pack(t):
    t = t.as_subclass(torch.Tensor).contiguous()
    if t.dtype == torch.uint8:
        return {"dtype": "uint8", "shape": list(t.shape), "b64": base64.b64encode(t.numpy().tobytes()).decode()}
    return {"dtype": "float32", "shape": list(t.shape), "b64": base64.b64encode(t.float().numpy().tobytes()).decode()}


BOXES = [[1.0, 2.0, 9.0, 8.5], [4.5, 0.5, 14.0, 11.0], [10.0, 6.0, 16.5, 12.5]]


def boxes(fmt, h, w):
    b = tv.BoundingBoxes(torch.tensor(BOXES), format="XYXY", canvas_size=(h, w))
    return F.convert_bounding_box_format(b, new_format=tv.BoundingBoxFormat[fmt.upper()])


def mask(h, w):
    return tv.Mask(pixels(5, [2, h, w]) % 4)


def func(name, args, call, shape=(3, 13, 17), dtype="uint8", seed=1, tol=None, kinds="image"):
    """One case: F[name](input, ...args) of ours against `call` of torchvision's."""
    base = {"fn": name, "args": args, "seed": seed, "inShape": list(shape), "inDtype": dtype, "tol": tol}
    if "image" in kinds:
        cases.append({**base, "kind": "image", "out": pack(call(pixels(seed, list(shape), dtype)))})
    if "mask" in kinds:
        cases.append({**base, "kind": "mask", "out": pack(call(mask(*shape[-2:])))})
    if "boxes" in kinds:
        for fmt in ["xyxy", "xywh", "cxcywh"]:
            b = boxes(fmt, *shape[-2:])
            o = call(b)
            cases.append({**base, "kind": "boxes", "format": fmt, "canvas": list(o.canvas_size), "out": pack(o)})


BOTH = "image mask boxes"
G = "geometric"
for dtype in ["uint8", "float32"]:
    for size in [[7, 9], [26, 30], 8, 20, [13, 9], [5, 17]]:
        for mode in ["bilinear", "bicubic", "nearest", "nearest-exact"]:
            for aa in [True, False]:
                if aa is False and "nearest" in mode: continue
                func("resize", [size, {"interpolation": mode, "antialias": aa}],
                     lambda x: F.resize(x, size, interpolation=mode, antialias=aa), dtype=dtype,
                     kinds=BOTH if dtype == "uint8" and aa and mode == "bilinear" else "image")
func("resize", [10, {"maxSize": 12}], lambda x: F.resize(x, 10, max_size=12), kinds=BOTH)
func("resize", [None, {"maxSize": 12}], lambda x: F.resize(x, None, max_size=12), kinds=BOTH)
func("resize", [6, {}], lambda x: F.resize(x, 6), shape=(2, 1, 13, 17))
for t in [(2, 3, 7, 8), (-2, -3, 8, 9), (9, 12, 8, 9), (0, 0, 13, 17)]:
    func("crop", list(t), lambda x: F.crop(x, *t), kinds=BOTH)
# torchvision moves boxes by a rounded offset of its own where an odd number of rows is added: theirs leave the image by one.
for s in [8, [7, 10], [19, 9], [21, 31], [12, 16]]:
    func("centerCrop", [s], lambda x: F.center_crop(x, s), kinds=BOTH)
func("centerCrop", [[20, 9]], lambda x: F.center_crop(x, [20, 9]), kinds="image mask")
for t, s in [((2, 3, 7, 8), [11, 12]), ((1, 2, 10, 14), [5, 6]), ((-1, 2, 10, 14), [5, 6])]:
    for dtype in ["uint8", "float32"]:
        func("resizedCrop", [*t, s], lambda x: F.resized_crop(x, *t, s), dtype=dtype, kinds=BOTH if dtype == "uint8" else "image")
for p, fill, mode in [(2, 0, "constant"), ([1, 3], 7, "constant"), ([1, 2, 3, 4], 9, "constant"), (3, 0, "edge"), ([1, 2, 3, 4], 0, "reflect"), (4, 0, "symmetric")]:
    func("pad", [p, {"fill": fill, "paddingMode": mode}], lambda x: F.pad(x, p, fill=fill, padding_mode=mode), kinds=BOTH if mode == "constant" else "image mask")
func("pad", [2, {"fill": [1, 2, 3]}], lambda x: F.pad(x, 2, fill=[1, 2, 3]))
func("horizontalFlip", [], F.horizontal_flip, kinds=BOTH)
func("verticalFlip", [], F.vertical_flip, kinds=BOTH)
for dtype in ["uint8", "float32"]:
    for mode in ["nearest", "bilinear"]:
        for fill in [None, 0, [0.2, 0.4, 0.6] if dtype == "float32" else [50, 100, 150]]:
            for a, t, s, sh in [(17.3, [2, -1], 1.2, [5.0, 3.0]), (-40.1, [0, 3], 0.77, [0.0, -11.0]), (0.0, [3, 2], 1.0, [0.0, 0.0])]:
                func("affine", [a, t, s, sh, {"interpolation": mode, "fill": fill}],
                     lambda x: F.affine(x, a, t, s, sh, interpolation=mode, fill=fill), dtype=dtype, tol=G)
            for a, ex, c in [(33.7, False, None), (33.7, True, None), (-71.2, False, [3.0, 5.0]), (180, False, None), (90, True, None)]:
                func("rotate", [a, {"interpolation": mode, "expand": ex, "center": c, "fill": fill}],
                     lambda x: F.rotate(x, a, interpolation=mode, expand=ex, center=c, fill=fill), dtype=dtype, tol=G)
            sp, ep = [[0, 0], [16, 0], [16, 12], [0, 12]], [[2, 1], [14, 2], [15, 11], [1, 10]]
            func("perspective", [sp, ep, {"interpolation": mode, "fill": fill}],
                 lambda x: F.perspective(x, sp, ep, interpolation=mode, fill=fill), dtype=dtype, tol=G)
for a, t, s, sh in [(17.3, [2, -1], 1.2, [5.0, 3.0]), (-40.1, [0, 3], 0.77, [0.0, -11.0])]:
    func("affine", [a, t, s, sh], lambda x: F.affine(x, a, t, s, sh), kinds="mask boxes", tol=G)
for a, ex, c in [(33.7, False, None), (33.7, True, None), (-71.2, False, [3.0, 5.0])]:
    func("rotate", [a, {"expand": ex, "center": c}], lambda x: F.rotate(x, a, expand=ex, center=c), kinds="mask boxes", tol=G)
func("perspective", [sp, ep], lambda x: F.perspective(x, sp, ep), kinds="mask boxes", tol=G)
for dtype in ["uint8", "float32"]:
    for k, s in [(3, 0.8), ([5, 3], [1.5, 0.7]), (7, None), (1, 1.0)]:
        func("gaussianBlur", [k, {} if s is None else {"sigma": s}], lambda x: F.gaussian_blur(x, [k, k] if isinstance(k, int) else k, s), dtype=dtype)
    for c in [1, 3]:
        func("rgbToGrayscale", [{"numOutputChannels": c}], lambda x: F.rgb_to_grayscale(x, c), dtype=dtype)
    for shape in [(3, 13, 17), (1, 13, 17), (2, 3, 6, 7)]:
        for f in [0.0, 0.3, 0.83, 1.0, 1.37, 2.5]:
            func("adjustBrightness", [f], lambda x: F.adjust_brightness(x, f), dtype=dtype, shape=shape)
            func("adjustContrast", [f], lambda x: F.adjust_contrast(x, f), dtype=dtype, shape=shape)
            func("adjustSaturation", [f], lambda x: F.adjust_saturation(x, f), dtype=dtype, shape=shape)
            func("adjustSharpness", [f], lambda x: F.adjust_sharpness(x, f), dtype=dtype, shape=shape)
        for f in [-0.5, -0.21, 0.0, 0.1, 0.37]:
            func("adjustHue", [f], lambda x: F.adjust_hue(x, f), dtype=dtype, shape=shape)
        func("invert", [], F.invert, dtype=dtype, shape=shape)
        func("autocontrast", [], F.autocontrast, dtype=dtype, shape=shape)
        func("equalize", [], F.equalize, dtype=dtype, shape=shape)
        for b in [0, 1, 3, 8]:
            func("posterize", [b], lambda x: F.posterize(x, b), dtype=dtype, shape=shape)
        th = 100 if dtype == "uint8" else 0.4
        func("solarize", [th], lambda x: F.solarize(x, th), dtype=dtype, shape=shape)
for shape in [(3, 40, 40), (1, 60, 50)]:
    func("equalize", [], F.equalize, shape=shape)
func("permuteChannels", [[2, 0, 1]], lambda x: F.permute_channels(x, [2, 0, 1]))
func("normalize", [[0.4, 0.5, 0.6], [0.2, 0.3, 0.4]], lambda x: F.normalize(x, [0.4, 0.5, 0.6], [0.2, 0.3, 0.4]), dtype="float32")
func("toDtype", ["float32", {"scale": True}], lambda x: F.to_dtype(x, torch.float32, scale=True))
func("toDtype", ["uint8", {"scale": True}], lambda x: F.to_dtype(x, torch.uint8, scale=True), dtype="float32")
func("toDtype", ["float32"], lambda x: F.to_dtype(x, torch.float32))
func("erase", [2, 3, 4, 5, 7], lambda x: F.erase(x, 2, 3, 4, 5, torch.tensor(7)))
func("clampBoundingBoxes", [], F.clamp_bounding_boxes, shape=(3, 8, 10), kinds="boxes")

draws = []


def drawn(name, args, t, seeds=(0, 1, 2), shape=(3, 13, 17), dtype="uint8", with_boxes=True, tol=None):
    """Random transforms under torch.manual_seed: image, boxes and mask of one sample."""
    for s in seeds:
        img = tv.Image(pixels(s + 3, list(shape), dtype))
        torch.manual_seed(s)
        if with_boxes:
            o, b, m = t(img, boxes("xyxy", *shape[-2:]), mask(*shape[-2:]))
            rest = {"boxes": pack(b), "mask": pack(m)}
        else:
            o, rest = t(img), {}
        if isinstance(o, tuple): o = torch.stack(o)
        draws.append({"cls": name, "args": args, "seed": s, "inShape": list(shape), "inDtype": dtype, "tol": tol,
                      "image": pack(o), **rest})


drawn("RandomCrop", [[8, 9]], T.RandomCrop([8, 9]))
drawn("RandomCrop", [[13, 17], {"padding": 3}], T.RandomCrop([13, 17], padding=3))
drawn("RandomCrop", [[16, 15], {"padIfNeeded": True, "fill": 5}], T.RandomCrop([16, 15], pad_if_needed=True, fill=5))
drawn("RandomCrop", [[12, 15], {"padding": [1, 2], "paddingMode": "reflect"}], T.RandomCrop([12, 15], padding=[1, 2], padding_mode="reflect"), with_boxes=False)
drawn("RandomResizedCrop", [[9, 10]], T.RandomResizedCrop([9, 10]), seeds=range(6))
drawn("RandomResizedCrop", [8, {"scale": [0.5, 1], "ratio": [3, 4]}], T.RandomResizedCrop(8, scale=(0.5, 1), ratio=(3.0, 4.0)))
drawn("RandomResizedCrop", [8, {"interpolation": "bicubic"}], T.RandomResizedCrop(8, interpolation="bicubic"), with_boxes=False)
drawn("RandomHorizontalFlip", [], T.RandomHorizontalFlip())
drawn("RandomVerticalFlip", [{"p": 0.3}], T.RandomVerticalFlip(0.3))
drawn("FiveCrop", [7], T.FiveCrop(7), with_boxes=False, seeds=(0,))
drawn("TenCrop", [7], T.TenCrop(7), with_boxes=False, seeds=(0,))
drawn("TenCrop", [7, {"verticalFlip": True}], T.TenCrop(7, vertical_flip=True), with_boxes=False, seeds=(0,))
drawn("ColorJitter", [{"brightness": 0.4, "contrast": 0.5, "saturation": 0.6, "hue": 0.2}], T.ColorJitter(0.4, 0.5, 0.6, 0.2), seeds=range(6))
drawn("ColorJitter", [{"brightness": [0.5, 0.9]}], T.ColorJitter((0.5, 0.9)))
drawn("ColorJitter", [{"contrast": 0.5, "hue": 0.3}], T.ColorJitter(contrast=0.5, hue=0.3), dtype="float32")
drawn("RandomGrayscale", [{"p": 0.5}], T.RandomGrayscale(0.5), seeds=range(4))
drawn("RandomRotation", [30], T.RandomRotation(30), tol=G)
drawn("RandomRotation", [[10, 80], {"interpolation": "bilinear", "expand": True, "fill": 9}], T.RandomRotation([10, 80], "bilinear", expand=True, fill=9), tol=G)
drawn("RandomAffine", [20, {"translate": [0.2, 0.1], "scale": [0.8, 1.2], "shear": 10}], T.RandomAffine(20, (0.2, 0.1), (0.8, 1.2), 10), tol=G)
drawn("RandomAffine", [0, {"shear": [-5, 5, -8, 8], "interpolation": "bilinear"}], T.RandomAffine(0, shear=[-5, 5, -8, 8], interpolation="bilinear"), tol=G)
drawn("RandomPerspective", [{"distortionScale": 0.4, "p": 0.8}], T.RandomPerspective(0.4, 0.8), tol=G)
drawn("ElasticTransform", [{"alpha": 20, "sigma": 1}], T.ElasticTransform(20.0, 1.0), tol=G)
drawn("GaussianBlur", [3], T.GaussianBlur(3))
drawn("GaussianBlur", [[5, 3], {"sigma": [0.5, 1.5]}], T.GaussianBlur([5, 3], (0.5, 1.5)))
drawn("RandomErasing", [{"p": 1, "value": 3}], T.RandomErasing(1, value=3))
drawn("RandomErasing", [{"value": "random"}], T.RandomErasing(value="random"), dtype="float32", seeds=range(4))
drawn("RandomErasing", [{"p": 1, "scale": [0.9, 1], "value": [1, 2, 3]}], T.RandomErasing(1, scale=(0.9, 1.0), value=[1, 2, 3]))
drawn("RandomInvert", [], T.RandomInvert())
drawn("RandomPosterize", [2], T.RandomPosterize(2))
drawn("RandomSolarize", [120], T.RandomSolarize(120))
drawn("RandomAdjustSharpness", [1.7], T.RandomAdjustSharpness(1.7))
drawn("RandomAutocontrast", [], T.RandomAutocontrast())
drawn("RandomEqualize", [], T.RandomEqualize(), shape=(3, 30, 30))
drawn("RandomIoUCrop", [], T.RandomIoUCrop(), seeds=range(6))
drawn("RandomZoomOut", [{"fill": 4}], T.RandomZoomOut(4), seeds=range(4))
drawn("ScaleJitter", [[20, 20]], T.ScaleJitter((20, 20)), seeds=range(4))
drawn("RandomShortestSize", [[7, 9, 11], {"maxSize": 13}], T.RandomShortestSize([7, 9, 11], max_size=13))
drawn("RandomPhotometricDistort", [], T.RandomPhotometricDistort(), seeds=range(6))
for p in ["imagenet", "cifar10", "svhn"]:
    drawn("AutoAugment", [{"policy": p}], T.AutoAugment(T.AutoAugmentPolicy(p)), seeds=range(8), with_boxes=False, tol=G)
drawn("RandAugment", [], T.RandAugment(), seeds=range(10), with_boxes=False, tol=G)
drawn("RandAugment", [{"numOps": 3, "magnitude": 15, "interpolation": "bilinear", "fill": 20}], T.RandAugment(3, 15, interpolation=T.InterpolationMode.BILINEAR, fill=20), seeds=range(6), with_boxes=False, tol=G)
drawn("TrivialAugmentWide", [], T.TrivialAugmentWide(), seeds=range(10), with_boxes=False, tol=G)
drawn("AugMix", [], T.AugMix(), seeds=range(6), with_boxes=False, tol=G)

mixes = []
for name, t in [("MixUp", T.MixUp), ("CutMix", T.CutMix)]:
    for alpha in [1.0, 0.2]:
        for s in range(4):
            x = pixels(s, [4, 3, 6, 7], "float32"); y = torch.tensor([0, 2, 1, 2])
            torch.manual_seed(s)
            o, l = t(alpha=alpha, num_classes=3)(x, y)
            mixes.append({"cls": name, "alpha": alpha, "seed": s, "image": pack(o), "labels": pack(l)})

pil = []
for s, (h, w), (oh, ow) in [(0, (13, 17), (7, 9)), (1, (40, 31), (16, 16)), (2, (12, 9), (30, 25)), (3, (64, 48), (13, 29))]:
    for mode, m in [("bilinear", T.InterpolationMode.BILINEAR), ("bicubic", T.InterpolationMode.BICUBIC)]:
        im = Image.fromarray(pixels(s, [3, h, w]).permute(1, 2, 0).numpy())
        pil.append({"seed": s, "from": [h, w], "to": [oh, ow], "interpolation": mode, "out": pack(F.pil_to_tensor(F.resize(im, [oh, ow], m)))})

here = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(here, "cases.json"), "w") as f:
    json.dump({"functional": cases, "draws": draws, "mixes": mixes, "pil": pil}, f)
print(len(cases), "functional,", len(draws), "draws,", len(mixes), "mixes,", len(pil), "pil")
