import { csvField } from "../../grade/csv.ts";
import { chartPage } from "../charts.ts";
import type { Kit } from "../kit.ts";
import { type Overview, readOverview } from "../overview.ts";
import { overviewPage } from "../pages/overview.ts";

/** The class at a glance, its charts, and its points for a spreadsheet. */
export function overviewRoutes({ app, book, open, show }: Kit): void {
  app.get("/overview/:assignment", async (c) => {
    const opened = await open(c.req.param("assignment"));
    if (!opened) return c.notFound();
    const { name, title } = opened.assignment;
    const overview = await readOverview(book, opened);
    const body = overviewPage({ assignment: { name, title }, overview, names: c.get("session").role === "lead" });
    return show(c, `${title}: overview`, [{ text: title, href: `/a/${name}` }], body);
  });

  app.get("/overview/:assignment/chart/:name", async (c) => {
    const opened = await open(c.req.param("assignment"));
    const draw = charts[c.req.param("name")];
    if (!opened || !draw) return c.notFound();
    const { spec } = await draw(await readOverview(book, opened));
    return chartPage(c, { kind: "vega-lite", spec: JSON.stringify(spec) });
  });

  app.get("/overview/:assignment/grades.csv", async (c) => {
    const opened = await open(c.req.param("assignment"));
    if (!opened) return c.notFound();
    const { standings, max } = await readOverview(book, opened);
    const names = opened.assignment.questions.map(({ name }) => name);
    const rows = standings.map((row) => [
      row.student,
      row.score,
      max,
      row.late,
      ...names.map((name) => row.questions[name]),
    ]);
    const text = [["student", "score", "max_score", "late", ...names], ...rows].map((row) =>
      row.map(csvField).join(","),
    );
    c.header("Content-Disposition", `attachment; filename="${opened.assignment.name}.csv"`);
    return c.body(`${text.join("\r\n")}\r\n`, 200, { "Content-Type": "text/csv; charset=utf-8" });
  });
}

// The charts' library is loaded when somebody looks at one.
const charts: Record<string, (overview: Overview) => Promise<{ spec: object }>> = Object.assign(Object.create(null), {
  async points({ standings, max }: Overview) {
    const { histogram } = await import("../../../lib/viz/charts/histogram.ts");
    const scores = standings.map(({ score }) => Math.min(score, max));
    return histogram(scores, { x: "points", bins: 20, range: [0, max], height: 180 });
  },
  async questions({ questions }: Overview) {
    const { barChart } = await import("../../../lib/viz/charts/bar-chart.ts");
    const shares = questions.map(({ name, mean }) => [name, Math.round((mean ?? 0) * 100)]);
    return barChart(Object.fromEntries(shares), { value: "points got (%)", max: 100 });
  },
});
