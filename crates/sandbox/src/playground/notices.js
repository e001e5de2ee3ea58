// Short words over the page: what was refused, what was done, and the bot's answers to presses.
import { h } from "./dom.js";
import { t } from "./texts.js";

const SHOWN_MS = 3500;

/// Shows a line for a moment, over the page or over one of its parts.
export function notice(text, kind = "", over = document.getElementById("notices")) {
  const line = h(`div.notice${kind && `.${kind}`}`, {}, text);
  over.append(line);
  setTimeout(() => line.remove(), SHOWN_MS);
}

/// Shows why something did not work. To be used as `.catch(refused)`.
export function refused(problem) {
  notice(problem.status === 0 ? t("away") : problem.message, "bad");
}

/// A text that has to be closed by hand.
export function alertBox(text) {
  const close = () => box.close();
  const box = h("dialog.alert", { onclose: () => box.remove() },
    h("p", {}, text),
    h("button.primary", { type: "button", onclick: close, autofocus: true }, "OK"));
  document.body.append(box);
  box.showModal();
}
