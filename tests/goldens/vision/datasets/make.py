"""Small VOC and COCO folders, and what torchvision 0.29.1 (with pycocotools) reads from them: python make.py"""
import base64, json, os
import numpy as np
from PIL import Image
from pycocotools import mask as rle
from torchvision import datasets
from torchvision.datasets import wrap_dataset_for_transforms_v2 as wrap

here = os.path.dirname(os.path.abspath(__file__))
rng = np.random.default_rng(7)
SIZES = [(24, 32), (30, 20), (17, 23)]


def folder(*parts):
    path = os.path.join(here, *parts)
    os.makedirs(path, exist_ok=True)
    return path


def photo(path, height, width):
    ramp = np.linspace(0, 200, height * width * 3).reshape(height, width, 3)
    Image.fromarray((ramp + rng.integers(0, 40, (height, width, 3))).astype(np.uint8)).save(path, quality=92)


def raw(array):
    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()


# VOC: boxes count from 1; "difficult" and parts of objects are among the XML's elements.
voc = ["VOCdevkit", "VOC2007"]
names = ["000005", "000007", "000009"]
objects = [
    [("dog", 0, (3, 4, 20, 18)), ("person", 1, (1, 1, 32, 24))],
    [("aeroplane", 0, (5, 6, 19, 29))],
    [("tvmonitor", 0, (2, 2, 10, 9)), ("cat", 0, (8, 5, 23, 17)), ("cat", 1, (1, 10, 4, 17))],
]
for name, (height, width), found in zip(names, SIZES, objects):
    photo(os.path.join(folder(*voc, "JPEGImages"), name + ".jpg"), height, width)
    parts = "".join(
        f"<object><name>{kind}</name><pose>Left</pose><truncated>0</truncated><difficult>{hard}</difficult>"
        f"<bndbox><xmin>{x0}</xmin><ymin>{y0}</ymin><xmax>{x1}</xmax><ymax>{y1}</ymax></bndbox>"
        + ("<part><name>head</name><bndbox><xmin>2</xmin><ymin>2</ymin><xmax>5</xmax><ymax>5</ymax></bndbox></part>" if kind == "person" else "")
        + "</object>"
        for kind, hard, (x0, y0, x1, y1) in found
    )
    with open(os.path.join(folder(*voc, "Annotations"), name + ".xml"), "w") as file:
        file.write(
            f"<annotation><folder>VOC2007</folder><filename>{name}.jpg</filename><size><width>{width}</width>"
            f"<height>{height}</height><depth>3</depth></size><segmented>1</segmented>{parts}</annotation>\n"
        )
    numbers = np.zeros((height, width), np.uint8)
    for label, (_, _, (x0, y0, x1, y1)) in enumerate(found):
        numbers[y0 - 1 : y1, x0 - 1 : x1] = 255
        numbers[y0 : y1 - 1, x0 : x1 - 1] = 3 + 5 * label
    mask = Image.fromarray(numbers, mode="P")
    mask.putpalette([(i * 37) % 256 for i in range(768)])
    mask.save(os.path.join(folder(*voc, "SegmentationClass"), name + ".png"))
for kind in ("Main", "Segmentation"):
    with open(os.path.join(folder(*voc, "ImageSets", kind), "val.txt"), "w") as file:
        file.write("\n".join(names) + "\n")

# COCO: ids with gaps, polygons of one and of two parts, a crowd as a compressed and one as an uncompressed mask, no objects.
images = [{"id": i, "file_name": f"{i:012d}.jpg", "height": h, "width": w} for i, (h, w) in zip([42, 7, 19], SIZES)]
for image in images:
    photo(os.path.join(folder("coco", "images"), image["file_name"]), image["height"], image["width"])
square = np.zeros((24, 32), np.uint8, order="F")
square[3:15, 8:21] = 1
packed = rle.encode(square)
packed["counts"] = packed["counts"].decode()
shapes = [
    (42, 3, [[4, 3, 20.5, 5, 18, 20, 6.5, 17]], 0, [4, 3, 16.5, 17]),
    (42, 90, packed, 1, [8, 3, 13, 12]),
    (7, 3, [[1, 1, 9, 1, 9, 12, 1, 12], [11, 15, 18, 16, 14, 28]], 0, [1, 1, 17, 27]),
    (7, 18, {"size": [30, 20], "counts": [35, 10, 20, 15, 520]}, 1, [1, 5, 2, 25]),
]
annotations = [
    {"id": 100 + i, "image_id": image, "category_id": kind, "segmentation": where, "iscrowd": crowd, "bbox": box, "area": 1.0}
    for i, (image, kind, where, crowd, box) in enumerate(shapes)
]
categories = [{"id": 3, "name": "car"}, {"id": 18, "name": "dog"}, {"id": 90, "name": "toothbrush"}]
path = os.path.join(here, "coco", "instances.json")
with open(path, "w") as file:
    json.dump({"images": images, "annotations": annotations, "categories": categories}, file)

expected = {}
detection = datasets.VOCDetection(here, year="2007", image_set="val")
targets = wrap(datasets.VOCDetection(here, year="2007", image_set="val"), target_keys=["boxes", "labels", "annotation"])
segmentation = wrap(datasets.VOCSegmentation(here, year="2007", image_set="val"))
expected["voc"] = [
    {
        "image": raw(np.array(detection[i][0]).transpose(2, 0, 1)),
        "boxes": targets[i][1]["boxes"].tolist(),
        # torchvision numbers the classes from 1: 0 is the background.
        "labels": targets[i][1]["labels"].tolist(),
        "difficult": [thing["difficult"] == "1" for thing in detection[i][1]["annotation"]["object"]],
        "mask": raw(segmentation[i][1].numpy()),
    }
    for i in range(len(detection))
]
coco = datasets.CocoDetection(os.path.join(here, "coco", "images"), path)
wrapped = wrap(datasets.CocoDetection(os.path.join(here, "coco", "images"), path), target_keys="all")
expected["coco"] = [
    {
        "image": raw(np.array(coco[i][0]).transpose(2, 0, 1)),
        "imageId": wrapped[i][1]["image_id"],
        **(
            {
                "boxes": wrapped[i][1]["boxes"].tolist(),
                "categories": wrapped[i][1]["labels"].tolist(),
                "masks": raw(wrapped[i][1]["masks"].numpy().astype(np.uint8)),
                "crowd": [int(x) == 1 for x in wrapped[i][1]["iscrowd"]],
            }
            if coco[i][1]
            else {"boxes": [], "categories": [], "masks": "", "crowd": []}
        ),
    }
    for i in range(len(coco))
]
with open(os.path.join(here, "expected.json"), "w") as file:
    json.dump(expected, file)
