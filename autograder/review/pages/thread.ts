import { html } from "hono/html";
import { renderMarkdown } from "../markdown.ts";
import type { Message } from "../messages.ts";
import type { Html } from "../outputs.ts";
import { say } from "../words.ts";
import { hidden } from "./layout.ts";

/** What student and mentors said about the points of an answer, and a form to go on. */
export function threadSection(thread: {
  id: string;
  action: string;
  csrf: string;
  messages: readonly Message[];
  /** Mentors do not learn who the student is. */
  forStudent: boolean;
  problem?: string;
}): Html {
  const { id, action, csrf, messages, forStudent, problem } = thread;
  const who = ({ role, author }: Message) =>
    role === "student" ? (forStudent ? say("You") : say("The student")) : author;
  return html`<section aria-labelledby="${id}" class="thread">
<h3 id="${id}">${forStudent ? say("Questions about these points") : say("The student’s questions about the points")}</h3>
${messages.map(
  (message) =>
    html`<div class="comment"><p class="quiet">${who(message)}, ${message.at.slice(0, 16).replace("T", " ")}</p><div class="shown">${renderMarkdown(message.text)}</div></div>`,
)}
${problem ? html`<p class="note bad" role="alert">${problem}</p>` : ""}
<form method="post" action="${action}">${hidden("csrf", csrf)}
<label>${forStudent ? (messages.length > 0 ? say("Go on") : say("Ask for another look: say what was overlooked")) : say("Answer")}
<textarea name="text" rows="3" required maxlength="5000"></textarea></label>
<div class="buttons"><button>${say("Send")}</button></div>
</form>
</section>`;
}
