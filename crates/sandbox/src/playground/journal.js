// The gateway's books: whose stock was moved where, and who booked which place.
import { get, post } from "./api.js";
import { warehouseName } from "./board-model.js";
import { clockSeconds, day, dayOf } from "./dates.js";
import { fill, h, soon } from "./dom.js";
import { on } from "./events.js";
import { refused } from "./notices.js";
import { knownSellers } from "./sellers.js";
import { boxName, t } from "./texts.js";
import { nowMs } from "./time.js";

const MOST = 200;
const BADGES = { confirmed: ".good", cancelled: ".bad", pending: "" };

/// Fills the journal's sheet.
export function journalSheet(root) {
  let [moves, bookings, goods] = [[], [], new Map()];
  const lists = h("div.cards");
  root.append(h("div.scroll", {}, lists));

  function show() {
    fill(lists,
      section(t("journal.moves"), moves, (move) => moveCard(move, goods)),
      section(t("journal.bookings"), bookings, bookingCard),
      moves.length + bookings.length === 0 ? h("p.nothing", {}, t("journal.empty")) : null);
  }

  const read = soon(async () => {
    [moves, bookings] = await Promise.all([get("gateway/redistributions?refused=1"), get("gateway/bookings")]);
    const stocks = await Promise.all([...new Set(moves.map(({ sid }) => sid))].map((sid) => get(`wb/stocks?sid=${encodeURIComponent(sid)}`)));
    goods = new Map(stocks.flatMap(({ items }) => items.map((good) => [good.chrtId, good])));
    show();
  });
  on(["refresh", "bookings", "quotas", "stocks", "orders"], read);
  on(["sellers-read", "board-laid"], show);
  // What is refused changes nothing, so nothing tells of it but the call itself.
  on("call", ({ target, path, status }) => { if (target === "gateway" && status >= 400 && path.endsWith("/redistribution/requests")) read(); });
}

function section(title, lines, card) {
  return lines.length > 0 ? h("section", {}, h("h3", {}, title, h("small", {}, lines.length)), lines.slice(-MOST).reverse().map(card)) : null;
}

const shop = (sid) => knownSellers().find((one) => one.sid === sid)?.name ?? sid.slice(0, 8);

function when(ms) {
  return h("small", {}, dayOf(ms) === dayOf(nowMs()) ? clockSeconds(ms) : `${dayOf(ms)}, ${clockSeconds(ms)}`);
}

function moveCard({ requestID: id, sid, nmID: nm, srcOfficeID: from, items, accepted, refused: no, at_ms: at }, goods) {
  const rows = items.map(({ chrtID: size, dstOfficeID: to, count }) => {
    const good = goods.get(size);
    const taken = accepted.find((one) => one.chrtID === size && one.dstOfficeID === to)?.count ?? 0;
    return h("li", {},
      h("span", {}, good ? `${good.name}${good.techSize === "0" ? "" : `, ${good.techSize}`}` : `${nm} · ${size}`),
      h("small", {}, `${warehouseName(from)} → ${warehouseName(to)}`),
      h(`span.badge${taken > 0 ? ".good" : ""}`, {}, t("journal.taken", { count: taken })),
      taken < count ? h("span.badge.bad", {}, t("journal.refused", { count: count - taken })) : null);
  });
  return h("article.card.entry", { dataset: { move: id ?? "" } },
    h("header", {}, h("strong", {}, shop(sid)), id ? h("code", {}, id) : null, when(at)),
    h("ul.items", {}, rows),
    no ? h("p.why", {}, `${no.status} · ${no.detail ?? no.error}`) : null);
}

function bookingCard(booking) {
  const { bookingID: id, status, replaces, replacedBy, supplyID: supply } = booking;
  const set = (to) => post(`gateway/bookings/${id}`, { status: to }).catch(refused);
  const words = [
    supply ? t("portal.supply", { id: supply }) : null,
    replaces ? t("journal.replaces", { id: replaces }) : null,
    replacedBy ? t("journal.replacedby", { id: replacedBy }) : null,
  ].filter(Boolean);
  return h("article.card.entry", { dataset: { booking: id } },
    h("header", {}, h("strong", {}, shop(booking.sid)), h("code", {}, id), when(booking.at_ms), h(`span.badge${BADGES[status]}`, {}, t(`journal.${status}`))),
    h("p", {}, `${booking.warehouseName} · ${day(booking.date).long}, ${booking.timeSlot} · ${boxName(booking.boxTypeID)} · ×${booking.coefficient}`),
    words.length > 0 ? h("p", {}, h("small", {}, words.join(" · "))) : null,
    status === "cancelled" ? null : h("div.line", {},
      status === "pending" ? h("button.primary", { type: "button", onclick: () => set("confirmed") }, t("journal.confirm")) : null,
      h("button.quiet", { type: "button", onclick: () => set("cancelled") }, t("journal.cancel"))));
}
