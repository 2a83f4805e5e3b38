import { html } from "hono/html";
import type { CellOutput } from "../notebook/index.ts";
import { chartFrame, chartOf } from "./charts.ts";
import { outputText } from "./text.ts";

export type Html = ReturnType<typeof html>;

const mostOutputs = 40;
const longestImage = 8_000_000;
const longestFrame = 300_000;

/**
 * What a cell showed when the notebook was handed in: text, pictures, live charts, and anything else in a frame that
 * runs and fetches nothing. `charts` is the address under which the outputs' charts are served, by their number.
 */
export function renderOutputs(outputs: readonly CellOutput[], charts?: string): Html | "" {
  if (outputs.length === 0) return "";
  const rest = outputs.length - mostOutputs;
  return html`<div class="outputs">
<h4>Output, as handed in</h4>
${outputs.slice(0, mostOutputs).map((output, index) => renderOutput(output, charts && `${charts}/${index}`))}
${rest > 0 ? html`<p class="quiet">${rest} more outputs are not shown.</p>` : ""}
</div>`;
}

function renderOutput(output: CellOutput, chart: string | undefined): Html {
  if (output.output_type === "stream")
    return html`<pre class="${output.name === "stderr" ? "error" : ""}">${outputText(output.text)}</pre>`;
  if (output.output_type === "error") {
    const trace =
      outputText(output.traceback.join("\n")) || `${outputText(output.ename)}: ${outputText(output.evalue)}`;
    return html`<pre class="error">${trace}</pre>`;
  }
  const { data } = output;
  const summary = outputText(data["text/plain"], 200);
  if (chart && chartOf(output))
    return html`${chartFrame(chart, `Chart: ${summary || "without a description"}`)}${pictureOf(data, summary, true)}`;
  const picture = pictureOf(data, summary, false);
  if (picture) return picture;
  const markup = outputText(data["text/html"] ?? data["image/svg+xml"], longestFrame);
  if (markup) return frame(markup);
  const text = data["text/plain"] ?? data["text/markdown"] ?? data["text/latex"];
  if (text !== undefined) return html`<pre>${outputText(text)}</pre>`;
  return html`<p class="quiet">An output of type ${outputText(Object.keys(data).join(", "), 200)} without a picture or text.</p>`;
}

/** The picture of an output; of one that is also a live chart it is kept folded. */
function pictureOf(data: Record<string, unknown>, summary: string, folded: boolean): Html | "" {
  for (const type of ["image/png", "image/jpeg"] as const) {
    const picture = imageData(data[type], type);
    if (!picture) continue;
    const image = html`<img src="data:${type};base64,${picture}" alt="${summary || "Picture without a description"}">`;
    return folded ? html`<details><summary>The same as a picture</summary>${image}</details>` : image;
  }
  return "";
}

/** A picture's base64, if it is one: an image of another kind, or longer than fits a page, is not shown. */
function imageData(value: unknown, type: "image/png" | "image/jpeg"): string | undefined {
  const text = (Array.isArray(value) ? value.join("") : typeof value === "string" ? value : "").replace(/\s/g, "");
  const begins = type === "image/png" ? "iVBORw0KGgo" : "/9j/";
  return text.length <= longestImage && text.startsWith(begins) && /^[A-Za-z0-9+/]+=*$/.test(text) ? text : undefined;
}

const framePolicy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

/** An empty `sandbox` forbids scripts, forms, pop-ups, navigation and access to the page around. */
function frame(markup: string): Html {
  const page = `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${framePolicy}"><meta name="color-scheme" content="light">${markup}`;
  return html`<iframe sandbox="" referrerpolicy="no-referrer" loading="lazy" title="Output as HTML, without its scripts" srcdoc="${page}"></iframe>`;
}
