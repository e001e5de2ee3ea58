// The shops of this world: their keys, their standing at Wildberries, how their bookings end.
import { get, post } from "./api.js";
import { fill, h, soon } from "./dom.js";
import { on, tell } from "./events.js";
import { newKey } from "./keys.js";
import { notice, refused } from "./notices.js";
import { act } from "./people.js";
import { t } from "./texts.js";

const OUTCOMES = ["ok", "pending", "goods_rejected", "too_active"];
const NEIGHBOUR = /^Сосед \d+$/;
let sellers = [];

/// The shops that are not simulated neighbours, the newest names first.
export function knownSellers() {
  return sellers.filter(({ name }) => !NEIGHBOUR.test(name));
}

/// Fills the sellers' sheet.
export function sellersSheet(root) {
  let outcomes = {};
  let bookings = [];
  // A key is shown once, as by Wildberries; only this page has it, until it is loaded again.
  let issued = null;

  const name = h("input", { type: "text", maxLength: 60, placeholder: t("sellers.name"), "aria-label": t("sellers.name") });
  const ready = h("div.issued", { hidden: true });
  const list = h("div.cards.wide");
  root.append(
    h("div.tools", {},
      h("form.line", { onsubmit: (event) => { event.preventDefault(); issue({ name: name.value.trim() || undefined }); name.value = ""; } },
        name, h("button.primary", { type: "submit" }, t("sellers.issue")))),
    h("div.scroll", {}, ready, list));

  function issue(order) {
    const asked = order.sid || order.name ? order : {};
    newKey(asked).then((key) => { issued = key; showIssued(); }, refused);
  }

  function showIssued() {
    ready.hidden = issued === null;
    if (issued === null) return;
    const { token, name: shop } = issued;
    fill(ready,
      h("p", {}, t("sellers.ready", { name: shop })),
      h("code", {}, `${token.slice(0, 12)}…${token.slice(-4)}`),
      h("div.line", {},
        h("button.primary", { type: "button", onclick: () => { act("text", { text: token }, `🔑 …${token.slice(-4)}`).catch(refused); issued = null; showIssued(); } }, t("sellers.send")),
        h("button", { type: "button", onclick: () => navigator.clipboard.writeText(token).then(() => notice(t("copied")), refused) }, t("sellers.copy"))));
  }

  function show() {
    const shops = knownSellers();
    const neighbours = sellers.filter((one) => !shops.includes(one));
    const unfolded = list.querySelector("details")?.open ?? false;
    fill(list,
      shops.map(card),
      shops.length === 0 ? h("p.nothing", {}, t("sellers.empty")) : null,
      neighbours.length > 0 ? h("details", { open: unfolded }, h("summary", {}, t("sellers.neighbours", { count: neighbours.length })), h("div.cards.wide", {}, neighbours.map(card))) : null);
  }

  function card({ sid, name: shop, revoked, payment_required: owes }) {
    const outcome = h("select", { "aria-label": t("sellers.outcome"), onchange: (event) => post(`gateway/sellers/${encodeURIComponent(sid)}`, { outcome: event.target.value }).catch(refused) },
      OUTCOMES.map((one) => h("option", { value: one, selected: (outcomes[sid] ?? "ok") === one }, t(`outcome.${one}`))));
    const standing = (change) => post("wb/sellers", { sid, revoked, payment_required: owes, ...change }).catch(refused);
    const booked = bookings.filter((booking) => booking.sid === sid && booking.status !== "cancelled").length;
    return h("article.card", { dataset: { sid } },
      h("header", {}, h("strong", {}, shop), h("code", {}, sid.slice(0, 8)), booked > 0 ? h("span.badge.good", {}, t("sellers.booked", { count: booked })) : null),
      h("label.line", {}, h("small", {}, t("sellers.outcome")), outcome),
      h("div.line", {},
        h("button", { type: "button", onclick: () => issue({ sid, revoked, payment_required: owes }) }, t("sellers.another")),
        h("button.toggle", { type: "button", "aria-pressed": revoked, onclick: () => standing({ revoked: !revoked }) }, t("sellers.revoked")),
        h("button.toggle", { type: "button", "aria-pressed": owes, onclick: () => standing({ payment_required: !owes }) }, t("sellers.owes"))));
  }

  const read = soon(async () => {
    const [told, ends, booked] = await Promise.all([get("wb/sellers"), get("gateway/sellers"), get("gateway/bookings")]);
    sellers = told.sort((a, b) => NEIGHBOUR.test(a.name) - NEIGHBOUR.test(b.name) || a.name.localeCompare(b.name));
    outcomes = ends;
    bookings = booked;
    show();
    tell("sellers-read");
  });
  on(["refresh", "sellers", "bookings"], read);
}
