"""Expected values of lib/train's losses: torch 2.14.1, scikit-learn 1.9.1. Run: python make.py, which writes techniques.json."""
import json, os
import numpy as np
import torch
import torch.nn.functional as F
from sklearn.utils.class_weight import compute_class_weight

torch.manual_seed(0)
C, N = 10, 6
student, teacher = torch.randn(N, C) * 2, torch.randn(N, C) * 3
labels = torch.randint(0, C, (N,))


def kd(T, alpha, hard):
    s = student.clone().requires_grad_()
    soft = F.kl_div(F.log_softmax(s / T, 1), F.softmax(teacher / T, 1), reduction="batchmean")
    loss = soft * T * T
    if hard: loss = alpha * loss + (1 - alpha) * F.cross_entropy(s, labels)
    loss.backward()
    return dict(T=T, alpha=alpha, hard=hard, loss=loss.item(), grad=s.grad.tolist(), norm=s.grad.norm().item())


def focal(gamma, weight):
    s = student.clone().requires_grad_()
    ce = F.cross_entropy(s, labels, reduction="none")
    loss = ((1 - torch.exp(-ce)) ** gamma * ce * (1 if weight is None else weight[labels])).mean()
    loss.backward()
    return dict(gamma=gamma, weight=None if weight is None else weight.tolist(), loss=loss.item(), grad=s.grad.tolist())


y = np.array([0] * 50 + [1] * 9 + [2] * 3)
out = dict(student=student.tolist(), teacher=teacher.tolist(), labels=labels.tolist(),
    distillation=[kd(T, 0.7, hard) for T in (1, 2, 4, 8) for hard in (False, True)],
    focal=[focal(0, None), focal(2, None), focal(1.5, torch.linspace(0.5, 2, C))],
    classWeights=dict(counts=[50, 9, 3], weights=compute_class_weight("balanced", classes=np.arange(3), y=y).tolist()))
here = os.path.dirname(os.path.abspath(__file__))
open(os.path.join(here, "techniques.json"), "w").write(json.dumps(out, separators=(",", ":")) + "\n")
print([(k["T"], k["norm"] / k["T"] ** 2, k["norm"]) for k in out["distillation"] if not k["hard"]])
