// Choosing whom to be.
import { fill, h, outside } from "./dom.js";
import { on } from "./events.js";
import { refused } from "./notices.js";
import { act, add, everybody, me, setLanguage, speakAs } from "./people.js";
import { wallet } from "./stars.js";
import { t } from "./texts.js";

/// The button with the present person and the menu under it.
export function peopleMenu() {
  const list = h("div.list");
  const name = h("input", { type: "text", placeholder: t("people.name"), "aria-label": t("people.name"), maxLength: 40 });
  const menu = h("div.menu", { hidden: true },
    list,
    h("form.new", {
      onsubmit: (event) => {
        event.preventDefault();
        if (name.value.trim() === "") return name.focus();
        add(name.value.trim(), me().language);
        name.value = "";
        close();
      },
    }, name, h("button", { type: "submit" }, t("people.add"))),
    wallet(),
    h("div.deeds"));
  const button = h("button.me", { type: "button", "aria-haspopup": "true", onclick: () => { menu.hidden = !menu.hidden; show(); } });
  const whole = h("div.people", {}, button, menu);
  const close = () => { menu.hidden = true; };

  function show() {
    const present = me();
    fill(button, avatar(present), h("span", {}, present.name), h("small", {}, present.language));
    button.setAttribute("aria-label", t("people.you", present));
    if (menu.hidden) return;
    const rows = everybody().map((person) => h("button.person", {
      type: "button",
      "aria-current": person.id === present.id,
      onclick: () => { speakAs(person.id); close(); },
    }, avatar(person), h("span", {}, person.name), h("small", {}, person.neighbour ? "" : `id ${person.id}`), person.blocked ? h("small", {}, "⛔") : null));
    fill(list, rows);
    fill(menu.lastElementChild,
      h("button", { type: "button", onclick: () => setLanguage(present.language === "ru" ? "en" : "ru") }, t("people.language", present)),
      h("button", { type: "button", onclick: () => act(present.blocked ? "unblock" : "block").then(close, refused) }, t(present.blocked ? "unblock" : "block")));
  }

  outside(whole, close);
  whole.addEventListener("keydown", (event) => { if (event.key === "Escape") { close(); button.focus(); } });
  on(["me", "people", "refresh"], show);
  show();
  return whole;
}

function avatar({ id, name }) {
  return h("span.avatar", { dataset: { colour: id % 6 } }, [...name][0] ?? "?");
}
