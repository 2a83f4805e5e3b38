import { type Mistake, Net, untyped } from "./library.ts";

const { F, nn, randint, randn, tensor, zeros } = untyped;

export const layers: Mistake[] = [
  [
    "an image with one channel for a layer of three",
    () => new Net().forward(randn([2, 1, 8, 8])),
    "Conv2d(conv1): expected 3 input channels, got 1 [2, 1, 8, 8]. Pass a [N, 3, H, W] tensor or build the layer with inChannels: 1",
  ],
  [
    "channels last, as in TensorFlow",
    () => new nn.Conv2d(3, 8, 3).forward(randn([2, 8, 8, 3])),
    "Conv2d: expected 3 input channels, got 8 [2, 8, 8, 3]. Pass a [N, 3, H, W] tensor or build the layer with inChannels: 8",
  ],
  [
    "a dimension too many",
    () => new nn.Conv2d(3, 8, 3).forward(randn([2, 2, 3, 8, 8])),
    "Conv2d: expected a [N, 3, H, W] tensor, got 5 dimensions [2, 2, 3, 8, 8]. Merge or index the leading dimensions first",
  ],
  [
    "a flattened image for a convolution",
    () => new nn.Conv2d(3, 8, 3).forward(randn([3, 8])),
    "Conv2d: expected a [N, 3, H, W] tensor, got 2 dimensions [3, 8]. A flattened batch has lost its rows and columns: reshape it, or use nn.Linear",
  ],
  [
    "integers into a convolution",
    () => new nn.Conv2d(3, 8, 3).forward(randint(255, [2, 3, 8, 8])),
    "conv2d: expected float32 tensors, got input int32 and weight float32; convert with x.float()\n  in Conv2d, called with [2, 3, 8, 8]",
  ],
  [
    "bytes of an image that were not converted",
    () => new nn.Conv2d(3, 8, 3).forward(zeros([2, 3, 8, 8], { dtype: "uint8" })),
    "conv2d: expected float32 tensors, got input uint8 and weight float32; convert with x.float()\n  in Conv2d, called with [2, 3, 8, 8]",
  ],
  [
    "an image smaller than the kernel",
    () => new nn.Conv2d(3, 8, 5).forward(randn([1, 3, 4, 4])),
    "conv2d: the kernel reaches over 5 rows, but the padded input has only 4 [1, 3, 4, 4]; use a larger image, a smaller kernel or more padding\n  in Conv2d, called with [1, 3, 4, 4]",
  ],
  [
    "no kernel size",
    () => new nn.Conv2d(3, 8),
    "Conv2d: expected kernelSize to be an integer >= 1 or [height, width] of them, got undefined",
  ],
  [
    "stride and padding by position, as in Python",
    () => new nn.Conv2d(3, 8, 3, 1, 1),
    "Conv2d: expected the options as an object, like { stride: ... }, got 1",
  ],
  [
    "a misspelled option",
    () => new nn.Conv2d(3, 8, 3, { pading: 1 }),
    "Conv2d: unknown option pading; it takes stride, padding, dilation, groups, bias, paddingMode",
  ],
  [
    "an option in snake_case",
    () => new nn.Conv2d(3, 8, 3, { padding_mode: "zeros" }),
    "Conv2d: unknown option padding_mode; did you mean paddingMode?",
  ],
  [
    "groups that do not divide the channels",
    () => new nn.Conv2d(3, 8, 3, { groups: 2 }),
    "Conv2d: inChannels 3 must divide by groups 2, so that each group gets as many",
  ],
  [
    'padding "same" with a stride',
    () => new nn.Conv2d(3, 8, 3, { padding: "same", stride: 2 }),
    'Conv2d: padding "same" keeps the size, which a stride of [2,2] cannot; pass numbers',
  ],
  [
    "features that do not fit the next layer",
    () => new Net().forward(randn([2, 3, 8, 8])),
    "Linear(fc): expected 16 input features, got 144 [2, 144]. Pass a [..., 16] tensor or build the layer with inFeatures: 144",
  ],
  [
    "an image into a Linear",
    () => new nn.Linear(64, 10).forward(randn([2, 1, 8, 8])),
    "Linear: expected 64 input features, got 8 [2, 1, 8, 8]. Flatten the features first, with x.flatten(1) or nn.Flatten",
  ],
  [
    "a forgotten Flatten",
    () => new nn.Sequential(new nn.Conv2d(1, 4, 3), new nn.ReLU(), new nn.Linear(10, 2)).forward(randn([1, 1, 8, 8])),
    "Linear(2): expected 10 input features, got 6 [1, 4, 6, 6]. Pass a [..., 10] tensor or build the layer with inFeatures: 144",
  ],
  [
    "a number for a tensor",
    () => new nn.Linear(2, 2).forward(3),
    "Linear: expected a tensor as input, got 3; make one with tensor(...)",
  ],
  [
    "an array for a tensor",
    () => new nn.Linear(2, 2).forward([[1, 2]]),
    "Linear: expected a tensor as input, got ((1, 2)); make one with tensor(...)",
  ],
  [
    "batch norm of another number of channels",
    () => new nn.BatchNorm2d(4).forward(randn([2, 3, 4, 4])),
    "BatchNorm2d: expected 4 channels, got 3 [2, 3, 4, 4]. Pass a tensor with 4 channels or build the layer with numFeatures: 3",
  ],
  [
    "a batch of one, or a forgotten eval()",
    () => new nn.BatchNorm1d(4).forward(randn([1, 4])),
    "BatchNorm1d: expected more than 1 value per channel when training, got [1, 4]. One value has no variance: use a larger batch, dropLast in the DataLoader, or model.eval() for a single sample",
  ],
  [
    "BatchNorm2d behind a Linear",
    () => new nn.BatchNorm2d(4).forward(randn([2, 4])),
    "BatchNorm2d: expected a [N, 4, H, W] tensor, got 2 dimensions [2, 4]",
  ],
  [
    "BatchNorm1d behind a convolution",
    () => new nn.BatchNorm1d(4).forward(randn([2, 4, 3, 3])),
    "BatchNorm1d: expected a [N, 4] or [N, 4, L] tensor, got 4 dimensions [2, 4, 3, 3]. For images use nn.BatchNorm2d",
  ],
  [
    "pooling too often",
    () => new nn.MaxPool2d(3).forward(randn([1, 1, 2, 2])),
    "maxPool2d: the window reaches over 3 rows, but the padded input has only 2 [1, 1, 2, 2]; pool less often or start from larger images\n  in MaxPool2d, called with [1, 1, 2, 2]",
  ],
  [
    "padding larger than half of the window",
    () => new nn.MaxPool2d(2, { padding: 2 }).forward(randn([1, 1, 4, 4])),
    "maxPool2d: padding [2, 2] must be at most half of kernelSize [2, 2]\n  in MaxPool2d, called with [1, 1, 4, 4]",
  ],
  [
    "a dropout of 20 per cent written as 20",
    () => new nn.Dropout(20),
    "Dropout: expected the probability of dropping in [0, 1], got 20",
  ],
  [
    "a word beyond the vocabulary",
    () => new nn.Embedding(4, 2).forward(tensor([1, 4], { dtype: "int32" })),
    "embedding: index 4 is out of range for 4 embeddings, 0 to 3, in [2] indices\n  in Embedding, called with [2]",
  ],
  [
    "words that are no integers",
    () => new nn.Embedding(4, 2).forward(tensor([1, 2])),
    'Embedding: expected int32 indices, got a float32 tensor [2]; convert it with x.to("int32")',
  ],
  [
    "features that do not fit an LSTM",
    () => new nn.LSTM(4, 8).forward(randn([2, 3, 5])),
    "LSTM: expected 4 input features, got 5 [2, 3, 5]",
  ],
  [
    "heads that do not divide the features",
    () => new nn.MultiheadAttention(10, 3),
    "MultiheadAttention: embedDim 10 must divide by numHeads 3",
  ],
  [
    "LayerNorm of another size",
    () => new nn.LayerNorm(4).forward(randn([2, 5])),
    "LayerNorm: expected an input that ends in [4], got [2, 5]",
  ],
  [
    "groups that do not divide the channels of GroupNorm",
    () => new nn.GroupNorm(3, 4),
    "GroupNorm: numChannels 4 must divide by numGroups 3",
  ],
  [
    "interpolate without a size",
    () => F.interpolate(randn([1, 1, 4, 4]), {}),
    "interpolate: give either size or scaleFactor",
  ],
  [
    "an unknown mode",
    () => new nn.Upsample({ scaleFactor: 2, mode: "cubic" }).forward(randn([1, 1, 2, 2])),
    'interpolate: expected mode to be "nearest" or "nearest-exact" or "linear" or "bilinear" or "bicubic" or "area", got "cubic"\n  in Upsample, called with [1, 1, 2, 2]',
  ],
  [
    "more padding than dimensions",
    () => F.pad(randn([2]), [1, 1, 1, 1]),
    "pad: expected two integers for each padded dimension, the last one first, got [1, 1, 1, 1] for shape [2]",
  ],
  [
    "a negative class",
    () => F.oneHot(tensor([-1], { dtype: "int32" }), 3),
    "oneHot: expected class numbers in [0, 3), got -1",
  ],
];
