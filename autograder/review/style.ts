import { theme } from "../feedback/index.ts";

/** The desk's style sheet; colours and their contrasts are the feedback page's. */
export const style = `${theme}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 0 1rem 3rem; background: var(--back); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
body.wide { max-width: 110rem; }
a { color: var(--link); }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -99rem; }
.skip:focus { position: static; }
.quiet { color: var(--quiet); font-weight: normal; }
.top { display: flex; justify-content: space-between; gap: 1rem; border-bottom: 1px solid var(--line); }
.top p { margin: 0.5rem 0; color: var(--quiet); }
.top ol { list-style: none; display: flex; flex-wrap: wrap; margin: 0.5rem 0; padding: 0; }
.top li + li::before { content: "/"; margin: 0 0.5rem; color: var(--quiet); }
h1 { font-size: 1.35rem; line-height: 1.25; margin: 1rem 0 0.5rem; }
h2 { font-size: 1.1rem; margin: 0 0 0.25rem; }
h3 { font-size: 1rem; margin: 1.25rem 0 0.25rem; }
h4 { font-size: 0.85rem; margin: 0.5rem 0 0.25rem; color: var(--quiet); font-weight: 600; }
table { width: 100%; border-collapse: collapse; margin: 0.75rem 0; }
th, td { text-align: left; font-weight: normal; padding: 0.35rem 0.75rem 0.35rem 0; border-bottom: 1px solid var(--line); vertical-align: middle; }
td, tbody th { overflow-wrap: break-word; }
thead th { color: var(--quiet); }
.number { text-align: right; padding-right: 0; font-variant-numeric: tabular-nums; white-space: nowrap; }
th.number + th, td.number + td { padding-left: 2rem; }
progress { width: 8rem; height: 0.6rem; accent-color: var(--good); }
.actions { display: flex; flex-wrap: wrap; gap: 0.5rem 1rem; align-items: center; margin: 0.5rem 0; }
.tabs { list-style: none; display: flex; flex-wrap: wrap; gap: 0 1.25rem; padding: 0; margin: 1rem 0 0; }
.tabs a { display: block; padding: 0.25rem 0; }
.tabs a[aria-current] { color: var(--text); font-weight: 600; text-decoration: none; border-bottom: 3px solid var(--text); }
button, .button { font: inherit; color: var(--text); background: var(--soft); border: 1px solid var(--line); border-radius: 0.3rem; padding: 0.35rem 0.8rem; cursor: pointer; text-decoration: none; }
.button { background: var(--link); border-color: var(--link); color: var(--back); font-weight: 600; }
input, select, textarea { font: inherit; color: var(--text); background: var(--back); border: 1px solid var(--line); border-radius: 0.25rem; padding: 0.25rem 0.4rem; max-width: 100%; }
textarea { width: 100%; display: block; resize: vertical; }
input[type="checkbox"], input[type="radio"] { width: 1.05rem; height: 1.05rem; margin: 0.2rem 0 0; flex: none; accent-color: var(--link); }
fieldset { border: 0; border-top: 1px solid var(--line); margin: 0.75rem 0 0; padding: 0.25rem 0 0; min-width: 0; }
legend { font-weight: 600; padding: 0 0.5rem 0 0; }
summary { cursor: pointer; color: var(--quiet); padding: 0.15rem 0; }
kbd { font: 0.8em ui-monospace, monospace; border: 1px solid var(--line); border-radius: 0.2rem; padding: 0 0.3em; background: var(--soft); }
.note { border-left: 4px solid var(--link); background: var(--soft); padding: 0.5rem 0.75rem; margin: 0.75rem 0; }
.note.bad { border-color: var(--bad); }
.note p { margin: 0.25rem 0; }
dl { display: grid; grid-template-columns: auto 1fr; gap: 0.2rem 1rem; margin: 0.5rem 0; }
dt { color: var(--quiet); }
dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
dd p { margin: 0; }
.desk { display: grid; grid-template-columns: minmax(0, 1fr) 19rem; gap: 0 1.5rem; align-items: start; }
.work { min-width: 0; }
.pair { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 0 1rem; }
pre, .code { font: 13px/1.5 ui-monospace, "DejaVu Sans Mono", monospace; background: var(--soft); border-radius: 0.25rem; tab-size: 2; }
pre { padding: 0.6rem 0.75rem; margin: 0.25rem 0; overflow: auto; white-space: pre-wrap; overflow-wrap: anywhere; max-height: 25rem; }
pre.error { border-left: 4px solid var(--bad); }
.code { margin: 0; padding: 0.5rem 0 0.5rem 2.9rem; }
.code li { padding: 0 0.5rem 0 0.35rem; border-left: 3px solid transparent; }
.code li::marker { color: var(--quiet); font-size: 0.85em; }
.code code { font: inherit; white-space: pre-wrap; overflow-wrap: anywhere; }
.code[data-cell] li[data-line] > code { cursor: pointer; display: block; }
.code li:focus { outline: none; border-left-color: var(--link); background: var(--back); }
mark { background: none; color: inherit; text-decoration: underline; text-decoration-color: var(--part); text-decoration-thickness: 2px; text-underline-offset: 2px; }
.code .alike { border-left-color: var(--part); }
.thread, .group { border-top: 1px solid var(--line); margin: 1rem 0; }
.remark { font: 14px/1.4 system-ui, sans-serif; margin: 0.1rem 0 0.2rem; padding-left: 0.5rem; border-left: 3px solid var(--good); white-space: pre-wrap; }
.comment { font: 15px/1.45 system-ui, sans-serif; border: 1px solid var(--line); border-left: 4px solid var(--part); border-radius: 0.25rem; background: var(--back); padding: 0.3rem 0.6rem; margin: 0.3rem 0; }
.comment summary { font-size: 0.85rem; padding: 0.25rem 0; }
.shown > :first-child, .prose > :first-child { margin-top: 0; }
.shown > :last-child { margin-bottom: 0.2rem; }
.prose { border-left: 4px solid var(--link); padding-left: 0.75rem; }
.shown code, .prose code { font: 0.9em ui-monospace, monospace; background: var(--soft); padding: 0 0.2em; }
.outputs img { max-width: 100%; height: auto; background: #fff; display: block; }
.outputs iframe { width: 100%; height: 9rem; border: 1px solid var(--line); background: #fff; resize: vertical; }
.outputs iframe.chart { height: 20rem; }
dialog { width: min(44rem, 94vw); max-height: 80vh; color: var(--text); background: var(--back); border: 1px solid var(--line); border-radius: 0.4rem; padding: 1rem; }
dialog::backdrop { background: #0008; }
dialog h2 { margin: 0 0 0.5rem; }
.bank { list-style: none; margin: 0.5rem 0; padding: 0; }
.bank button { display: block; width: 100%; text-align: left; margin: 0.25rem 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.compare { margin: 0.4rem 0; }
.diff { white-space: pre-wrap; }
.diff ins, .diff del, .diff span { display: block; text-decoration: none; border-left: 3px solid transparent; padding-left: 0.4rem; }
.diff ins { border-color: var(--good); color: var(--good); }
.diff del { border-color: var(--bad); color: var(--bad); }
.diff mark { color: inherit; text-decoration-color: currentColor; }
.diff .gap { color: var(--quiet); }
.tests { list-style: none; margin: 0; padding: 0; }
.tests li { border-left: 4px solid var(--line); padding: 0 0 0 0.75rem; margin: 0.4rem 0; }
.tests p { margin: 0.1rem 0; }
.head { display: flex; gap: 0.75rem; align-items: baseline; }
.head strong { white-space: nowrap; min-width: 4.5rem; }
.head .name { flex: 1; overflow-wrap: anywhere; }
.tag { color: var(--quiet); font-size: 0.85em; border: 1px solid var(--line); border-radius: 0.6rem; padding: 0 0.5rem; white-space: nowrap; }
.tests .passed { border-color: var(--good); } .passed > .head strong { color: var(--good); }
.tests .partly { border-color: var(--part); } .partly > .head strong { color: var(--part); }
.tests .failed { border-color: var(--bad); } .failed > .head strong { color: var(--bad); }
.message { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--soft); padding: 0.4rem 0.6rem; border-radius: 0.25rem; }
.points { color: var(--quiet); white-space: nowrap; font-variant-numeric: tabular-nums; }
.panel { position: sticky; top: 0; max-height: 100vh; overflow-y: auto; padding: 0.5rem 0.25rem 1rem; }
.panel p { margin: 0.25rem 0; }
.score { font-size: 1.5rem; font-weight: 600; line-height: 1.2; }
.score .quiet { font-size: 0.95rem; }
.item { display: flex; gap: 0.5rem; align-items: flex-start; padding: 0.2rem 0; }
.item span { flex: 1; min-width: 0; overflow-wrap: anywhere; }
.item .points { flex: none; }
.own { margin-top: 0.75rem; }
.own label { display: block; margin: 0.25rem 0; }
.own [name="reason"] { width: 100%; }
.place { display: flex; flex-wrap: wrap; gap: 0.25rem 0.75rem; margin: 0.25rem 0; font-size: 0.9rem; }
.buttons { display: flex; flex-wrap: wrap; gap: 0.5rem 0.75rem; align-items: center; margin: 0.75rem 0; }
.keys dl { font-size: 0.9rem; }
.rubric td:first-child { width: 100%; }
.rubric td:first-child input { width: 100%; }
@media (max-width: 60rem) {
  .desk { grid-template-columns: minmax(0, 1fr); }
  .panel { position: static; max-height: none; border-top: 2px solid var(--line); margin-top: 1rem; }
}
@media (max-width: 45rem) {
  main { overflow-x: auto; }
  progress { width: 4rem; }
  .pair { grid-template-columns: minmax(0, 1fr); }
}
`;
