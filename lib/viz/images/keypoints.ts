import { colourOf, type OverlayOptions, overlay } from "./overlay.ts";
import type { Picture } from "./picture.ts";
import type { ArrayOfPixels } from "./pixels.ts";

export interface KeypointOptions extends OverlayOptions {
  /** Pairs of point numbers to join by lines. */
  skeleton?: readonly (readonly [number, number])[];
}

/**
 * An image with the points of one or more figures, each figure in its colour.
 *
 * @param figures for each figure its points [x, y], or null for those that are hidden
 * @example
 * keypoints(zeros([3, 20, 20]), [[[10, 3], [10, 10], [5, 16], [15, 16]]], { skeleton: [[0, 1], [1, 2], [1, 3]] });
 */
export function keypoints(
  image: ArrayOfPixels,
  figures: readonly (readonly (readonly [number, number] | null)[])[],
  { skeleton = [], ...options }: KeypointOptions = {},
): Picture {
  return overlay(image, options, `Image with ${figures.length} figures of keypoints`, ({ x, y, scale }) =>
    figures
      .map((points, i) => {
        const at = (n: number) => {
          const point = points[n];
          return point ? [x + point[0] * scale, y + point[1] * scale] : null;
        };
        const lines = skeleton.map(([a, b]) => {
          const [from, to] = [at(a), at(b)];
          return from && to
            ? `<path d="M${from.join(" ")}L${to.join(" ")}" stroke="${colourOf(i)}" stroke-width="3"/>`
            : "";
        });
        const dots = points.map((_, n) => {
          const place = at(n);
          return place
            ? `<circle cx="${place[0]}" cy="${place[1]}" r="4" fill="${colourOf(i)}" stroke="white" stroke-width="1.5"/>`
            : "";
        });
        return lines.join("") + dots.join("");
      })
      .join(""),
  );
}
