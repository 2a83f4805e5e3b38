import { Listed, type Mistake, Net, untyped } from "./library.ts";

const { DataLoader, F, nn, optim, randn, randomSplit, TensorDataset } = untyped;

export const training: Mistake[] = [
  ["state_dict()", () => new nn.Linear(2, 2).state_dict(), 'Module has no "state_dict": use stateDict'],
  [
    "a model moved to a device",
    () => new nn.Linear(2, 2).to("cuda"),
    'Module has no "to": tensors live on the device that setDevice() chose',
  ],
  [
    "zero_grad()",
    () => new optim.SGD(new nn.Linear(2, 2).parameters(), { lr: 0.1 }).zero_grad(),
    'Optimizer has no "zero_grad": use zeroGrad',
  ],
  [
    "layers in a plain array",
    () => new Listed().parameters(),
    "Listed.layers is a plain array of modules, which would not be trained or saved; write this.layers = new nn.ModuleList([...])",
  ],
  [
    "a function in Sequential",
    () => new nn.Sequential(new nn.Linear(2, 2), F.relu),
    "Sequential: expected a module at 1, got a function; a plain function has no place here, write a module with that forward",
  ],
  [
    "an array in Sequential",
    () => new nn.Sequential([new nn.Linear(2, 2)]),
    "Sequential: expected a module at 0, got an array; write new nn.Sequential(...layers)",
  ],
  [
    "a class in Sequential",
    () => new nn.Sequential(new nn.Linear(2, 2), nn.ReLU),
    "Sequential: expected a module at 1, got the class ReLU; make one of it: new nn.ReLU(...)",
  ],
  [
    "an empty parameter list",
    () => new optim.SGD([], { lr: 0.1 }),
    "SGD: got no parameters. Pass model.parameters() of a model that has layers; layers in a plain array are not found, put them into an nn.ModuleList",
  ],
  [
    "the model for its parameters",
    () => new optim.SGD(new nn.Linear(2, 2), { lr: 0.1 }),
    "SGD: expected parameters as first argument, got a Linear; pass model.parameters()",
  ],
  [
    "a tensor for a list",
    () => new optim.SGD(randn([2]), { lr: 0.1 }),
    "SGD: expected parameters as first argument, got a Tensor; pass model.parameters()",
  ],
  [
    "parameters without brackets",
    () => new optim.SGD(new nn.Linear(2, 2).parameters, { lr: 0.1 }),
    "SGD: expected parameters as first argument, got the function parameters; call it; pass model.parameters()",
  ],
  [
    "the learning rate by position",
    () => new optim.SGD(new nn.Linear(2, 2).parameters(), 0.1),
    "SGD: expected the options as an object, like { lr: ... }, got 0.1",
  ],
  [
    "learningRate for lr",
    () => new optim.SGD(new nn.Linear(2, 2).parameters(), { learningRate: 0.1 }),
    "SGD: unknown option learningRate; it takes lr, momentum, dampening, weightDecay, nesterov, maximize",
  ],
  [
    "a negative learning rate",
    () => new optim.SGD(new nn.Linear(2, 2).parameters(), { lr: -0.1 }),
    "SGD: expected a learning rate lr >= 0, got -0.1",
  ],
  [
    "weight_decay",
    () => new optim.SGD(new nn.Linear(2, 2).parameters(), { lr: 0.1, weight_decay: 1 }),
    "SGD: unknown option weight_decay; did you mean weightDecay?",
  ],
  [
    "one beta",
    () => new optim.Adam(new nn.Linear(2, 2).parameters(), { betas: 0.9 }),
    "Adam: expected betas as two numbers in [0, 1), got [0.9]",
  ],
  [
    "a result as a parameter",
    () => new optim.SGD([randn([2], { requiresGrad: true }).mul(2)], { lr: 0.1 }),
    "SGD: parameter 0 was computed from other tensors and cannot be optimized; optimize what it was computed from, or make it a leaf with x.detach().requiresGrad_()",
  ],
  [
    "nesterov without momentum",
    () => new optim.SGD(new nn.Linear(2, 2).parameters(), { lr: 0.1, nesterov: true }),
    "SGD: nesterov needs a momentum above 0 and no dampening",
  ],
  [
    "step before backward",
    () => new optim.SGD(new nn.Linear(2, 2).parameters(), { lr: 0.1 }).step(),
    "SGD.step(): no parameter has a gradient, so nothing moves. Call loss.backward() first",
    "warns",
  ],
  [
    "step with all parameters frozen",
    () => {
      const m = new nn.Linear(2, 2);
      m.requiresGrad_(false);
      new optim.SGD(m.parameters(), { lr: 0.1 }).step();
    },
    "SGD.step(): no parameter has a gradient, so nothing moves. Call loss.backward() first; all parameters are frozen",
    "warns",
  ],
  [
    "an empty state dict",
    () => new Net().loadStateDict({}),
    'Error(s) in loading state_dict for Net:\n\tMissing key(s) in state_dict: "conv1.weight", "conv1.bias", "fc.weight", "fc.bias".',
  ],
  [
    "a state dict of another model",
    () => new nn.Linear(2, 3).loadStateDict(new nn.Linear(2, 4).stateDict()),
    "Error(s) in loading state_dict for Linear:\n\tsize mismatch for weight: the state dict holds [4, 2], this model needs [3, 2].\n\tsize mismatch for bias: the state dict holds [4], this model needs [3].",
  ],
  [
    "a path for a state dict",
    () => new nn.Linear(2, 3).loadStateDict("model.pth"),
    "Linear.loadStateDict: expected a state dict, got string; read the file first: model.loadStateDict(load(path))",
  ],
  [
    "a path that is not there",
    () => new Net().getSubmodule("conv2"),
    'getSubmodule: no module "conv2": Net has no child "conv2", but "conv1", "fc"',
  ],
  [
    "a schedule without its length",
    () => new optim.lrScheduler.StepLR(new optim.SGD(new nn.Linear(2, 2).parameters(), { lr: 0.1 }), undefined),
    "StepLR: expected a stepSize of at least one epoch, got undefined",
  ],
  [
    "a plateau without the metric",
    () =>
      new optim.lrScheduler.ReduceLROnPlateau(new optim.SGD(new nn.Linear(2, 2).parameters(), { lr: 0.1 })).step(
        undefined,
      ),
    "ReduceLROnPlateau: step needs the metric to watch, as step(validationLoss), got undefined",
  ],
  [
    "a batch of none",
    () => new DataLoader(new TensorDataset(randn([4, 2])), { batchSize: 0 }),
    "DataLoader: expected batchSize to be an integer >= 1, got 0",
  ],
  [
    "a tensor for a dataset",
    () => new DataLoader(randn([4, 2])),
    "DataLoader: expected a dataset, got a tensor; wrap it: new TensorDataset(x, y)",
  ],
  [
    "batch_size",
    () => new DataLoader(new TensorDataset(randn([4, 2])), { batch_size: 2 }),
    "DataLoader: unknown option batch_size; did you mean batchSize?",
  ],
  [
    "the batch size by position",
    () => new DataLoader(new TensorDataset(randn([4, 2])), 2),
    "DataLoader: expected the options as an object, like { batchSize: 64 }, got 2",
  ],
  [
    "images and labels of different number",
    () => new TensorDataset(randn([4, 2]), randn([3])),
    "TensorDataset: expected tensors with the same first dimension, got shapes [4, 2] and [3]",
  ],
  [
    "parts that do not sum up",
    () => randomSplit(new TensorDataset(randn([4, 2])), [2, 1]),
    "randomSplit: expected counts that sum to the dataset's 4 samples or fractions that sum to 1, got [2, 1]",
  ],
];
