// The seller's portal of this world: orders and drafts, and planning them on an open day.
import { get, post, remove } from "./api.js";
import { board, openDays, warehouseName } from "./board-model.js";
import { day } from "./dates.js";
import { fill, h, soon } from "./dom.js";
import { on } from "./events.js";
import { notice, refused } from "./notices.js";
import { knownSellers } from "./sellers.js";
import { boxName, t } from "./texts.js";

const USUAL_WAREHOUSE = 507;
const BOXES = [2, 5, 6];

/// Fills the portal's sheet.
export function portalSheet(root) {
  let portal = { orders: [], drafts: [] };
  let missing = false;
  let wanted = null;

  const seller = h("select", { "aria-label": t("portal.seller") });
  const warehouse = h("input", { list: "warehouses", "aria-label": t("portal.warehouse"), placeholder: t("portal.warehouse") });
  const names = h("datalist", { id: "warehouses" });
  const box = h("select", { "aria-label": t("portal.box") }, BOXES.map((id) => h("option", { value: id }, boxName(id))));
  const quantity = h("input", { type: "number", min: 1, value: 100, "aria-label": t("portal.quantity") });
  const form = h("form.line", { onsubmit: (event) => { event.preventDefault(); order(); } },
    seller, warehouse, names, box, quantity, h("button.primary", { type: "submit" }, t("portal.create")));
  const lists = h("div.cards");
  root.append(h("div.tools", {}, form), h("div.scroll", {}, lists));

  function order() {
    const found = board.warehouses.find((one) => one.name === warehouse.value.trim());
    if (seller.value === "") return notice(t("portal.noseller"), "bad");
    if (!found) return warehouse.focus();
    post("wb/orders", { sid: seller.value, warehouseID: found.id, boxTypeID: Number(box.value), quantity: Number(quantity.value) || 100 }).catch(refused);
  }

  function show() {
    fill(seller, knownSellers().map(({ sid, name }) => h("option", { value: sid, selected: sid === seller.value }, name)));
    fill(names, board.warehouses.map(({ name }) => h("option", { value: name })));
    if (warehouse.value === "" && board.warehouses.length > 0) warehouse.value = warehouseName(USUAL_WAREHOUSE);
    form.hidden = missing;
    if (missing) return fill(lists, h("p.nothing", {}, t("portal.missing")));
    const unplanned = portal.orders.filter((one) => !one.supplyID).reverse();
    const planned = portal.orders.filter((one) => one.supplyID).reverse();
    fill(lists,
      group(t("portal.unplanned"), unplanned.map((one) => orderCard(one, wanted))),
      group(t("portal.drafts"), portal.drafts.map((one) => draftCard(one, wanted))),
      group(t("portal.planned"), planned.map((one) => orderCard(one, wanted))),
      portal.orders.length + portal.drafts.length === 0 ? h("p.nothing", {}, t("portal.empty")) : null);
    lists.querySelector(".wanted")?.scrollIntoView({ block: "nearest" });
  }

  const read = soon(async () => {
    try {
      portal = await get("wb/supplies");
      missing = false;
    } catch (problem) {
      if (problem.status !== 404) throw problem;
      missing = true;
    }
    show();
  });
  on(["refresh", "orders"], read);
  on(["board-read", "sellers-read"], () => {
    // Whoever is just choosing must not lose the choice.
    if (!root.contains(document.activeElement) || document.activeElement.tagName === "BUTTON") show();
  });
  on("portal", (place) => {
    wanted = place;
    show();
  });
}

function group(title, cards) {
  return cards.length > 0 ? h("section", {}, h("h3", {}, title, h("small", {}, cards.length)), cards) : null;
}

function orderCard(order, wanted) {
  const { preorderID: id, supplyID: supply, warehouseID, boxTypeID, supplyDate } = order;
  const aimed = wanted && (String(id) === wanted.order || (supply && String(supply) === wanted.supply));
  return h(`article.card${aimed ? ".wanted" : ""}`, { dataset: { order: id } },
    h("header", {}, h("strong", {}, t("portal.order", { id })), supply ? h("span.badge.good", {}, t("portal.supply", { id: supply })) : h("span.badge", {}, t("portal.notplanned"))),
    h("p", {}, `📦 ${order.warehouseName ?? warehouseName(warehouseID)} · ${boxName(boxTypeID)} · ${order.quantity} ${t("pieces")}`),
    h("p", {}, h("small", {}, order.sellerName ?? order.sid)),
    supply ? h("p", {}, `📅 ${day(supplyDate).long}`) : null,
    planner(warehouseID, boxTypeID, (date, force) => post(`wb/orders/${id}/plan`, { date, force }), supplyDate),
    h("button.quiet", { type: "button", onclick: () => post(`wb/orders/${id}/cancel`).catch(refused) }, t("portal.cancel")));
}

/// The board has one kind of boxes where supplies have two, and boxes by QR code where supplies are virtual.
const boardBox = (box) => (box === 0 ? null : box === 1 ? 2 : box);

function draftCard(draft, wanted) {
  const id = draft.draftId;
  const open = [...new Set([...board.open.values()].filter((cell) => cell.boxTypeID === 2).map((cell) => cell.warehouseID))];
  const choice = h("select", { "aria-label": t("portal.warehouse") }, open.map((one) => h("option", { value: one }, warehouseName(one))));
  const place = h("div");
  const plan = () => fill(place, planner(Number(choice.value), 2, (date, force) => post(`wb/drafts/${id}/plan`, { warehouseID: Number(choice.value), boxTypeID: 2, date, force })));
  choice.addEventListener("change", plan);
  if (open.length > 0) plan();
  return h(`article.card${wanted?.draft === id ? ".wanted" : ""}`, { dataset: { draft: id } },
    h("header", {}, h("strong", {}, t("portal.draft")), h("code", {}, id.slice(0, 8))),
    h("p", {}, h("small", {}, `${draft.sellerName ?? draft.sid} · ${draft.itemQuantity ?? 0} ${t("pieces")}`)),
    open.length > 0 ? h("div.line", {}, choice) : h("p", {}, h("small", {}, t("portal.noopen"))), place,
    h("button.quiet", { type: "button", onclick: () => remove(`wb/drafts/${encodeURIComponent(id)}`).catch(refused) }, t("portal.delete")));
}

/// The days on which the board is open for this, to be chosen; or any day, against the board. What is planned is planned for another.
function planner(warehouse, box, plan, planned = null) {
  const go = (date, force = false) => plan(date, force).then(() => notice(t(planned ? "portal.moved" : "portal.done"), "good"), refused);
  const open = openDays(warehouse, boardBox(box)).filter((cell) => cell.date !== planned);
  const days = board.days.filter((date) => date !== planned);
  const any = h("select", { "aria-label": t("portal.anyday") }, h("option", { value: "" }, t("portal.anyday")), days.map((date) => h("option", { value: date }, day(date).long)));
  any.addEventListener("change", () => any.value !== "" && go(any.value, true));
  return h("div.planner", {},
    open.length > 0 ? h("span", {}, t(planned ? "portal.replan" : "portal.plan")) : h("small", {}, t(planned ? "portal.noother" : "portal.closed")),
    open.map((cell) => h(planned ? "button" : "button.primary", { type: "button", dataset: { date: cell.date }, onclick: () => go(cell.date) }, `${day(cell.date).long} · ${cell.coefficient === 0 ? t("cell.free") : `×${cell.coefficient}`}`)),
    any);
}
