"""Runs expressions in PyTorch and writes them, translated to the library's TypeScript, with results and gradients."""

import ast
import json
import math
import re
from pathlib import Path

import numpy as np
import torch

HERE = Path(__file__).parent
_suites = {}
_current = None


def suite(name):
    """Cases from here on go to tensor_<name>.json."""
    global _current
    _current = _suites.setdefault(name, [])


def _rng(seed, shape):
    return np.random.default_rng([seed, len(_current), *shape])


def values(*shape, low=-2.0, high=2.0, seed=0):
    """Floats with two decimals: short in JSON, and none at 0."""
    drawn = np.round(_rng(seed, shape).uniform(low, high, shape), 2)
    return torch.tensor(np.where(np.abs(drawn) < 0.05, 0.07, drawn), dtype=torch.float32)


def positive(*shape, seed=0):
    return values(*shape, low=0.2, high=3.0, seed=seed)


def distinct(*shape, seed=0):
    """Floats of which no two are equal, and no two opposite."""
    n = int(np.prod(shape))
    return torch.tensor((_rng(seed, shape).permutation(n) - n // 2 + 0.3).reshape(shape) / 4, dtype=torch.float32)


def integers(*shape, low=-5, high=6, seed=0):
    return torch.tensor(_rng(seed, shape).integers(low, high, shape), dtype=torch.int64)


def booleans(*shape, seed=0):
    return torch.tensor(_rng(seed, shape).integers(0, 2, shape), dtype=torch.bool)


def case(py, grad=True, ts=None, scope=None, **inputs):
    """`py`: statements separated by ";", the last an expression. Float inputs get gradients unless `grad` is False."""
    tensors = {}
    for name, x in inputs.items():
        tensors[name] = x.clone().requires_grad_(grad and x.dtype == torch.float32)
    outputs = _results(_run(py, {"torch": torch, "math": math, **(scope or {}), **tensors}))
    entry = {
        "ts": ts or translate(py),
        "in": {name: _dump(x) for name, x in inputs.items()},
        "out": [_dump(y) for y in outputs],
    }
    floats = [y for y in outputs if y.requires_grad]
    if floats:
        sum((y * _weights(y)).sum() for y in floats).backward()
        wanted = {name: x for name, x in tensors.items() if x.requires_grad}
        entry["grad"] = {name: None if x.grad is None else _dump(x.grad) for name, x in wanted.items()}
    _current.append(entry)


def write():
    for name, cases in _suites.items():
        text = "[\n" + ",\n".join(json.dumps(entry, separators=(",", ":")) for entry in cases) + "\n]\n"
        (HERE / f"tensor_{name}.json").write_text(text)
        print(f"{name}: {len(cases)} cases, {len(text) / 1024:.0f} KiB")
    print(sum(map(len, _suites.values())), "cases")


def _run(code, scope):
    *statements, last = [part.strip() for part in code.split(";")]
    for statement in statements:
        exec(statement, scope)
    return eval(last, scope)


def _results(value):
    if isinstance(value, torch.Tensor):
        return [value]
    if isinstance(value, (bool, int, float)):
        return [torch.tensor(value)]
    return [item for part in value for item in _results(part)]


def _weights(x):
    """What the test weights results with before it differentiates: cos(0.7 i + 0.3)."""
    i = torch.arange(x.numel(), dtype=torch.float64)
    return torch.cos(i * 0.7 + 0.3).to(torch.float32).reshape(x.shape)


_TYPES = {torch.float32: "float32", torch.int64: "int32", torch.int32: "int32", torch.bool: "bool", torch.uint8: "uint8"}


def _dump(x):
    """[shape, type, values]."""
    convert = _number if x.dtype == torch.float32 else int
    return [list(x.shape), _TYPES[x.dtype], [convert(v) for v in x.detach().reshape(-1).tolist()]]


def _number(value):
    if math.isnan(value):
        return "nan"
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    short = float(str(np.float32(value)))
    return int(short) if short == int(short) else short


# From PyTorch's calls to the library's: camelCase, lists for tuples, keywords in one options object, at() for [].

_OPERATORS = {
    ast.Add: "add",
    ast.Sub: "sub",
    ast.Mult: "mul",
    ast.Div: "div",
    ast.Pow: "pow",
    ast.Mod: "remainder",
    ast.MatMult: "matmul",
    ast.Gt: "gt",
    ast.GtE: "ge",
    ast.Lt: "lt",
    ast.LtE: "le",
    ast.Eq: "eq",
    ast.NotEq: "ne",
    ast.BitAnd: "logicalAnd",
    ast.BitOr: "logicalOr",
}


def translate(py):
    statements = ast.parse(py.replace("; ", "\n").replace(";", "\n")).body
    lines = [_statement(node) for node in statements]
    return "; ".join([*lines[:-1], f"return {lines[-1]}"])


def _statement(node):
    if isinstance(node, ast.Expr):
        return _expression(node.value)
    target = node.targets[0]
    if isinstance(target, ast.Subscript):
        return f"{_expression(target.value)}.setAt([{_index(target.slice)}], {_expression(node.value)})"
    if isinstance(target, ast.Tuple):
        return f"const [{', '.join(_expression(item) for item in target.elts)}] = {_expression(node.value)}"
    return f"const {_expression(target)} = {_expression(node.value)}"


def _expression(node):
    match node:
        case ast.Name(id=name):
            return {"torch": "t"}.get(name, name)
        case ast.Constant(value=value):
            return {None: "null", True: "true", False: "false"}.get(value, json.dumps(value)) if not _is_number(value) else repr(value)
        case ast.Attribute(value=value, attr=attr):
            return f"{_expression(value)}.{_camel(attr)}"
        case ast.Tuple(elts=items) | ast.List(elts=items):
            return f"[{', '.join(_expression(item) for item in items)}]"
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=value)):
            return f"-{value!r}"
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return f"{_expression(operand)}.neg()"
        case ast.UnaryOp(op=ast.Invert(), operand=operand):
            return f"{_expression(operand)}.logicalNot()"
        case ast.BinOp(left=left, op=op, right=right):
            return _operation(left, _OPERATORS[type(op)], right)
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return _operation(left, _OPERATORS[type(op)], right)
        case ast.Subscript(value=value, slice=index):
            return f"{_expression(value)}.at({_index(index)})"
        case ast.Call(func=ast.Name(id="float"), args=[ast.Constant(value=text)]):
            return {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}[text]
        case ast.Call(func=func, args=args, keywords=keywords):
            parts = [_expression(arg) for arg in args]
            options = ", ".join(f"{_camel(k.arg)}: {_option(k)}" for k in keywords)
            return f"{_expression(func)}({', '.join(parts + ([f'{{ {options} }}'] if options else []))})"
    raise ValueError(ast.dump(node))


def _option(keyword):
    if keyword.arg == "dtype":
        return json.dumps(keyword.value.attr.replace("int64", "int32"))
    return _expression(keyword.value)


def _operation(left, name, right):
    if isinstance(left, ast.Constant):
        if name in ("add", "mul"):
            return f"{_expression(right)}.{name}({left.value!r})"
        if name == "sub":
            return f"{_expression(right)}.rsub({left.value!r})"
        if name == "div":
            return f"{_expression(right)}.reciprocal().mul({left.value!r})"
    return f"{_expression(left)}.{name}({_expression(right)})"


def _index(node):
    items = node.elts if isinstance(node, ast.Tuple) else [node]
    return ", ".join(_index_item(item) for item in items)


def _index_item(node):
    if isinstance(node, ast.Slice):
        text = ":".join("" if part is None else ast.unparse(part) for part in (node.lower, node.upper))
        return json.dumps(text + ("" if node.step is None else f":{ast.unparse(node.step)}"))
    if isinstance(node, ast.Constant) and node.value is Ellipsis:
        return '"..."'
    return _expression(node)


def _is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _camel(name):
    return re.sub(r"(?<=[A-Za-z0-9])_([A-Za-z0-9])", lambda m: m.group(1).upper(), name)
