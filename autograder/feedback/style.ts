/** Contrast of every pair of text and ground is at least 4.5 to 1 in both themes; `tests/autograder/feedback` computes it. */
export const colors = {
  light: {
    text: "#1b1b1f",
    back: "#ffffff",
    line: "#8a8a94",
    quiet: "#55555f",
    good: "#0b6b2e",
    part: "#7a4d00",
    bad: "#a3180f",
    soft: "#f4f4f7",
    link: "#1a4fa0",
  },
  dark: {
    text: "#ececf1",
    back: "#16161a",
    line: "#7d7d88",
    quiet: "#b3b3bd",
    good: "#6fd48f",
    part: "#ffc266",
    bad: "#ff9d94",
    soft: "#222228",
    link: "#9dc1ff",
  },
} as const;

const variables = (theme: Record<string, string>) =>
  Object.entries(theme)
    .map(([name, color]) => `--${name}: ${color};`)
    .join(" ");

/** Both themes as CSS variables. */
export const theme = `
:root { color-scheme: light dark; ${variables(colors.light)} }
@media (prefers-color-scheme: dark) { :root { ${variables(colors.dark)} } }`;

export const style = `${theme}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 50rem; padding: 1.5rem 1rem 3rem; background: var(--back); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
a { color: var(--link); }
.skip { position: absolute; left: -99rem; }
.skip:focus { position: static; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0; }
header p { margin: 0.25rem 0; }
h2 { font-size: 1.15rem; margin: 2.25rem 0 0.75rem; display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem; border-bottom: 1px solid var(--line); padding-bottom: 0.25rem; }
.points { font-weight: normal; color: var(--quiet); white-space: nowrap; font-variant-numeric: tabular-nums; }
.score { font-size: 1.4rem; font-weight: 600; margin-top: 1rem !important; }
.bar { height: 0.6rem; border: 1px solid var(--line); border-radius: 0.3rem; overflow: hidden; margin: 0.25rem 0 0.5rem; }
.bar div { height: 100%; background: var(--good); }
.comment { border-left: 4px solid var(--link); padding-left: 0.75rem; white-space: pre-wrap; }
.reason { border-left: 4px solid var(--bad); padding-left: 0.75rem; }
table { width: 100%; border-collapse: collapse; }
th, td { text-align: left; font-weight: normal; padding: 0.3rem 0.75rem 0.3rem 0; vertical-align: top; border-bottom: 1px solid var(--line); }
thead th { color: var(--quiet); }
.overview th:last-child, .overview td:last-child { text-align: right; padding-right: 0; white-space: nowrap; font-variant-numeric: tabular-nums; }
.tests { list-style: none; margin: 0; padding: 0; }
.tests li { border-left: 4px solid var(--line); padding: 0.1rem 0 0.1rem 0.75rem; margin: 0.5rem 0; }
.tests p { margin: 0.15rem 0; }
.head { display: flex; gap: 0.75rem; align-items: baseline; }
.head strong { white-space: nowrap; min-width: 5rem; }
.head .name { flex: 1; overflow-wrap: anywhere; }
.tests .passed { border-color: var(--good); } .passed > .head strong { color: var(--good); }
.tests .partly { border-color: var(--part); } .partly > .head strong { color: var(--part); }
.tests .failed { border-color: var(--bad); } .failed > .head strong { color: var(--bad); }
.message { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--soft); padding: 0.4rem 0.6rem; border-radius: 0.25rem; }
.hint, .pending { color: var(--quiet); }
pre { background: var(--soft); padding: 0.75rem; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; max-height: 30rem; border-radius: 0.25rem; }
pre.error { border-left: 4px solid var(--bad); }
summary { cursor: pointer; color: var(--quiet); }
footer { margin-top: 3rem; border-top: 1px solid var(--line); color: var(--quiet); font-size: 0.9rem; }
@media print { body { max-width: none; } details > pre { max-height: none; } }
`;
