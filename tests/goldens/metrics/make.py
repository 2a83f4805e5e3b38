"""Cases and expected values of lib/metrics: scikit-learn 1.9.1, torchmetrics 1.9.0, pycocotools 2.0.11, torch 2.14.1.

Run: python make.py, which writes classification.json and detection.json beside it. Scores are multiples of 1/1024, exact in float32.
"""
import contextlib, io, json, os, warnings
import numpy as np
import sklearn.metrics as sk
import torch
import torchmetrics.functional.classification as tm
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

warnings.filterwarnings("ignore")
here = os.path.dirname(os.path.abspath(__file__))
rng = np.random.default_rng(0)
grid = lambda x: np.round(x * 1024) / 1024


def clean(x):
    if isinstance(x, dict): return {k: clean(v) for k, v in x.items()}
    if isinstance(x, (list, tuple)): return [clean(v) for v in x]
    if hasattr(x, "tolist"): return clean(x.tolist())
    if isinstance(x, float) and np.isnan(x): return None
    return x


def averages(y, p, C):
    out = {}
    for name, fn in (("precision", sk.precision_score), ("recall", sk.recall_score), ("f1", sk.f1_score), ("iou", sk.jaccard_score)):
        out[name] = {a: fn(y, p, average=a, zero_division=0) for a in ("micro", "macro", "weighted")}
        out[name]["perClass"] = fn(y, p, average=None, labels=range(C), zero_division=0)
        if C == 2: out[name]["binary"] = fn(y, p, average="binary", zero_division=0)
    return out


def multiclass(n, C, skew=None):
    y = rng.choice(C, n, p=skew)
    logits = grid(rng.normal(size=(n, C)) + 1.5 * np.eye(C)[y])
    p = logits.argmax(1)
    t, ty = torch.tensor(logits, dtype=torch.float64), torch.tensor(y)
    soft = t.softmax(1).numpy()
    present = [c for c in range(C) if 0 < (y == c).sum() < n]
    ap = [sk.average_precision_score(y == c, soft[:, c]) for c in present]
    auc = [sk.roc_auc_score(y == c, soft[:, c]) for c in present]
    w = [(y == c).sum() for c in present]
    case = dict(kind="multiclass", n=n, classes=C, logits=logits, target=y, confusion=sk.confusion_matrix(y, p, labels=range(C)),
        normalized=sk.confusion_matrix(y, p, labels=range(C), normalize="true"),
        accuracy=sk.accuracy_score(y, p), balanced=sk.balanced_accuracy_score(y, p), **averages(y, p, C),
        auroc=np.mean(auc), aurocWeighted=np.average(auc, weights=w), ap=np.mean(ap), apWeighted=np.average(ap, weights=w),
        ece={norm: tm.multiclass_calibration_error(t, ty, C, n_bins=10, norm=norm) for norm in ("l1", "l2", "max")})
    if len(present) == C and C > 2:
        assert abs(sk.roc_auc_score(y, soft, multi_class="ovr") - case["auroc"]) < 1e-12
        assert abs(tm.multiclass_auroc(t, ty, C).item() - case["auroc"]) < 1e-6
        assert abs(tm.multiclass_average_precision(t, ty, C).item() - case["ap"]) < 1e-6
    if C > 2: case["top2"] = tm.multiclass_accuracy(t, ty, C, top_k=2, average="micro")
    return case


def binary(n, share, levels):
    y = (rng.random(n) < share).astype(int)
    scores = np.clip(np.round((rng.random(n) * 0.7 + 0.3 * y * rng.random(n)) * levels) / levels, 0, 1)
    p = (scores > 0.5).astype(int)
    t, ty = torch.tensor(scores), torch.tensor(y)
    return dict(kind="binary", n=n, scores=scores, target=y, accuracy=sk.accuracy_score(y, p), **averages(y, p, 2), auroc=sk.roc_auc_score(y, scores),
        ap=sk.average_precision_score(y, scores), ece={norm: tm.binary_calibration_error(t, ty, n_bins=10, norm=norm) for norm in ("l1", "l2", "max")})


def segmentation(C):
    y = rng.integers(0, C, (3, 6, 7)); p = np.where(rng.random(y.shape) < 0.6, y, rng.integers(0, C, y.shape))
    ignored = rng.random(y.shape) < 0.1
    labels = np.where(ignored, 255, y)
    flat = lambda a: a[~ignored]
    iou = tm.multiclass_jaccard_index(torch.tensor(p), torch.tensor(labels), C, ignore_index=255)
    return dict(kind="segmentation", classes=C, preds=p, target=labels, iou=iou, dice=sk.f1_score(flat(y), flat(p), average="macro"),
        perClass=sk.jaccard_score(flat(y), flat(p), average=None, labels=range(C)))


def detection(images, classes, crowd):
    truth, found, cases, aid = [], [], [], 0
    for image in range(images):
        n = rng.integers(0, 6)
        xy = rng.integers(0, 200, (n, 2)); wh = rng.choice([8, 20, 30, 60, 90, 150], (n, 2))
        boxes = np.concatenate([xy, xy + wh], 1).astype(float)
        labels = rng.integers(1, classes + 1, n)
        iscrowd = (rng.random(n) < crowd).astype(int)
        area = wh.prod(1) * 1.0
        keep = rng.random(n) < 0.85
        shift = np.round(rng.normal(0, 3, (n, 4)))
        dets = np.concatenate([(boxes + shift)[keep], np.tile(boxes[:1] + 4, (1, 1)) if n else np.zeros((0, 4)), np.array([[5, 5, 40, 60]]) * 1.0])
        dets[:, 2:] = np.maximum(dets[:, 2:], dets[:, :2] + 1)
        dl = np.concatenate([np.where(rng.random(n) < 0.9, labels, 1)[keep], labels[:1], rng.integers(1, classes + 1, 1)])
        scores = grid(rng.random(len(dl)))
        for b, l, c, a in zip(boxes, labels, iscrowd, area):
            aid += 1
            truth.append(dict(id=aid, image_id=image, category_id=int(l), bbox=[b[0], b[1], b[2] - b[0], b[3] - b[1]], area=a, iscrowd=int(c)))
        for b, l, s in zip(dets, dl, scores):
            found.append(dict(image_id=image, category_id=int(l), bbox=[b[0], b[1], b[2] - b[0], b[3] - b[1]], score=s))
        cases.append(dict(boxes=boxes, labels=labels, iscrowd=iscrowd, area=area, predicted=dict(boxes=dets, labels=dl, scores=scores)))
    with contextlib.redirect_stdout(io.StringIO()):
        gt = COCO()
        gt.dataset = dict(images=[dict(id=i) for i in range(images)], annotations=truth, categories=[dict(id=c) for c in range(1, classes + 1)])
        gt.createIndex()
        ev = COCOeval(gt, gt.loadRes(found), "bbox")
        ev.evaluate(); ev.accumulate(); ev.summarize()
    names = "map map50 map75 mapSmall mapMedium mapLarge mar1 mar10 mar100 marSmall marMedium marLarge".split()
    return dict(images=cases, expected=dict(zip(names, ev.stats)))


cases = [multiclass(60, 4), multiclass(50, 3, [0.9, 0.06, 0.04]), multiclass(30, 6, [0.4, 0.3, 0.2, 0.1, 0, 0]), multiclass(40, 2),
    binary(60, 0.5, 1024), binary(60, 0.5, 16), binary(120, 0.08, 64), segmentation(3), segmentation(5)]
dump = lambda name, x: open(os.path.join(here, name), "w").write(json.dumps(clean(x), separators=(",", ":")) + "\n")
dump("classification.json", cases)
dump("detection.json", [detection(12, 3, 0), detection(20, 2, 0.2), detection(4, 5, 0.1)])
