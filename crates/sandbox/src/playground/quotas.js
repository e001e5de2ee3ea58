// The quotas by which stock is moved: closed most of the day, open for a minute, and gone sooner.
import { get, post } from "./api.js";
import { clockTime, dayOf } from "./dates.js";
import { fill, h, soon } from "./dom.js";
import { on } from "./events.js";
import { refused } from "./notices.js";
import { t } from "./texts.js";
import { nowMs } from "./time.js";

const SHORT_S = 5;
const SIDES = ["srcQuota", "dstQuota"];

/// Fills the quotas' sheet.
export function quotasSheet(root) {
  let quotas = null;
  let asked = 0;
  const rows = new Map();

  const state = h("span.badge", { role: "status" });
  const next = h("small");
  const set = (body) => post("gateway/quotas", body).catch(refused);
  const close = h("button", { type: "button", onclick: () => set({ open: false }) }, t("quotas.close"));
  const table = h("table.plain.quotas", { "aria-label": t("quotas") });
  root.append(
    h("div.tools", {},
      state, next,
      h("div.line.deeds", {},
        h("button.primary", { type: "button", onclick: () => set({ open: true }) }, t("quotas.open")),
        h("button", { type: "button", onclick: () => set({ open: true, close_after_s: SHORT_S }) }, t("quotas.short", { seconds: SHORT_S })),
        close)),
    h("div.scroll", {}, table, h("p.about", {}, h("small", {}, t("quotas.about")))));

  function show() {
    const ids = quotas.quotas.map((office) => office.officeID);
    if (ids.join() !== [...rows.keys()].join()) lay();
    quotas.quotas.forEach((office, at) => rows.get(office.officeID).tell(office, quotas.left[at], quotas.open));
    close.disabled = !quotas.open;
    count();
  }

  function lay() {
    rows.clear();
    for (const office of quotas.quotas) rows.set(office.officeID, line(office));
    fill(table,
      h("thead", {}, h("tr", {}, ["portal.warehouse", "quotas.src", "quotas.dst"].map((name) => h("th", { scope: "col" }, t(name))))),
      h("tbody", {}, [...rows.values()].map(({ row }) => row)));
  }

  /// What the clock says of them; once its hour has struck they are read anew.
  function count() {
    if (quotas === null) return;
    const now = nowMs();
    const { open, closes_at_ms: closes, next_opens_at_ms: opens, close_after_s: lasts } = quotas;
    state.className = `badge ${open ? "good" : ""}`;
    if (!open) state.textContent = t("quotas.closed");
    else state.textContent = closes === null ? t("quotas.opened") : t("quotas.closing", { time: span(closes - now) });
    const day = dayOf(opens) === dayOf(now) ? "" : `${dayOf(opens)}, `;
    next.textContent = t("quotas.next", { moment: `${day}${clockTime(opens)}`, time: span(opens - now), seconds: lasts });
    const struck = [closes, opens].filter((at) => at !== null && at <= now);
    if (struck.length > 0 && now - asked > 900) {
      asked = now;
      read();
    }
  }

  const read = soon(async () => {
    quotas = await get("gateway/quotas");
    show();
  });
  on(["refresh", "quotas", "clock"], read);
  on("time", count);
}

/// One office: of each quota what is left, as a number and a bar, and what a window opens with.
function line({ officeID: id, officeName: name }) {
  const cells = SIDES.map((side) => {
    const left = h("b");
    const bar = h("progress", { "aria-hidden": true });
    const quota = h("input", {
      type: "number",
      min: 0,
      "aria-label": `${name}: ${t(`quotas.${side}`)}`,
      onchange: () => quota.value !== "" && post(`gateway/quotas/${id}`, { [side]: Math.max(0, Math.trunc(Number(quota.value))) }).catch(refused),
    });
    return { side, left, bar, quota, cell: h("td", {}, h("div.quota", {}, left, h("span", {}, "/"), quota), bar) };
  });
  const row = h("tr", { dataset: { office: id } }, h("th", { scope: "row" }, name), cells.map(({ cell }) => cell));
  const tell = (office, remaining, open) => {
    row.classList.toggle("none", !open);
    for (const { side, left, bar, quota } of cells) {
      left.textContent = open ? remaining[side] : "—";
      bar.max = Math.max(1, office[side]);
      bar.value = open ? remaining[side] : 0;
      if (document.activeElement !== quota) quota.value = office[side];
    }
  };
  return { row, tell };
}

/// A time to come in words: seconds alone, or hours and minutes.
function span(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  if (seconds < 100) return t("quotas.seconds", { seconds });
  const minutes = Math.ceil(seconds / 60);
  return minutes < 60 ? t("quotas.minutes", { minutes }) : t("quotas.hours", { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}
