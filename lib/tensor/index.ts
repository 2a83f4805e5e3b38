// Tensors, their operations and autograd, with PyTorch's semantics.
//
//   raw.ts        the bridge to the engine's immutable tensors ("raws") and kernels
//   memory/       the Storage box that aliases share; freeing what nobody reaches (docs/decisions/memory.md)
//   layout.ts     strides: views, and [N, C, H, W] tensors that lie in memory as [N, H, W, C]
//   tensor.ts     the class; operations add their methods from ops/, one family a file
//   autograd/     the graph (record), the backward pass (engine), hooks, custom functions
//   internal.ts   what layers are written with: raws in, raws out, a backward rule
import "./ops/in-place.ts";
import "./ops/indexing.ts";
import "./read.ts";
import "./print.ts";
import "./hints.ts";
import "./memory/cells.ts";

export * from "./api.ts";
