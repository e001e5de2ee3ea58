// The rest of the world: the feed's behaviour, what goes wrong, the clock, and the beginning of everything.
import { get, post, remove } from "./api.js";
import { board } from "./board-model.js";
import { clockSeconds, dayOf } from "./dates.js";
import { fill, h, soon } from "./dom.js";
import { on } from "./events.js";
import { refused } from "./notices.js";
import { t } from "./texts.js";

const FEEDS = [["live", { state: "live", body: "normal" }], ["disabled", { state: "disabled" }], ["null", { state: "live", body: "null" }]];
const TARGETS = ["telegram", "wb", "gateway", "preview", "tgstat", "telemetr"];
/// A part of the address, by which a fault keeps to some of the gateway's calls.
const CALLS = ["", "bookings", "redistribution"];
const KINDS = ["timeout", "reset", "500", "429", "lost_answer", "slow"];
const STEPS = [["+1 ", "minute", 60], ["+1 ", "hour", 3600], ["+1 ", "day", 86_400]];

/// Fills the surroundings' sheet.
export function surroundingsSheet(root) {
  root.append(h("div.scroll", {}, h("div.cards.wide", {}, feedCard(), faultsCard(), clockCard(), resetCard())));
}

function feedCard() {
  const delay = h("input", { type: "number", min: 0, max: 60_000, step: 100, "aria-label": t("feed.delay"), onchange: () => set({ delay_ms: Number(delay.value) || 0 }) });
  const set = (body) => post("wb/feed", body).catch(refused);
  const buttons = FEEDS.map(([name, body]) => h("button", { type: "button", role: "radio", dataset: { feed: name }, onclick: () => set(body) }, t(`feed.${name}`)));
  const show = () => {
    const { state, body, delay_ms: ms } = board.feed;
    const present = state === "disabled" ? "disabled" : body === "null" ? "null" : "live";
    for (const button of buttons) button.setAttribute("aria-checked", button.dataset.feed === present);
    if (document.activeElement !== delay) delay.value = ms;
  };
  on("board-read", show);
  return h("article.card", {}, h("h3", {}, t("feed")), h("p", {}, h("small", {}, t("feed.about"))),
    h("div.segments", { role: "radiogroup", "aria-label": t("feed") }, buttons),
    h("label.line", {}, h("small", {}, t("feed.delay")), delay));
}

function faultsCard() {
  const target = h("select", { "aria-label": t("faults.target") }, TARGETS.map((one) => h("option", { value: one }, t(`target.${one}`))));
  const kind = h("select", { "aria-label": t("faults.kind") }, KINDS.map((one) => h("option", { value: one }, t(`fault.${one}`))));
  const calls = h("select", { "aria-label": t("faults.calls"), hidden: true }, CALLS.map((one) => h("option", { value: one }, t(`calls.${one || "all"}`))));
  target.addEventListener("change", () => { calls.hidden = target.value !== "gateway"; });
  const rate = h("input", { type: "number", min: 1, max: 100, value: 100, "aria-label": t("faults.rate") });
  const count = h("input", { type: "number", min: 1, placeholder: "∞", "aria-label": t("faults.count") });
  const list = h("ul.faults");
  const add = () => {
    const fault = { target: target.value, kind: kind.value, rate: Math.min(100, Number(rate.value) || 100) / 100 };
    if (!calls.hidden && calls.value !== "") fault.method = calls.value;
    if (count.value !== "") fault.count = Number(count.value);
    post("faults", fault).catch(refused);
  };
  const read = soon(async () => {
    const { faults } = await get("faults");
    fill(list, faults.map((fault) => h("li", {}, h("span.badge.bad", {}, t(`target.${fault.target}`)), ` ${t(`fault.${fault.kind}`)}${fault.method ? ` · ${CALLS.includes(fault.method) ? t(`calls.${fault.method}`) : fault.method}` : ""} · ${Math.round(fault.rate * 100)}%${fault.count ? ` · ${t("faults.left", { count: fault.count })}` : ""}`)));
  });
  on(["refresh", "faults"], read);
  return h("article.card", {}, h("h3", {}, t("faults")), h("p", {}, h("small", {}, t("faults.about"))),
    h("form.line", { onsubmit: (event) => { event.preventDefault(); add(); } },
      target, calls, kind, h("label", {}, h("small", {}, t("faults.rate")), rate), h("label", {}, h("small", {}, t("faults.count")), count),
      h("button.primary", { type: "submit" }, t("faults.add"))),
    list,
    h("button", { type: "button", onclick: () => remove("faults").catch(refused) }, t("faults.clear")));
}

function clockCard() {
  const shown = h("b.now");
  const about = h("small");
  const freeze = h("button.toggle", { type: "button", onclick: () => set({ frozen: freeze.getAttribute("aria-pressed") !== "true" }) }, t("clock.freeze"));
  const set = (body) => post("clock", body).catch(refused);
  on("time", ({ now_ms: ms, frozen, offset_ms: offset }) => {
    shown.textContent = `${dayOf(ms)}, ${clockSeconds(ms)}`;
    about.textContent = offset === 0 && !frozen ? t("clock.true") : t("clock.moved");
    freeze.setAttribute("aria-pressed", frozen);
  });
  return h("article.card", {}, h("h3", {}, t("clock")), h("p", {}, shown, " ", about),
    h("div.line", {},
      STEPS.map(([sign, name, seconds]) => h("button", { type: "button", onclick: () => set({ advance_s: seconds }) }, sign + t(`clock.${name}`))),
      freeze,
      h("button", { type: "button", onclick: () => set({ system: true }) }, t("clock.back"))));
}

function resetCard() {
  const reset = () => { if (confirm(t("reset.sure"))) post("reset").catch(refused); };
  return h("article.card", {}, h("h3", {}, t("reset")), h("p", {}, h("small", {}, t("reset.about"))),
    h("button.danger", { type: "button", onclick: reset }, t("reset.go")));
}
