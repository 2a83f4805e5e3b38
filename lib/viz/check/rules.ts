import type { Channel, Finding, Unit } from "./finding.ts";

/** One rule: what is wrong with a mark, or nothing. */
export type Rule = (unit: Unit) => Omit<Finding, "rule"> | undefined;

const RAINBOWS = new Set(["rainbow", "sinebow", "turbo", "spectral", "redyellowgreen"]);
const positional = ["x", "y"] as const;

const schemeOf = ({ scale }: Channel): string =>
  (typeof scale?.scheme === "object" ? scale.scheme.name : (scale?.scheme ?? "")).toLowerCase();
const distinct = (unit: Unit, field?: string) => new Set(unit.rows.map((row) => row[field ?? ""])).size;
const quantitative = (channel?: Channel) => channel?.type === "quantitative";
const low = (channel: Channel): number | undefined => {
  const domain = channel.scale?.domain;
  return Array.isArray(domain) && typeof domain[0] === "number" ? Math.min(...(domain as number[])) : undefined;
};
/** The channel that the length of a bar or the height of an area stands for; none if it reaches from one value to another. */
const lengthOf = ({ encoding, mark }: Unit): Channel | undefined => {
  // A constant second end is a baseline.
  const ranged = positional.some((name) => encoding[`${name}2`]?.field && !encoding[name]?.bin);
  if (ranged) return undefined;
  if (mark === "area") return encoding.y;
  const free = positional.filter((name) => quantitative(encoding[name]) && !encoding[name]!.bin);
  return free.length === 0 ? undefined : encoding[free.length === 1 ? free[0]! : "y"];
};

/** The rules that look at one mark at a time, by name. */
export const RULES: Record<string, Rule> = {
  "truncated-bars": (unit) => {
    const length = unit.mark === "bar" || unit.mark === "area" ? lengthOf(unit) : undefined;
    const begin = length && low(length);
    const cut = length && (begin === undefined ? length.scale?.zero === false : begin > 0);
    if (!cut) return;
    return {
      problem: `The ${unit.mark}s do not begin at 0, so their lengths exaggerate the differences`,
      mend: "let the axis begin at 0, or show points on the short axis instead",
    };
  },
  "log-bars": (unit) => {
    const length = unit.mark === "bar" || unit.mark === "area" ? lengthOf(unit) : undefined;
    if (length?.scale?.type !== "log") return;
    return {
      problem: "A logarithmic axis has no 0, so the bars' lengths mean nothing",
      mend: "show points on the logarithmic axis",
    };
  },
  "reversed-axis": ({ encoding, mark }) => {
    const turned =
      encoding.y?.scale?.reverse && quantitative(encoding.y) && encoding.y.axis !== null && mark !== "rect";
    return turned
      ? { problem: "The vertical axis grows downwards: a rise looks like a fall", mend: "take scale.reverse away" }
      : undefined;
  },
  "rainbow-map": ({ encoding }) => {
    const channel = encoding.color ?? encoding.fill;
    if (!channel || !quantitative(channel) || !RAINBOWS.has(schemeOf(channel))) return;
    return {
      problem: "A rainbow has bright bands where the data has no edges, and no order without colour",
      mend: 'take a map of growing lightness, such as scheme "cividis" or "viridis"',
    };
  },
  "red-and-green": ({ encoding }) => {
    const range = encoding.color?.scale?.range;
    const words = Array.isArray(range) ? range.map((colour) => String(colour).toLowerCase()) : [];
    const red = words.some((word) => ["red", "#f00", "#ff0000", "#d62728"].includes(word));
    const green = words.some((word) => ["green", "#0f0", "#00ff00", "#008000", "#2ca02c"].includes(word));
    if (!(red && green)) return;
    return {
      problem: "One man in twelve cannot tell this red from this green",
      mend: "take the library's palette (blue and orange), or shapes as well",
    };
  },
  "too-many-colours": (unit) => {
    const { color } = unit.encoding;
    const count =
      color?.field && color.type === "nominal" && color.legend !== null && unit.mark !== "arc"
        ? distinct(unit, color.field)
        : 0;
    if (count <= 8) return;
    return {
      problem: `${count} colours cannot be told apart in a legend`,
      mend: "name the lines directly, group the rest as one, or use small panels",
    };
  },
  "colours-without-legend": (unit) => {
    const { color } = unit.encoding;
    const shown = positional.some((name) => unit.encoding[name]?.field === color?.field);
    if (!color?.field || color.legend !== null || shown || unit.mark !== "point" || distinct(unit, color.field) < 2)
      return;
    return {
      problem: `Nothing says what the colours of ${color.field} mean`,
      mend: "show the legend, or label the marks",
    };
  },
  "missing-title": ({ encoding }) => {
    const name = positional.find((axis) => {
      const channel = encoding[axis];
      if (!quantitative(channel) || channel!.axis === null || channel!.axis?.labels === false) return false;
      return (
        channel!.title === null ||
        channel!.title === "" ||
        (channel!.title === undefined && channel!.axis?.title == null && !channel!.field)
      );
    });
    return name
      ? {
          problem: `The ${name} axis does not say what it shows`,
          mend: 'give it a title with its unit, like "time (ms)"',
        }
      : undefined;
  },
  "missing-unit": ({ encoding }) => {
    const words = /\b(time|duration|latency|size|memory|speed|distance|weight in|temperature)\b/i;
    const name = positional.find((axis) => {
      const title = encoding[axis]?.title ?? encoding[axis]?.axis?.title ?? encoding[axis]?.field;
      return (
        quantitative(encoding[axis]) &&
        encoding[axis]!.title !== null &&
        typeof title === "string" &&
        words.test(title) &&
        !/[([%]|, \w+$/.test(title)
      );
    });
    return name
      ? {
          problem: `The ${name} axis shows a quantity without its unit`,
          mend: 'write the unit behind it: "latency (ms)"',
        }
      : undefined;
  },
  "pie-of-many": (unit) => {
    if (unit.mark !== "arc") return;
    const slices = Math.max(
      distinct(unit, unit.encoding.color?.field),
      unit.encoding.color?.field ? 0 : unit.rows.length,
    );
    if (slices <= 5) return;
    return { problem: `Nobody compares the angles of ${slices} slices`, mend: "show sorted bars" };
  },
  overplotting: (unit) => {
    const solid = Number(unit.markDef.opacity ?? 1) > 0.5;
    const crowded = unit.rows.length > (unit.width * unit.height) / 60;
    if (!["point", "circle", "square"].includes(unit.mark) || !solid || !crowded) return;
    return {
      problem: `${unit.rows.length} solid points cover each other: dense places look like sparse ones`,
      mend: "lower the opacity, sample the points, or count them in bins",
    };
  },
  "area-by-radius": ({ encoding, mark }) => {
    const scale = encoding.size?.scale;
    if (
      !["point", "circle"].includes(mark) ||
      !quantitative(encoding.size) ||
      !(scale?.zero === false || (low(encoding.size!) ?? 0) > 0)
    )
      return;
    return {
      problem: "The bubbles' areas do not begin at 0: twice the value is not twice the area",
      mend: "let the size scale begin at 0",
    };
  },
  "stacked-lines": (unit) => {
    if (unit.mark !== "line" || !unit.encoding.y?.stack) return;
    return {
      problem: "Stacked lines look like values of their own, but are sums",
      mend: "stack areas, or do not stack",
    };
  },
  "categories-joined": ({ mark, encoding }) => {
    if (mark !== "line" || encoding.x?.type !== "nominal") return;
    return { problem: "A line between categories shows a course that is not there", mend: "show points or bars" };
  },
};
