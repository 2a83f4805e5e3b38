/** Contrast of every pair is at least 4.5 to 1 in both themes. */
export const style = `
:root { color-scheme: light dark; --text: #1b1b1f; --back: #ffffff; --line: #d0d0d7; --quiet: #55555f; --good: #0b6b2e; --bad: #a3180f; --soft: #f4f4f7; }
@media (prefers-color-scheme: dark) { :root { --text: #ececf1; --back: #16161a; --line: #3c3c45; --quiet: #b3b3bd; --good: #6fd48f; --bad: #ff9d94; --soft: #222228; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 52rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
h1 { font-size: 1.6rem; margin: 0; }
h2 { font-size: 1.15rem; margin: 2rem 0 0.5rem; display: flex; justify-content: space-between; gap: 1rem; border-bottom: 1px solid var(--line); }
.points { font-weight: normal; color: var(--quiet); }
.score { font-size: 1.3rem; font-weight: 600; }
.reason { border-left: 4px solid var(--bad); padding-left: 0.75rem; }
table { width: 100%; border-collapse: collapse; }
th { text-align: left; font-weight: 600; color: var(--quiet); }
th, td { padding: 0.35rem 0.75rem 0.35rem 0; vertical-align: top; border-bottom: 1px solid var(--line); }
th:first-child { width: 7rem; }
th:last-child { width: 6rem; }
td:first-child { white-space: nowrap; font-weight: 600; }
td:last-child { white-space: nowrap; text-align: right; padding-right: 0; }
th:last-child { text-align: right; padding-right: 0; }
.passed td:first-child { color: var(--good); }
.failed td:first-child { color: var(--bad); }
.message { white-space: pre-wrap; overflow-wrap: anywhere; }
.hint { color: var(--quiet); }
pre { background: var(--soft); padding: 0.75rem; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; max-height: 30rem; }
pre.error { border-left: 4px solid var(--bad); }
summary { cursor: pointer; color: var(--quiet); }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
`;
