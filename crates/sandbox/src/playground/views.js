// On a phone one pane is shown at a time.
import { h } from "./dom.js";
import { sign } from "./icons.js";
import { t } from "./texts.js";

const VIEWS = ["chat", "world", "timeline"];

/// Fills the bar at the bottom; returns the function that shows a view.
export function views(bar) {
  const buttons = VIEWS.map((name) =>
    h("button", { type: "button", dataset: { view: name }, onclick: () => show(name) }, sign(name), t(`view.${name}`)));
  bar.append(...buttons);

  function show(wanted) {
    document.body.dataset.view = wanted;
    for (const button of buttons) button.setAttribute("aria-current", button.dataset.view === wanted);
  }
  show("chat");
  return show;
}
