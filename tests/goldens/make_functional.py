"""Makes tensor_functional.json and tensor_linalg.json: what PyTorch 2.13 (CPU) returns for torch.linalg, and for formulas that
torchvision and papers define, written out here, with their gradients.

Run: python tests/goldens/make_functional.py
"""

import math

import torch
import torch.nn.functional as F
from tensor_golden import booleans, case, distinct, integers, positive, suite, values, write


def focal(x, y, alpha=0.25, gamma=2.0):
    """torchvision.ops.sigmoid_focal_loss"""
    p = torch.sigmoid(x)
    ce = F.binary_cross_entropy_with_logits(x, y, reduction="none")
    p_t = p * y + (1 - p) * (1 - y)
    loss = ce * ((1 - p_t) ** gamma)
    return loss if alpha < 0 else (alpha * y + (1 - alpha) * (1 - y)) * loss


def overlap(x, y, alpha=0.5, beta=0.5, smooth=1.0):
    """Dice (alpha = beta = 1/2) and Tversky losses; smooth/2 as of a Dice fraction 2 TP + s."""
    if x.shape == y.shape:
        p, t = torch.sigmoid(x).reshape(1, -1), y.reshape(1, -1).float()
    else:
        c = x.shape[1]
        p = F.softmax(x, 1).movedim(1, 0).reshape(c, -1)
        t = F.one_hot(y, c).movedim(-1, 0).reshape(c, -1).float()
    tp, fp, fn = (p * t).sum(1), (p * (1 - t)).sum(1), ((1 - p) * t).sum(1)
    return (1 - (tp + smooth / 2) / (tp + alpha * fp + beta * fn + smooth / 2)).mean()


def lovasz(x, y, ignore=None):
    """Berman's lovasz_softmax with classes="present"."""
    c = x.shape[1]
    p = F.softmax(x, 1).movedim(1, -1).reshape(-1, c)
    y = y.reshape(-1)
    if ignore is not None:
        p, y = p[y != ignore], y[y != ignore]
    losses = []
    for k in range(c):
        fg = (y == k).float()
        if fg.sum() == 0:
            continue
        errors, order = torch.sort((fg - p[:, k]).abs(), dim=0, descending=True, stable=True)
        gt = fg[order]
        inter, union = gt.sum() - gt.cumsum(0), gt.sum() + (1 - gt).cumsum(0)
        jaccard = 1 - inter / union
        jaccard[1:] = jaccard[1:] - jaccard[:-1].clone()
        losses.append(torch.dot(errors, jaccard.detach()))
    return torch.stack(losses).mean()


def iou_parts(a, b):
    x1, y1, x2, y2 = a.unbind(-1)
    u1, v1, u2, v2 = b.unbind(-1)
    w = (torch.min(x2, u2) - torch.max(x1, u1)).clamp(min=0)
    h = (torch.min(y2, v2) - torch.max(y1, v1)).clamp(min=0)
    inter = w * h
    union = (x2 - x1) * (y2 - y1) + (u2 - u1) * (v2 - v1) - inter
    outer = (torch.max(x2, u2) - torch.min(x1, u1)), (torch.max(y2, v2) - torch.min(y1, v1))
    return inter / (union + 1e-7), union, outer


def giou(a, b):
    iou, union, (w, h) = iou_parts(a, b)
    area = w * h
    return 1 - (iou - (area - union) / (area + 1e-7))


def diou(a, b):
    iou, _, (w, h) = iou_parts(a, b)
    x1, y1, x2, y2 = a.unbind(-1)
    u1, v1, u2, v2 = b.unbind(-1)
    d = ((x1 + x2) / 2 - (u1 + u2) / 2) ** 2 + ((y1 + y2) / 2 - (v1 + v2) / 2) ** 2
    return 1 - iou + d / (w**2 + h**2 + 1e-7)


def ciou(a, b):
    iou, _, _ = iou_parts(a, b)
    x1, y1, x2, y2 = a.unbind(-1)
    u1, v1, u2, v2 = b.unbind(-1)
    v = (4 / math.pi**2) * (torch.atan((u2 - u1) / (v2 - v1)) - torch.atan((x2 - x1) / (y2 - y1))) ** 2
    with torch.no_grad():
        alpha = v / (1 - iou + v + 1e-7)
    return diou(a, b) + alpha * v


def boxes(n, seed=0):
    corner = positive(n, 2, seed=seed)
    return torch.cat([corner, corner + positive(n, 2, seed=seed + 50)], 1)


OWN = {"F": F, "focal": focal, "overlap": overlap, "lovasz": lovasz, "giou": giou, "diou": diou, "ciou": ciou, "iou_parts": iou_parts}


def own(py, ts, **inputs):
    case(py, ts=f"return {ts}", scope=OWN, **inputs)


suite("functional")
hot = booleans(3, 4).float()
for alpha, gamma in [(0.25, 2), (0.5, 0), (-1, 3), (0.9, 1.5)]:
    own(f"focal(x, torch.tensor({hot.tolist()}), {alpha}, {gamma})", f"F.sigmoidFocalLoss(x, t.tensor({hot.tolist()}), {{ alpha: {alpha}, gamma: {gamma} }})", x=values(3, 4))
own(f"focal(x, torch.tensor({hot.tolist()})).mean()", f'F.sigmoidFocalLoss(x, t.tensor({hot.tolist()}), {{ reduction: "mean" }})', x=values(3, 4))
for shape, target in [((2, 3, 4), (2, 4)), ((2, 4, 3, 3), (2, 3, 3)), ((5, 2), (5,))]:
    y = integers(*target, low=0, high=shape[1])
    own("overlap(x, y)", "F.diceLoss(x, y)", x=values(*shape), y=y)
    own("overlap(x, y, smooth=0.1)", "F.diceLoss(x, y, { smooth: 0.1 })", x=values(*shape), y=y)
    own("overlap(x, y, 0.3, 0.7)", "F.tverskyLoss(x, y, { alpha: 0.3, beta: 0.7 })", x=values(*shape), y=y)
    own("lovasz(x, y)", "F.lovaszSoftmaxLoss(x, y)", x=values(*shape), y=y)
    own("lovasz(x, y, 1)", "F.lovaszSoftmaxLoss(x, y, { ignoreIndex: 1 })", x=values(*shape), y=y)
own("overlap(x, y)", "F.diceLoss(x, y)", x=values(2, 5), y=integers(2, 5, low=0, high=2))
own("overlap(x, y, 0.2, 0.8, 2)", "F.tverskyLoss(x, y, { alpha: 0.2, beta: 0.8, smooth: 2 })", x=values(2, 5), y=integers(2, 5, low=0, high=2))
for name, ts in [("giou(a, b)", "generalizedBoxIouLoss"), ("diou(a, b)", "distanceBoxIouLoss"), ("ciou(a, b)", "completeBoxIouLoss"), ("1 - iou_parts(a, b)[0]", "boxIouLoss")]:
    own(name, f"F.{ts}(a, b)", a=boxes(5), b=boxes(5, seed=1))
    own(f"({name}).sum()", f'F.{ts}(a, b, {{ reduction: "sum" }})', a=boxes(4, seed=2), b=boxes(4, seed=3))

suite("linalg")
for shape in [(1, 1), (2, 2), (4, 4), (2, 3, 3), (2, 2, 3, 3)]:
    n = shape[-1]
    a = values(*shape) + 3 * torch.eye(n)
    case("torch.linalg.det(a)", a=a)
    case("torch.linalg.inv(a)", a=a)
    case("torch.linalg.solve(a, b)", a=a, b=values(*shape[:-1], 2))
    case("torch.linalg.cholesky(a @ a.mT + 1.5)", a=a)
    case("torch.linalg.matrix_power(a, 3)", a=a)
    case("torch.linalg.matrix_power(a, -2)", a=a)
    case("torch.linalg.matrix_power(a, 0)", a=a, grad=False)
case("torch.linalg.solve(a, b)", a=values(3, 3) + 2 * torch.eye(3), b=values(3))
case("torch.linalg.solve(a, b)", a=values(2, 3, 3) + 2 * torch.eye(3), b=values(2, 3))
case("torch.linalg.det(a)", a=torch.tensor([[1.0, 2.0], [2.0, 4.0]]), grad=False)

# Signs of eigenvectors and singular vectors are arbitrary, so absolute values and products are compared.
for shape in [(1, 1), (3, 3), (2, 4, 4)]:
    case("w, v = torch.linalg.eigh(a + a.mT); [w, v.abs()]", a=values(*shape), ts="const [w, v] = t.linalg.eigh(a.add(a.mT)); return [w, v.abs()]")
    case("torch.linalg.eigvalsh(a)", a=values(*shape))
    case("torch.linalg.slogdet(a)", a=values(*shape))
case("w, v = torch.linalg.eigh(a); (v * w.exp()).matmul(v.mT)", a=values(4, 4, low=-0.8, high=0.8), ts="const [w, v] = t.linalg.eigh(a); return v.mul(w.exp()).matmul(v.mT)")
for shape in [(3, 3), (5, 3), (3, 5), (2, 4, 3), (4, 1)]:
    case("u, s, vh = torch.linalg.svd(a, full_matrices=False); [u.abs(), s, vh.abs()]", a=distinct(*shape),
         ts="const [u, s, vh] = t.linalg.svd(a, { fullMatrices: false }); return [u.abs(), s, vh.abs()]")
    case("u, s, vh = torch.linalg.svd(a, full_matrices=False); (u * s.log1p().unsqueeze(-2)).matmul(vh)", a=values(*shape),
         ts="const [u, s, vh] = t.linalg.svd(a, { fullMatrices: false }); return u.mul(s.log1p().unsqueeze(-2)).matmul(vh)")
    case("torch.linalg.svdvals(a)", a=values(*shape))
    case("torch.linalg.pinv(a)", a=values(*shape))
    case("torch.linalg.qr(a)", a=values(*shape))
    case("torch.linalg.qr(a, mode='complete')", a=values(*shape), grad=False)
    case("torch.linalg.matrix_rank(a)", a=values(*shape), grad=False)
case("torch.linalg.svd(a)[1]", a=values(4, 3))
case("torch.linalg.svdvals(a)", a=values(4, 1) * values(1, 3), grad=False, ts="return t.linalg.svdvals(a)")
case("torch.linalg.matrix_rank(a)", a=values(4, 1) * values(1, 3), grad=False)
case("torch.linalg.pinv(a)", a=values(4, 1) * values(1, 3), grad=False)
case("torch.linalg.lstsq(a, b).solution", a=values(5, 3), b=values(5, 2), ts="return t.linalg.lstsq(a, b)")
case("torch.linalg.cond(a)", a=values(3, 3))
for order in ["'fro'", "'nuc'", "1", "-1", "2", "-2", "float('inf')", "-float('inf')"]:
    case(f"torch.linalg.matrix_norm(a, {order})", a=values(2, 3, 4), ts=f"return t.linalg.matrixNorm(a, {order.replace(chr(39), chr(34)).replace('float(' + chr(34) + 'inf' + chr(34) + ')', 'Infinity')})")
case("torch.linalg.norm(a)", a=values(3, 4))
case("torch.linalg.norm(a, 1)", a=values(3, 4))
case("torch.linalg.vector_norm(a, 3, dim=1)", a=values(3, 4), ts="return t.linalg.vectorNorm(a, 3, { dim: 1 })")
case("torch.linalg.multi_dot([a, b, c])", a=values(2, 3), b=values(3, 4), c=values(4, 1))

suite("pairs")
for a, b in [((3,), (3,)), ((2, 3), (3,)), ((2, 1), (1, 3))]:
    case("torch.atan2(y, x)", y=values(*a), x=values(*b, seed=1))
for name in ["deg2rad", "rad2deg", "sinc"]:
    case(f"x.{name}()", x=values(2, 3))
case("x.sinc()", x=torch.tensor([0.0, 1.0, 0.5]))
case("torch.cdist(a, b)", a=values(3, 4), b=values(2, 4, seed=1))
case("torch.cdist(a, b)", a=values(2, 3, 4), b=values(2, 5, 4, seed=1))
case("torch.cdist(a, b, p=1)", a=values(3, 4), b=values(2, 4, seed=1))
case("torch.cdist(a, a)", a=values(3, 2), grad=False)
case("torch.cross(a, b, dim=-1)", a=values(2, 3), b=values(2, 3, seed=1))
case("torch.cross(a, b, dim=0)", a=values(3, 2), b=values(3, 2, seed=1))
case("torch.kron(a, b)", a=values(2, 3), b=values(2, 2))
case("torch.kron(a, b)", a=values(2), b=values(3, 2))
case("torch.cov(x)", x=values(3, 5))
case("torch.cov(x, correction=0)", x=values(3, 5))
case("torch.cov(x)", x=values(5))
case("torch.corrcoef(x)", x=values(3, 5))
case("torch.cartesian_prod(a, b)", a=integers(3), b=integers(2))
case("torch.combinations(x)", x=integers(4))
case("torch.combinations(x, r=3)", x=integers(5))
case("torch.combinations(x, r=2, with_replacement=True)", x=integers(3))
for shape in ["3, 3", "2, 4", "4, 2"]:
    case(f"torch.tril_indices({shape})", x=integers(1))
    case(f"torch.triu_indices({shape}, offset=1)", x=integers(1))
    case(f"torch.tril_indices({shape}, offset=-1)", x=integers(1))
case("torch.block_diag(a, b, c)", a=values(2, 3), b=values(1, 2), c=values(2))
case("torch.isin(a, b)", a=integers(2, 5), b=integers(3), ts="return t.isin(a, b)")
case("torch.trapezoid(y)", y=values(2, 5))
case("torch.trapezoid(y, dx=0.5)", y=values(2, 5))
case("torch.trapezoid(y, x=x)", y=values(2, 5), x=values(5))
case("torch.addmv(a, b, c)", a=values(2), b=values(2, 3), c=values(3))
case("torch.baddbmm(a, b, c, beta=0.5, alpha=2.0)", a=values(2, 2, 2), b=values(2, 2, 3), c=values(2, 3, 2))
case("x.floor_divide(y)", x=integers(5), y=integers(5, low=1), grad=False)
case("x.floor_divide(0.7)", x=values(5), grad=False)
case("x.dist(y)", x=values(2, 3), y=values(2, 3, seed=1))
case("x.dist(y, 1)", x=values(2, 3), y=values(2, 3, seed=1))
case("x.new_zeros((2, 3))", x=integers(1))
case("x.new_ones((2,))", x=values(1), grad=False)
case("x.new_full((2, 1), 3)", x=integers(1))

for shape in ["4, 3", "3, 5", "4, 2, 3"]:
    case(f"torch.manual_seed(3); torch.nn.init.orthogonal_(torch.empty({shape}), gain=1.5)", x=integers(1),
         ts=f"t.manualSeed(3); return init.orthogonal_(t.empty([{shape}]), {{ gain: 1.5 }})")

write()
