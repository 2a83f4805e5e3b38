// Oracle: the models' own source, which says what each module is given.
import { expect } from "chai";
import { nn, type Tensor, zeros } from "../../../lib/index.ts";
import { models } from "../../../lib/vision/index.ts";
import { moduleGraph } from "../../../lib/viz/explain/module-graph.ts";
import { modelGraph } from "../../../lib/viz/index.ts";

/** Each box with the names of those it is given by. */
function arrows(model: nn.Layer, input: Tensor, depth: number | null = null): string[] {
  const boxes = moduleGraph(model, input, depth);
  return boxes.slice(1).map(({ name, from }) => `${from.map((i) => boxes[i]!.name).join(" + ")} -> ${name}`);
}

describe("modelGraph", () => {
  const image = zeros([1, 1, 28, 28]);

  it("follows a block's shortcut around it", () => {
    const block = new models.CifarResNet(1, { inChannels: 1 }).layer1;
    expect(arrows(block, zeros([1, 16, 8, 8]))).to.deep.equal([
      "input -> 0.conv1",
      "0.conv1 -> 0.bn1",
      "0.bn1 -> 0.relu",
      "0.relu -> 0.conv2",
      "0.conv2 -> 0.bn2",
      "0.bn2 + input -> add",
      "add -> 0.relu",
    ]);
  });

  it("draws blocks as one box where it is told to", () => {
    const net = new models.CifarResNet(1, { inChannels: 1 });
    const boxes = moduleGraph(net, image, 1);
    expect(arrows(net, image, 1)).to.deep.equal([
      "input -> conv1",
      "conv1 -> bn1",
      "bn1 -> relu",
      "relu -> layer1",
      "layer1 -> layer2",
      "layer2 -> layer3",
      "layer3 -> avgpool",
      "avgpool -> fc",
    ]);
    expect(boxes.find(({ name }) => name === "layer2")).to.deep.include({ shape: [1, 32, 14, 14], parameters: 13_952 });
  });

  it("sees what plain networks lack", () => {
    const joins = (shortcut: boolean) =>
      moduleGraph(new models.CifarResNet(2, { inChannels: 1, shortcut }), image, null).filter(
        ({ kind }) => kind === "join",
      ).length;
    expect([joins(true), joins(false)]).to.deep.equal([6, 0]);
  });

  it("leaves the model as it was: training, without gradients, frozen parts too", () => {
    const net = new models.CifarResNet(1, { inChannels: 1 });
    models.freeze(net, { except: ["fc"] });
    const before = net.bn1.runningMean!.toArray();
    expect(arrows(net, image)).to.have.length(28);
    expect(net.training).to.equal(true);
    expect(net.parameters().every(({ grad }) => grad === null)).to.equal(true);
    expect(net.bn1.runningMean!.toArray()).to.deep.equal(before);
  });

  it("passes over modules that hand their input on", () => {
    const net = new nn.Sequential(new nn.Linear(2, 2), new nn.Identity(), new nn.Linear(2, 2));
    expect(arrows(net, zeros([1, 2]))).to.deep.equal(["input -> 0", "0 -> 2"]);
  });

  it("refuses more boxes than a reader follows, and says what to do", () => {
    const deep = new models.CifarResNet(9, { inChannels: 1 });
    expect(() => modelGraph(deep, image)).to.throw(/at most 120 boxes, got \d+; pass \{ depth: 2 \}/);
    expect(modelGraph(deep, image, { depth: 2 }).summary).to.equal(
      "Graph of CifarResNet: 32 modules, 0 places where values meet",
    );
  });
});
