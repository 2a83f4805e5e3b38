"""The cases of nn_layers.py: one list a family. M(name, *args, on=[input shapes], eval=False, call={}, **options)."""


def M(name, *args, on, eval=False, call=None, **options):
    case = {"module": [name, list(args), options] if options else [name, list(args)], "inputs": list(on)}
    if eval:
        case["eval"] = True
    if call:
        case["call"] = call
    return case


X4 = [2, 3, 7, 6]
X3 = [2, 4, 9]

convolution = [
    M("Conv2d", 3, 4, 3, on=[X4]),
    M("Conv2d", 3, 4, 3, on=[[3, 7, 6]]),
    M("Conv2d", 3, 4, 3, on=[X4], bias=False),
    M("Conv2d", 3, 4, 3, on=[X4], padding=1),
    M("Conv2d", 3, 4, 3, on=[X4], stride=2, padding=1),
    M("Conv2d", 3, 4, 3, on=[[2, 3, 8, 8]], stride=2, padding=1),
    M("Conv2d", 3, 4, [3, 2], on=[X4], stride=[2, 1], padding=[1, 2]),
    M("Conv2d", 3, 4, 7, on=[[2, 3, 9, 9]], stride=2, padding=3),
    M("Conv2d", 3, 4, 1, on=[X4]),
    M("Conv2d", 3, 4, 1, on=[X4], stride=2),
    M("Conv2d", 3, 4, 1, on=[X4], padding=1),
    M("Conv2d", 3, 4, 3, on=[[2, 3, 9, 9]], dilation=2),
    M("Conv2d", 3, 4, 3, on=[[2, 3, 9, 9]], dilation=2, padding=2),
    M("Conv2d", 3, 4, 3, on=[[2, 3, 9, 10]], dilation=[2, 3], padding=[2, 3], stride=[2, 1]),
    M("Conv2d", 3, 4, 3, on=[[2, 3, 9, 9]], dilation=2, stride=2, padding=1),
    M("Conv2d", 4, 6, 3, on=[[2, 4, 6, 6]], groups=2),
    M("Conv2d", 4, 6, 3, on=[[2, 4, 6, 6]], groups=2, padding=1, stride=2, bias=False),
    M("Conv2d", 4, 4, 3, on=[[2, 4, 6, 6]], groups=4, padding=1),
    M("Conv2d", 4, 8, 3, on=[[2, 4, 6, 6]], groups=4, padding=1, stride=2),
    M("Conv2d", 4, 4, 3, on=[[2, 4, 8, 8]], groups=4, padding=2, dilation=2),
    M("Conv2d", 4, 4, 3, on=[[2, 4, 8, 8]], groups=2, padding=2, dilation=2),
    M("Conv2d", 4, 6, 1, on=[[2, 4, 5, 5]], groups=2),
    M("Conv2d", 3, 4, 3, on=[X4], padding="same"),
    M("Conv2d", 3, 4, 4, on=[X4], padding="same"),
    M("Conv2d", 3, 4, 3, on=[X4], padding="same", dilation=2),
    M("Conv2d", 3, 4, [2, 3], on=[X4], padding="same"),
    M("Conv2d", 3, 4, 3, on=[X4], padding="valid"),
    M("Conv2d", 3, 4, 3, on=[X4], padding=1, paddingMode="reflect"),
    M("Conv2d", 3, 4, 3, on=[X4], padding=[2, 1], paddingMode="reflect"),
    M("Conv2d", 3, 4, 3, on=[X4], padding=1, paddingMode="replicate"),
    M("Conv2d", 3, 4, 3, on=[X4], padding=2, paddingMode="circular"),
    M("Conv2d", 3, 4, 4, on=[X4], padding="same", paddingMode="circular"),
    M("Conv2d", 1, 2, 5, on=[[1, 1, 5, 5]]),
    M("Conv2d", 1, 2, 3, on=[[2, 1, 2, 2]], padding=1),
    M("Conv1d", 4, 5, 3, on=[X3]),
    M("Conv1d", 4, 5, 3, on=[[4, 9]]),
    M("Conv1d", 4, 5, 3, on=[X3], padding=1, stride=2),
    M("Conv1d", 4, 5, 3, on=[X3], dilation=2, padding="same"),
    M("Conv1d", 4, 6, 3, on=[X3], groups=2, bias=False),
    M("Conv1d", 4, 5, 3, on=[X3], padding=1, paddingMode="circular"),
    M("ConvTranspose2d", 3, 4, 3, on=[[2, 3, 4, 5]]),
    M("ConvTranspose2d", 3, 4, 2, on=[[2, 3, 4, 5]], stride=2),
    M("ConvTranspose2d", 3, 4, 3, on=[[2, 3, 4, 5]], stride=2, padding=1, outputPadding=1),
    M("ConvTranspose2d", 3, 4, 4, on=[[2, 3, 4, 5]], stride=2, padding=1, bias=False),
    M("ConvTranspose2d", 3, 4, [3, 2], on=[[2, 3, 4, 5]], stride=[2, 3], padding=[1, 0], outputPadding=[0, 2]),
    M("ConvTranspose2d", 3, 4, 3, on=[[2, 3, 4, 5]], dilation=2),
    M("ConvTranspose2d", 3, 4, 3, on=[[2, 3, 4, 5]], dilation=2, stride=2, padding=2, outputPadding=1),
    M("ConvTranspose2d", 4, 6, 3, on=[[2, 4, 4, 5]], groups=2, stride=2, padding=1),
    M("ConvTranspose2d", 4, 4, 4, on=[[2, 4, 4, 5]], groups=4, stride=2, padding=1, bias=False),
    M("ConvTranspose2d", 3, 4, 1, on=[[3, 4, 5]]),
    M("ConvTranspose1d", 4, 3, 3, on=[X3], stride=2, padding=1, outputPadding=1),
    M("ConvTranspose1d", 4, 6, 4, on=[X3], groups=2),
]

pooling = [
    M("MaxPool2d", 2, on=[X4]),
    M("MaxPool2d", 2, on=[[3, 7, 6]]),
    M("MaxPool2d", 3, on=[X4], stride=2, padding=1),
    M("MaxPool2d", 3, on=[[2, 3, 8, 8]], stride=2, padding=1),
    M("MaxPool2d", 3, on=[X4], stride=1),
    M("MaxPool2d", 2, on=[[2, 3, 5, 5]], ceilMode=True),
    M("MaxPool2d", 3, on=[[2, 3, 6, 6]], stride=2, ceilMode=True),
    M("MaxPool2d", 3, on=[[2, 3, 7, 7]], stride=2, padding=1, ceilMode=True),
    M("MaxPool2d", 2, on=[[2, 3, 4, 4]], stride=3, ceilMode=True),
    M("MaxPool2d", [3, 2], on=[X4], stride=[2, 1], padding=[1, 0]),
    M("MaxPool2d", 2, on=[X4], dilation=2),
    M("MaxPool2d", 3, on=[[2, 3, 9, 9]], dilation=2, stride=2, padding=1),
    M("MaxPool2d", 2, on=[X4], returnIndices=True),
    M("MaxPool2d", 3, on=[X4], stride=2, padding=1, returnIndices=True),
    M("MaxPool1d", 2, on=[X3]),
    M("MaxPool1d", 3, on=[X3], stride=2, padding=1),
    M("MaxPool1d", 2, on=[X3], ceilMode=True),
    M("AvgPool2d", 2, on=[X4]),
    M("AvgPool2d", 2, on=[[3, 7, 6]]),
    M("AvgPool2d", 3, on=[X4], stride=1, padding=1),
    M("AvgPool2d", 3, on=[X4], stride=2, padding=1),
    M("AvgPool2d", 3, on=[X4], stride=2, padding=1, countIncludePad=False),
    M("AvgPool2d", 3, on=[[2, 3, 8, 8]], stride=2, ceilMode=True),
    M("AvgPool2d", 3, on=[[2, 3, 8, 8]], stride=2, padding=1, ceilMode=True),
    M("AvgPool2d", 3, on=[[2, 3, 8, 8]], stride=2, padding=1, ceilMode=True, countIncludePad=False),
    M("AvgPool2d", [3, 2], on=[X4], stride=[2, 1], padding=[1, 0], divisorOverride=5),
    M("AvgPool1d", 2, on=[X3]),
    M("AvgPool1d", 3, on=[X3], stride=2, padding=1),
    M("AvgPool1d", 3, on=[X3], stride=2, padding=1, ceilMode=True, countIncludePad=False),
    M("AdaptiveAvgPool2d", 1, on=[X4]),
    M("AdaptiveAvgPool2d", 1, on=[[3, 7, 6]]),
    M("AdaptiveAvgPool2d", [7, 6], on=[X4]),
    M("AdaptiveAvgPool2d", [3, 4], on=[X4]),
    M("AdaptiveAvgPool2d", 7, on=[[2, 3, 3, 5]]),
    M("AdaptiveAvgPool2d", 2, on=[[2, 3, 8, 8]]),
    M("AdaptiveAvgPool2d", [None, 2], on=[X4]),
    M("AdaptiveAvgPool1d", 4, on=[X3]),
    M("AdaptiveMaxPool2d", [3, 4], on=[X4]),
    M("AdaptiveMaxPool2d", 1, on=[X4]),
    M("AdaptiveMaxPool2d", 2, on=[X4], returnIndices=True),
    M("AdaptiveMaxPool1d", 4, on=[X3]),
    M("LPPool2d", 2, 2, on=[X4]),
    M("LPPool2d", 4, 3, on=[[2, 3, 8, 8]], stride=2),
]

normalization = [
    M("BatchNorm2d", 3, on=[X4]),
    M("BatchNorm2d", 3, on=[X4], eval=True),
    M("BatchNorm2d", 3, on=[X4], affine=False),
    M("BatchNorm2d", 3, on=[X4], momentum=0.3, eps=1e-3),
    M("BatchNorm2d", 3, on=[X4], momentum=None),
    M("BatchNorm2d", 3, on=[X4], trackRunningStats=False),
    M("BatchNorm2d", 3, on=[X4], trackRunningStats=False, eval=True),
    M("BatchNorm2d", 3, on=[[2, 3, 1, 1]]),
    M("BatchNorm1d", 4, on=[X3]),
    M("BatchNorm1d", 4, on=[[5, 4]]),
    M("BatchNorm1d", 4, on=[[5, 4]], eval=True),
    M("BatchNorm1d", 4, on=[[5, 4]], affine=False, momentum=None),
    M("LayerNorm", 6, on=[X4]),
    M("LayerNorm", [7, 6], on=[X4]),
    M("LayerNorm", [3, 7, 6], on=[X4], eps=1e-3),
    M("LayerNorm", 6, on=[X4], elementwiseAffine=False),
    M("LayerNorm", 6, on=[X4], bias=False),
    M("LayerNorm", 8, on=[[8]]),
    M("RMSNorm", 6, on=[X4]),
    M("RMSNorm", [7, 6], on=[X4], eps=1e-3),
    M("GroupNorm", 2, 4, on=[[2, 4, 5, 3]]),
    M("GroupNorm", 4, 4, on=[[2, 4, 5, 3]], eps=1e-3),
    M("GroupNorm", 1, 4, on=[[2, 4, 5]], affine=False),
    M("GroupNorm", 2, 6, on=[[3, 6]]),
    M("InstanceNorm2d", 3, on=[X4]),
    M("InstanceNorm2d", 3, on=[[3, 7, 6]]),
    M("InstanceNorm2d", 3, on=[X4], affine=True),
    M("InstanceNorm2d", 3, on=[X4], affine=True, trackRunningStats=True),
    M("InstanceNorm2d", 3, on=[X4], affine=True, trackRunningStats=True, eval=True),
    M("InstanceNorm1d", 4, on=[X3], affine=True),
    M("LocalResponseNorm", 2, on=[X4]),
    M("LocalResponseNorm", 5, on=[[2, 7, 3, 3]], alpha=0.1, beta=0.5, k=2),
]

activation = [
    M(name, *args, on=[[3, 5]], **options)
    for name, args, options in [
        ("ReLU", [], {}), ("ReLU6", [], {}), ("ELU", [], {}), ("ELU", [], {"alpha": 0.5}), ("SELU", [], {}),
        ("CELU", [], {}), ("CELU", [], {"alpha": 0.5}), ("GELU", [], {}), ("GELU", [], {"approximate": "tanh"}),
        ("SiLU", [], {}), ("Mish", [], {}), ("Hardswish", [], {}), ("Hardsigmoid", [], {}), ("Hardtanh", [], {}),
        ("Hardtanh", [], {"minVal": -0.5, "maxVal": 0.25}), ("LeakyReLU", [], {}), ("LeakyReLU", [0.2], {}),
        ("PReLU", [], {}), ("PReLU", [], {"numParameters": 5, "init": 0.1}), ("Sigmoid", [], {}), ("Tanh", [], {}),
        ("LogSigmoid", [], {}), ("Softplus", [], {}), ("Softplus", [], {"beta": 2, "threshold": 1}),
        ("Softsign", [], {}), ("Softmax", [], {"dim": 1}), ("Softmax", [], {"dim": 0}), ("LogSoftmax", [], {"dim": -1}),
        ("Softmin", [], {"dim": 1}), ("Tanhshrink", [], {}), ("Softshrink", [], {}), ("Softshrink", [0.25], {}),
        ("Hardshrink", [], {}), ("Hardshrink", [0.25], {}), ("Threshold", [0.1, 20], {}),
    ]
] + [
    M("ReLU", on=[X4]), M("GLU", on=[[3, 6]]), M("GLU", on=[[4, 6]], dim=0), M("Softmax2d", on=[X4]),
    M("Softmax", on=[X4], dim=1), M("LogSoftmax", on=[X4], dim=1), M("PReLU", on=[X4], numParameters=3),
    M("ReLU", on=[[3, 4]], inplace=False), M("RReLU", on=[[3, 5]], eval=True), M("Sigmoid", on=[X4]),
]

linear = [
    M("Linear", 4, 3, on=[[5, 4]]),
    M("Linear", 4, 3, on=[[4]]),
    M("Linear", 4, 3, on=[[2, 5, 4]]),
    M("Linear", 4, 3, on=[[5, 4]], bias=False),
    M("Linear", 300, 20, on=[[2, 300]]),
    M("Bilinear", 3, 4, 5, on=[[6, 3], [6, 4]]),
    M("Bilinear", 3, 4, 5, on=[[2, 6, 3], [2, 6, 4]], bias=False),
    M("Identity", on=[[2, 3]]),
    M("Flatten", on=[X4]),
    M("Flatten", 0, on=[X4]),
    M("Flatten", 1, 2, on=[X4]),
    M("Unflatten", 1, [2, 3], on=[[4, 6]]),
    M("Embedding", 7, 3, on=[{"randint": [0, 7, [2, 5]]}]),
    M("Embedding", 7, 3, on=[{"randint": [0, 3, [9]]}], paddingIdx=1),
    M("EmbeddingBag", 7, 3, on=[{"randint": [0, 7, [2, 5]]}]),
    M("EmbeddingBag", 7, 3, on=[{"randint": [0, 7, [2, 5]]}], mode="sum"),
    M("CosineSimilarity", on=[[4, 5], [4, 5]]),
    M("CosineSimilarity", on=[X4, X4], dim=-1, eps=1e-6),
    M("PairwiseDistance", on=[[4, 5], [4, 5]]),
    M("PairwiseDistance", on=[[4, 5], [4, 5]], p=1, keepdim=True),
]

dropout = [
    M("Dropout", on=[[5, 6]]),
    M("Dropout", 0.2, on=[X4]),
    M("Dropout", 0.2, on=[X4], eval=True),
    M("Dropout", 0, on=[[5, 6]]),
    M("Dropout1d", 0.3, on=[[4, 5, 3]]),
    M("Dropout2d", 0.3, on=[[4, 5, 3, 2]]),
    M("AlphaDropout", 0.3, on=[[5, 6]]),
    M("FeatureAlphaDropout", 0.3, on=[[4, 5, 3, 2]]),
]

spatial = [
    M("Upsample", on=[X4], scaleFactor=2),
    M("Upsample", on=[X4], size=[10, 5]),
    M("Upsample", on=[X4], size=[3, 11], mode="nearest"),
    M("Upsample", on=[X4], scaleFactor=[1.5, 2.3]),
    M("Upsample", on=[X4], scaleFactor=2, mode="nearest-exact"),
    M("Upsample", on=[X4], size=[10, 4], mode="nearest-exact"),
    M("Upsample", on=[X4], scaleFactor=2, mode="bilinear"),
    M("Upsample", on=[X4], scaleFactor=2, mode="bilinear", alignCorners=True),
    M("Upsample", on=[X4], size=[5, 13], mode="bilinear"),
    M("Upsample", on=[X4], size=[5, 13], mode="bilinear", alignCorners=True),
    M("Upsample", on=[X4], scaleFactor=0.5, mode="bilinear"),
    M("Upsample", on=[X4], scaleFactor=[1.5, 2.3], mode="bilinear"),
    M("Upsample", on=[X4], scaleFactor=1.5, mode="bilinear", recomputeScaleFactor=True),
    M("Upsample", on=[X4], scaleFactor=2, mode="bicubic"),
    M("Upsample", on=[X4], size=[5, 13], mode="bicubic", alignCorners=True),
    M("Upsample", on=[X3], scaleFactor=2, mode="linear"),
    M("Upsample", on=[X3], size=5, mode="linear", alignCorners=True),
    M("Upsample", on=[X3], scaleFactor=2),
    M("UpsamplingNearest2d", on=[X4], scaleFactor=2),
    M("UpsamplingBilinear2d", on=[X4], scaleFactor=2),
    M("PixelShuffle", 2, on=[[2, 8, 3, 2]]),
    M("PixelUnshuffle", 2, on=[[2, 2, 6, 4]]),
    M("ChannelShuffle", 2, on=[[2, 6, 3, 2]]),
    M("Unfold", 2, on=[X4]),
    M("Unfold", 3, on=[X4], padding=1, stride=2),
    M("Unfold", [2, 3], on=[X4], dilation=[2, 1], stride=[1, 2]),
    M("Fold", [4, 5], 2, on=[[2, 12, 12]]),
    M("Fold", [4, 5], 3, on=[[2, 18, 6]], padding=1, stride=2),
    M("ZeroPad2d", 2, on=[X4]),
    M("ZeroPad2d", [1, 2, 0, 3], on=[X4]),
    M("ZeroPad2d", [-1, 2, 0, -2], on=[X4]),
    M("ConstantPad2d", [1, 2, 0, 3], 1.5, on=[X4]),
    M("ConstantPad1d", 2, 0.5, on=[X3]),
    M("ReflectionPad2d", 2, on=[X4]),
    M("ReflectionPad2d", [1, 2, 3, 0], on=[X4]),
    M("ReflectionPad1d", 3, on=[X3]),
    M("ReplicationPad2d", [1, 2, 3, 4], on=[X4]),
    M("ReplicationPad1d", 2, on=[X3]),
    M("CircularPad2d", [1, 2, 3, 0], on=[X4]),
]

recurrent = [
    M("LSTM", 3, 4, on=[[5, 2, 3]]),
    M("LSTM", 3, 4, on=[[5, 3]]),
    M("LSTM", 3, 4, on=[[2, 5, 3]], batchFirst=True),
    M("LSTM", 3, 4, on=[[5, 2, 3]], numLayers=2),
    M("LSTM", 3, 4, on=[[5, 2, 3]], bidirectional=True),
    M("LSTM", 3, 4, on=[[2, 5, 3]], numLayers=2, bidirectional=True, batchFirst=True),
    M("LSTM", 3, 4, on=[[5, 2, 3]], bias=False),
    M("LSTM", 3, 4, on=[[5, 2, 3]], projSize=2),
    M("GRU", 3, 4, on=[[5, 2, 3]]),
    M("GRU", 3, 4, on=[[2, 5, 3]], batchFirst=True, numLayers=2),
    M("GRU", 3, 4, on=[[5, 2, 3], [2, 2, 4]], bidirectional=True),
    M("GRU", 3, 4, on=[[5, 2, 3], [1, 2, 4]], bias=False),
    M("RNN", 3, 4, on=[[5, 2, 3]]),
    M("RNN", 3, 4, on=[[5, 2, 3], [2, 2, 4]], nonlinearity="relu", numLayers=2),
    M("LSTMCell", 3, 4, on=[[2, 3]]),
    M("GRUCell", 3, 4, on=[[2, 3], [2, 4]]),
    M("RNNCell", 3, 4, on=[[2, 3]]),
    M("RNNCell", 3, 4, on=[[2, 3], [2, 4]], nonlinearity="relu"),
]

attention = [
    M("MultiheadAttention", 8, 2, on=[[5, 3, 8], [5, 3, 8], [5, 3, 8]]),
    M("MultiheadAttention", 8, 2, on=[[5, 8], [6, 8], [6, 8]]),
    M("MultiheadAttention", 8, 4, on=[[3, 5, 8], [3, 6, 8], [3, 6, 8]], batchFirst=True),
    M("MultiheadAttention", 8, 2, on=[[5, 3, 8], [6, 3, 4], [6, 3, 5]], kdim=4, vdim=5),
    M("MultiheadAttention", 8, 2, on=[[5, 3, 8], [5, 3, 8], [5, 3, 8]], bias=False),
    M("MultiheadAttention", 8, 2, on=[[5, 3, 8], [6, 3, 8], [6, 3, 8]], addBiasKv=True, addZeroAttn=True),
    M("MultiheadAttention", 8, 2, on=[[5, 3, 8], [5, 3, 8], [5, 3, 8]], call={"needWeights": False}),
    M("MultiheadAttention", 8, 2, on=[[5, 3, 8], [5, 3, 8], [5, 3, 8]], call={"averageAttnWeights": False}),
    M("TransformerEncoderLayer", 8, 2, on=[[5, 3, 8]], dimFeedforward=16, dropout=0),
    M("TransformerEncoderLayer", 8, 2, on=[[3, 5, 8]], dimFeedforward=16, dropout=0, batchFirst=True, normFirst=True, activation="gelu"),
]

composite = [
    M("Sequential", {"module": ["Conv2d", [1, 4, 3], {"padding": 1}]}, {"module": ["BatchNorm2d", [4]]}, {"module": ["ReLU"]}, {"module": ["MaxPool2d", [2]]}, {"module": ["Flatten"]}, {"module": ["Linear", [36, 5]]}, on=[[4, 1, 6, 6]]),
    M("Sequential", {"module": ["Linear", [4, 8]]}, {"module": ["Sequential", [{"module": ["Tanh"]}, {"module": ["Dropout", [0.5]]}]]}, {"module": ["Linear", [8, 2]]}, on=[[4, 4]]),
]

LOSS_INPUT = [4, 5]
CLASSES = {"randint": [0, 5, [4]]}
PROBABILITIES = {"rand": [4, 5]}
SIGNS = {"signs": [4]}

loss = [
    M("CrossEntropyLoss", on=[LOSS_INPUT, CLASSES]),
    M("CrossEntropyLoss", on=[[5], {"randint": [0, 5, []]}]),
    M("CrossEntropyLoss", on=[LOSS_INPUT, CLASSES], reduction="none"),
    M("CrossEntropyLoss", on=[LOSS_INPUT, CLASSES], reduction="sum"),
    M("CrossEntropyLoss", on=[LOSS_INPUT, CLASSES], weight={"tensor": [1, 2, 0.5, 0.1, 3]}),
    M("CrossEntropyLoss", on=[LOSS_INPUT, CLASSES], weight={"tensor": [1, 2, 0.5, 0.1, 3]}, reduction="sum"),
    M("CrossEntropyLoss", on=[LOSS_INPUT, CLASSES], ignoreIndex=2),
    M("CrossEntropyLoss", on=[LOSS_INPUT, CLASSES], ignoreIndex=2, reduction="none"),
    M("CrossEntropyLoss", on=[LOSS_INPUT, CLASSES], labelSmoothing=0.1),
    M("CrossEntropyLoss", on=[LOSS_INPUT, CLASSES], labelSmoothing=0.1, weight={"tensor": [1, 2, 0.5, 0.1, 3]}, ignoreIndex=1),
    M("CrossEntropyLoss", on=[LOSS_INPUT, CLASSES], labelSmoothing=0.3, weight={"tensor": [1, 2, 0.5, 0.1, 3]}, reduction="none"),
    M("CrossEntropyLoss", on=[LOSS_INPUT, PROBABILITIES]),
    M("CrossEntropyLoss", on=[LOSS_INPUT, PROBABILITIES], labelSmoothing=0.2, weight={"tensor": [1, 2, 0.5, 0.1, 3]}),
    M("CrossEntropyLoss", on=[LOSS_INPUT, PROBABILITIES], reduction="none"),
    M("CrossEntropyLoss", on=[[2, 5, 3, 2], {"randint": [0, 5, [2, 3, 2]]}]),
    M("CrossEntropyLoss", on=[[2, 5, 3, 2], {"randint": [0, 5, [2, 3, 2]]}], weight={"tensor": [1, 2, 0.5, 0.1, 3]}, ignoreIndex=0),
    M("CrossEntropyLoss", on=[[2, 5, 3, 2], {"randint": [0, 5, [2, 3, 2]]}], reduction="none", labelSmoothing=0.1),
    M("CrossEntropyLoss", on=[[2, 5, 3, 2], {"rand": [2, 5, 3, 2]}]),
    M("NLLLoss", on=[LOSS_INPUT, CLASSES]),
    M("NLLLoss", on=[LOSS_INPUT, CLASSES], weight={"tensor": [1, 2, 0.5, 0.1, 3]}, ignoreIndex=3),
    M("NLLLoss", on=[[2, 5, 3, 2], {"randint": [0, 5, [2, 3, 2]]}], reduction="none"),
    M("NLLLoss", on=[[2, 5, 3, 2], {"randint": [0, 5, [2, 3, 2]]}], reduction="sum"),
] + [
    M(name, on=[LOSS_INPUT, other], **options)
    for name, other, extra in [
        ("MSELoss", LOSS_INPUT, [{}]), ("L1Loss", LOSS_INPUT, [{}]),
        ("SmoothL1Loss", LOSS_INPUT, [{}, {"beta": 0.3}, {"beta": 0.0}]),
        ("HuberLoss", LOSS_INPUT, [{}, {"delta": 0.4}]),
        ("BCEWithLogitsLoss", PROBABILITIES, [{}, {"weight": {"tensor": [1, 2, 0.5, 0.1, 3]}}, {"posWeight": {"tensor": [1, 2, 0.5, 0.1, 3]}}]),
        ("KLDivLoss", PROBABILITIES, [{}, {"logTarget": True}]),
        ("SoftMarginLoss", {"signs": [4, 5]}, [{}]), ("HingeEmbeddingLoss", {"signs": [4, 5]}, [{}, {"margin": 0.5}]),
        ("MultiLabelSoftMarginLoss", {"randint": [0, 2, [4, 5]]}, [{}, {"weight": {"tensor": [1, 2, 0.5, 0.1, 3]}}]),
        ("MultiMarginLoss", CLASSES, [{}, {"p": 2, "margin": 0.5}]),
        ("PoissonNLLLoss", PROBABILITIES, [{}, {"full": True}]),
    ]
    for options in [*extra, *({"reduction": r, **extra[-1]} for r in (("none", "sum") if name != "KLDivLoss" else ("none", "sum", "batchmean")))]
] + [
    M("BCELoss", on=[{"rand": [4, 5], "grad": True}, PROBABILITIES], **options)
    for options in [{}, {"weight": {"tensor": [1, 2, 0.5, 0.1, 3]}}, {"reduction": "sum"}]
] + [
    M("PoissonNLLLoss", on=[{"rand": [4, 5], "grad": True}, PROBABILITIES], logInput=False),
] + [
    M("CosineEmbeddingLoss", on=[LOSS_INPUT, LOSS_INPUT, SIGNS], **options)
    for options in [{}, {"margin": 0.3}, {"reduction": "none"}, {"reduction": "sum", "margin": -0.2}]
] + [
    M("TripletMarginLoss", on=[LOSS_INPUT, LOSS_INPUT, LOSS_INPUT], **options)
    for options in [{}, {"margin": 0.3}, {"p": 1}, {"swap": True}, {"reduction": "none"}]
] + [
    M("MarginRankingLoss", on=[[4], [4], SIGNS], **options) for options in [{}, {"margin": 0.3}, {"reduction": "none"}]
] + [
    M("GaussianNLLLoss", on=[LOSS_INPUT, LOSS_INPUT, {"rand": [4, 5], "grad": True}], **options)
    for options in [{}, {"full": True}, {"reduction": "none"}]
]

CASES = {
    "convolution": convolution,
    "pooling": pooling,
    "normalization": normalization,
    "activation": activation,
    "linear": linear,
    "dropout": dropout,
    "spatial": spatial,
    "recurrent": recurrent,
    "attention": attention,
    "composite": composite,
    "loss": loss,
}
