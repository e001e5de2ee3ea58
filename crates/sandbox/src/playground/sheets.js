// The world's sheets: one is shown at a time, chosen by tabs.
import { h } from "./dom.js";
import { on } from "./events.js";

/// Fills the pane with tabs and sheets: [name, title, fill].
export function sheets(root, list) {
  const tabs = h("div.tabs", { role: "tablist" });
  const made = list.map(([name, title, fill]) => {
    const sheet = h("div.sheet", { id: `sheet-${name}`, role: "tabpanel", "aria-labelledby": `tab-${name}` });
    const tab = h("button", { type: "button", role: "tab", id: `tab-${name}`, "aria-controls": sheet.id, onclick: () => show(name) }, title);
    tabs.append(tab);
    fill(sheet);
    return { name, sheet, tab };
  });
  root.append(tabs, ...made.map(({ sheet }) => sheet));

  function show(wanted) {
    for (const { name, sheet, tab } of made) {
      sheet.hidden = name !== wanted;
      tab.setAttribute("aria-selected", name === wanted);
      tab.tabIndex = name === wanted ? 0 : -1;
      if (name === wanted) tab.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
  }

  tabs.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const at = made.findIndex(({ tab }) => tab === event.target);
    if (!step || at < 0) return;
    const { name, tab } = made[(at + step + made.length) % made.length];
    show(name);
    tab.focus();
  });
  on("sheet", ({ name }) => show(name));
  show(list[0][0]);
}
