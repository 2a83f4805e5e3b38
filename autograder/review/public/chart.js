// Draws the one chart of a frame that has no origin. Its data are its own: whatever would be fetched is refused.

/** @type {any} */
const { vega, vegaLite, expressionInterpreter } = /** @type {any} */ (globalThis);

const place = /** @type {HTMLElement} */ (document.querySelector("#chart"));
const holder = /** @type {HTMLElement} */ (document.querySelector("#spec"));

const refuse = () => Promise.reject(new Error("Charts fetch nothing: their data stand in the notebook."));
const loader = { load: refuse, sanitize: refuse, http: refuse, file: refuse };

draw().catch((error) => {
  place.textContent = `This chart cannot be drawn: ${String(error?.message ?? error).slice(0, 300)}`;
  tellSize();
});

async function draw() {
  const given = JSON.parse(holder.textContent ?? "");
  const spec = holder.dataset.kind === "vega" ? given : vegaLite.compile(given, { logger: quiet() }).spec;
  // Expressions of a specification are data to an interpreter, never code.
  const view = new vega.View(vega.parse(spec, null, { ast: true }), {
    expr: expressionInterpreter,
    renderer: "svg",
    loader,
    logger: quiet(),
    container: place,
    hover: true,
  });
  await view.runAsync();
  tellSize();
}

/** A logger that keeps what a specification makes it say off the console. */
function quiet() {
  const logger = vega.logger(vega.None);
  return logger;
}

/** The page around gives the frame the height that the chart needs. */
function tellSize() {
  parent.postMessage({ chartHeight: Math.ceil(place.getBoundingClientRect().height) + 24 }, "*");
}
