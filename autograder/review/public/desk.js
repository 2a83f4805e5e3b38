// The desk's keys, its drafts and the score as it is chosen. Without this file the form works as it stands.

/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Field */
/** @typedef {{ fields: [string, string][], comments: [cell: string, line: string, text: string][] }} Draft */

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-desk]"));
if (form) startDesk(form);

/** @param {HTMLFormElement} form */
function startDesk(form) {
  const key = `tsgrad-draft ${form.dataset.desk}`;
  if (form.dataset.saved) {
    forget(`tsgrad-draft ${form.dataset.saved}`);
    history.replaceState(null, "", location.pathname);
  }
  const pristine = read();
  // After a conflict or a mistake the page itself holds what was written.
  if (!document.querySelector('[role="alert"]')) restore();

  let timer = 0;
  form.addEventListener("input", () => {
    showScore();
    clearTimeout(timer);
    timer = window.setTimeout(keep, 150);
  });
  for (const event of ["pagehide", "submit"]) window.addEventListener(event, keep);
  document.addEventListener("visibilitychange", keep);

  /** Keeps what was written in this browser until the server has it. */
  function keep() {
    clearTimeout(timer);
    const now = read();
    if (meaning(now) === meaning(pristine)) return forget(key);
    try {
      localStorage.setItem(key, JSON.stringify(now));
    } catch {
      tell("This browser keeps no drafts (its storage is full or off): save before you leave the page.");
    }
  }

  function restore() {
    const text = remembered(key);
    if (text === null) return;
    const draft = /** @type {Draft} */ (JSON.parse(text));
    if (meaning(draft) === meaning(pristine)) return;
    fill(draft);
    showScore();
    const discard = document.createElement("button");
    discard.type = "button";
    discard.textContent = "Discard it";
    discard.addEventListener("click", () => {
      fill(pristine);
      forget(key);
      location.reload();
    });
    tell("What you had not saved is back. ")?.append(discard);
  }

  /** @returns {Draft} */
  function read() {
    const entries = /** @type {[string, string][]} */ ([...new FormData(form)]);
    const ours = entries.filter(
      ([name]) => !["csrf", "next", "action", "assignee"].includes(name) && !name.startsWith("comment-"),
    );
    const [cells, lines] = [fieldsOf("comment-cell"), fieldsOf("comment-line")];
    return {
      fields: ours,
      comments: fieldsOf("comment-text").map(({ value }, at) => [
        cells[at]?.value ?? "",
        lines[at]?.value ?? "",
        value,
      ]),
    };
  }

  /** @param {Draft} draft */
  function fill({ fields, comments }) {
    // The last comment is the open one of the page; the others are its stored ones and those that were added on lines.
    const present = read().comments.slice(0, -1);
    for (const [cell, line] of comments.slice(0, -1)) {
      const at = present.findIndex((each) => each[0] === cell && each[1] === line);
      if (at < 0) addComment(cell, line);
      else present.splice(at, 1);
    }
    const now = ["comment-cell", "comment-line", "comment-text"].map(fieldsOf);
    comments.forEach((comment, at) => {
      comment.forEach((value, part) => {
        const field = now[part]?.[at];
        if (field) field.value = value;
      });
      if (comment[2]) now[2]?.[at]?.closest("details")?.setAttribute("open", "");
    });
    const all = (/** @type {string} */ name) => fields.filter(([each]) => each === name).map(([, value]) => value);
    for (const name of ["version", "points", "reason"])
      for (const field of fieldsOf(name)) field.value = all(name)[0] ?? "";
    for (const box of boxes()) box.checked = all(box.name).includes(box.value);
    if (all("points")[0] || all("reason")[0]) form.querySelector(".own")?.setAttribute("open", "");
  }

  /** @param {string} name @returns {Field[]} */
  function fieldsOf(name) {
    return [.../** @type {NodeListOf<Field>} */ (form.querySelectorAll(`[name="${name}"]`))];
  }

  function boxes(selector = '[name="item"], [name="flagged"]') {
    return [.../** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll(selector))];
  }

  /** The score that saving would give. */
  function showScore() {
    const shown = /** @type {HTMLElement} */ (form.querySelector("#score"));
    const { start, max } = shown.dataset;
    const own = fieldsOf("points")[0]?.value.trim().replace(",", ".") ?? "";
    const chosen = boxes('[name="item"]:checked');
    const points = (/** @type {HTMLInputElement} */ box) => Number(box.dataset.points);
    const sum = chosen
      .filter((box) => !("cap" in box.dataset))
      .reduce((total, box) => total + points(box), Number(start));
    const caps = chosen.filter((box) => "cap" in box.dataset).map(points);
    const most = Math.min(Math.max(Number(max), Number(start)), ...caps);
    const score = own === "" ? Math.round(Math.min(Math.max(sum, 0), most) * 1e6) / 1e6 : Number(own);
    const number = /** @type {HTMLElement} */ (shown.querySelector("[data-number]"));
    number.textContent = Number.isFinite(score) ? String(score) : "?";
    const unsaved = /** @type {HTMLElement} */ (shown.querySelector("[data-unsaved]"));
    unsaved.hidden = meaning(read()) === meaning(pristine);
  }

  /** Opens a comment on a line of a cell, and returns its text field. @param {string} cell @param {string} line */
  function addComment(cell, line) {
    const template = /** @type {HTMLTemplateElement} */ (document.querySelector("#comment-template"));
    const copy = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
    const text = /** @type {HTMLTextAreaElement} */ (copy.querySelector("textarea"));
    const place = line ? `line ${line}` : cell ? `cell ${cell}` : "the question";
    text.setAttribute("aria-label", `Comment on ${place}, in Markdown; empty removes it`);
    /** @type {HTMLElement} */ (copy.querySelector("summary")).textContent = `New comment on ${place}`;
    const [cellField, lineField] = /** @type {NodeListOf<HTMLInputElement>} */ (copy.querySelectorAll("input"));
    if (cellField) cellField.value = cell;
    if (lineField) lineField.value = line;
    const code = codes().find((each) => each.dataset.cell === cell);
    const holder =
      code?.querySelector(`[data-line="${Number(line)}"]`) ??
      code?.parentElement?.querySelector("[data-cell-comments]");
    if (holder) holder.append(copy);
    else form.querySelector("[data-new]")?.before(copy);
    return text;
  }

  function codes() {
    return [.../** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll(".code[data-cell]"))];
  }

  function lines() {
    return [.../** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll(".code[data-cell] > li"))];
  }

  function currentLine() {
    return /** @type {HTMLElement | null | undefined} */ (document.activeElement?.closest("li[data-line]"));
  }

  /** @param {1 | -1} step */
  function moveLine(step) {
    const all = lines();
    const line = currentLine();
    const at = line ? all.indexOf(line) + step : step > 0 ? 0 : all.length - 1;
    all[Math.min(Math.max(at, 0), all.length - 1)]?.focus();
  }

  /** @param {HTMLElement | null | undefined} line */
  function commentOn(line) {
    const code = /** @type {HTMLElement | null | undefined} */ (line?.closest(".code[data-cell]"));
    if (!line || !code) return focus("#new-comment");
    const known = line.querySelector("details");
    known?.setAttribute("open", "");
    (known?.querySelector("textarea") ?? addComment(code.dataset.cell ?? "", line.dataset.line ?? "")).focus();
  }

  // Where an earlier comment goes: the text field that was left last.
  /** @type {HTMLTextAreaElement | null} */
  let lastText = null;
  form.addEventListener("focusin", ({ target }) => {
    if (target instanceof HTMLTextAreaElement) lastText = target;
    else if (target instanceof HTMLElement && target.matches("li[data-line]")) lastText = null;
  });
  const bank = /** @type {HTMLDialogElement | null} */ (document.querySelector("#bank"));
  const search = /** @type {HTMLInputElement | null | undefined} */ (bank?.querySelector("input"));
  const offers = () => [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("#bank li"))];
  form.querySelector("[data-bank]")?.addEventListener("click", openBank);
  search?.addEventListener("input", () => {
    const wanted = search.value.trim().toLowerCase();
    for (const offer of offers()) offer.hidden = !offer.textContent?.toLowerCase().includes(wanted);
  });
  search?.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    offers()
      .find((offer) => !offer.hidden)
      ?.querySelector("button")
      ?.click();
  });
  bank?.addEventListener("click", ({ target }) => {
    const chosen = target instanceof Element ? target.closest("button[data-text]") : null;
    if (!(chosen instanceof HTMLElement)) return;
    bank.close();
    putComment(chosen.dataset.text ?? "");
  });

  function openBank() {
    if (!bank || !search) return tell("There are no earlier comments on this question yet.");
    const line = currentLine();
    if (line) lastText = null;
    bank.dataset.line = line ? String(lines().indexOf(line)) : "";
    search.value = "";
    for (const offer of offers()) offer.hidden = false;
    bank.showModal();
    search.focus();
  }

  /** Puts a text into the field that was left, or into a new comment on the chosen line. @param {string} text */
  function putComment(text) {
    const line = bank?.dataset.line ? lines()[Number(bank.dataset.line)] : undefined;
    if (line) commentOn(line);
    else if (lastText?.isConnected) lastText.focus();
    else focus("#new-comment");
    const field = document.activeElement;
    if (!(field instanceof HTMLTextAreaElement)) return;
    field.value = field.value.trim() ? `${field.value.trimEnd()}\n\n${text}` : text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** @type {Record<string, () => void>} */
  const actions = {
    a: () => focus('[name="assignee"]'),
    b: openBank,
    j: () => moveLine(1),
    k: () => moveLine(-1),
    c: () => commentOn(currentLine() ?? lines()[0]),
    m: () => focus("#new-comment"),
    o: () => {
      form.querySelector(".own")?.setAttribute("open", "");
      focus('[name="points"]');
    },
    d: () => {
      const all = [...form.querySelectorAll("details.compare")];
      const open = all.some((each) => !each.hasAttribute("open"));
      for (const each of all) each.toggleAttribute("open", open);
    },
    f: () => boxes('[name="flagged"]')[0]?.click(),
    n: () => follow("next"),
    p: () => follow("prev"),
    s: save,
  };

  document.addEventListener("keydown", (event) => {
    const { target, key: pressed } = event;
    if (event.isComposing || !(target instanceof HTMLElement) || target.closest("dialog")) return;
    if (pressed === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      return save();
    }
    if (target.matches("textarea, select, input:not([type='checkbox'])")) {
      if (pressed === "Escape") leave(target);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || !keys.checked) return;
    const box = /^[1-9]$/.test(pressed) ? boxes('[name="item"]')[Number(pressed) - 1] : undefined;
    const action = box ? () => box.click() : actions[pressed];
    if (!action) return;
    event.preventDefault();
    action();
  });

  form.addEventListener("click", ({ target }) => {
    const code = target instanceof Element ? target.closest(".code[data-cell] > li > code") : null;
    if (code && !getSelection()?.toString()) commentOn(code.parentElement);
  });

  /** Who leaves a line's comment goes on from that line. @param {HTMLElement} target */
  function leave(target) {
    const line = /** @type {HTMLElement | null} */ (target.closest("li[data-line]"));
    if (line) line.focus();
    else target.blur();
  }

  function save() {
    form.requestSubmit(/** @type {HTMLButtonElement} */ (form.querySelector('button[value="done"]')));
  }

  /** @param {"next" | "prev"} rel */
  function follow(rel) {
    const link = /** @type {HTMLAnchorElement | null} */ (form.querySelector(`a[rel="${rel}"]`));
    if (link) location.assign(link.href);
    else tell(rel === "next" ? "This is the last submission." : "This is the first submission.");
  }

  /** @param {string} selector */
  function focus(selector) {
    /** @type {HTMLElement | null} */ (form.querySelector(selector))?.focus();
  }

  /** @param {string} text */
  function tell(text) {
    const note = /** @type {HTMLElement | null} */ (document.querySelector("#draft"));
    if (!note) return undefined;
    note.textContent = text;
    note.hidden = false;
    return note;
  }

  const keys = /** @type {HTMLInputElement} */ (document.querySelector("#keys-on"));
  keys.checked = remembered("tsgrad-keys") !== "off";
  keys.addEventListener("change", () => localStorage.setItem("tsgrad-keys", keys.checked ? "on" : "off"));
}

// Charts tell their height; a frame is believed about its own only, within bounds.
window.addEventListener("message", ({ source, data }) => {
  const height = Number(data?.chartHeight);
  const frames = /** @type {NodeListOf<HTMLIFrameElement>} */ (document.querySelectorAll("iframe.chart"));
  const frame = [...frames].find(({ contentWindow }) => contentWindow === source);
  if (frame && Number.isFinite(height)) frame.style.height = `${Math.min(Math.max(height, 40), 900)}px`;
});

/** What of a form would be saved, to compare. @param {Draft} draft */
function meaning({ fields, comments }) {
  return JSON.stringify([fields, comments.filter(([, , text]) => text.trim() !== "")]);
}

/** @param {string} key */
function remembered(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** @param {string} key */
function forget(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    // Storage is off: then nothing was kept.
  }
}
