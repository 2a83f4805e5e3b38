// Inputs that make.py makes too.
import { type Tensor, tensor } from "../../../../lib/tensor/index.ts";
import { tvTensors } from "../../../../lib/vision/index.ts";

export function pixels(seed: number, shape: readonly number[], dtype: "uint8" | "float32" = "uint8"): Tensor {
  const n = shape.reduce((a, b) => a * b, 1);
  const w = shape.at(-1)!;
  const bytes = Uint8Array.from({ length: n }, (_, i) => {
    const noise = (((i * 7919 + seed * 104729) % 65537) * 31) % 97;
    return ((i % w) * 5 + Math.floor(i / w) * 3 + noise + seed * 11) % 256;
  });
  const values = dtype === "uint8" ? bytes : Float32Array.from(bytes, (value) => value / 255);
  return tensor(values).reshape([...shape]);
}

export function boxesOn(height: number, width: number, format: "xyxy" | "xywh" | "cxcywh" = "xyxy") {
  const rows = [
    [1, 2, 9, 8.5],
    [4.5, 0.5, 14, 11],
    [10, 6, 16.5, 12.5],
  ];
  return new tvTensors.BoundingBoxes(rows, { canvasSize: [height, width] }).to(format);
}

export function maskOn(height: number, width: number) {
  const data = Uint8Array.from(pixels(5, [2, height, width]).data, (value) => value % 4);
  return new tvTensors.Mask({ data, shape: [2, height, width] });
}
