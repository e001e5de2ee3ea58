// The selected seller's goods at Wildberries: by card, size and warehouse.
import { get, post } from "./api.js";
import { warehouseName } from "./board-model.js";
import { fill, h, soon } from "./dom.js";
import { on } from "./events.js";
import { notice, refused } from "./notices.js";
import { sampleStock } from "./sample-stock.js";
import { knownSellers } from "./sellers.js";
import { t } from "./texts.js";

/// Fills the stock's sheet.
export function stockSheet(root) {
  let goods = [];
  const rows = new Map();

  const seller = h("select", { "aria-label": t("portal.seller"), onchange: () => read() });
  const sum = h("span.sum");
  const table = h("table.plain", { "aria-label": t("stock") });
  const nothing = h("p.nothing");
  root.append(
    h("div.tools", {}, seller, h("button.primary", { type: "button", onclick: addSample }, t("stock.sample")), sum),
    h("div.scroll", {}, table, nothing));

  function addSample() {
    const sid = seller.value;
    if (sid === "") return notice(t("portal.noseller"), "bad");
    const sample = sampleStock(sid);
    // What the seller has besides stays; the sample's own lines are full again.
    const other = goods.filter((good) => !sample.some((one) => key(one) === key(good)));
    post("wb/stocks", { sid, items: [...other, ...sample] }).catch(refused);
  }

  function show() {
    const units = goods.reduce((all, good) => all + good.quantity, 0);
    sum.textContent = goods.length > 0 ? t("stock.sum", { lines: goods.length, units }) : "";
    nothing.hidden = goods.length > 0;
    nothing.textContent = t(knownSellers().length > 0 ? "stock.empty" : "portal.noseller");
    table.hidden = goods.length === 0;
    const shown = goods.map((good) => `${seller.value}|${key(good)}`);
    if (shown.join() !== [...rows.keys()].join()) lay(shown);
    goods.forEach((good, at) => rows.get(shown[at]).tell(good));
  }

  function lay(keys) {
    rows.clear();
    goods.forEach((good, at) => rows.set(keys[at], line(good, good.chrtId === goods[at - 1]?.chrtId, (quantity) => change(good, quantity))));
    fill(table,
      h("thead", {}, h("tr", {}, ["stock.good", "portal.warehouse", "stock.quantity"].map((name) => h("th", { scope: "col" }, t(name))))),
      h("tbody", {}, [...rows.values()].map(({ row }) => row)));
  }

  function change({ chrtId, warehouseId }, quantity) {
    post(`wb/stocks/${chrtId}`, { sid: seller.value, warehouseId, quantity }).catch((problem) => {
      refused(problem);
      read();
    });
  }

  const read = soon(async () => {
    const sid = seller.value;
    const { items } = sid === "" ? { items: [] } : await get(`wb/stocks?sid=${encodeURIComponent(sid)}`);
    if (sid !== seller.value) return read();
    goods = items.sort((a, b) => a.nmId - b.nmId || a.chrtId - b.chrtId || a.warehouseId - b.warehouseId);
    show();
  });
  on(["refresh", "stocks"], read);
  on("sellers-read", () => {
    fill(seller, knownSellers().map(({ sid, name }) => h("option", { value: sid, selected: sid === seller.value }, name)));
    read();
  });
  on("board-laid", show);
}

const key = ({ chrtId, warehouseId }) => `${chrtId}|${warehouseId}`;

/// One line of the table, the good named once for all its warehouses; `tell` brings it up to date without taking the pen out of anybody's hand.
function line({ nmId, techSize, name, barcode, warehouseId }, again, change) {
  const label = `${name}, ${techSize}, ${warehouseName(warehouseId)}`;
  const quantity = h("input", {
    type: "number",
    min: 0,
    "aria-label": `${t("stock.quantity")}: ${label}`,
    onchange: () => quantity.value !== "" && change(Math.max(0, Math.trunc(Number(quantity.value)))),
  });
  const size = techSize === "0" ? t("stock.onesize") : t("stock.size", { size: techSize });
  const row = h(`tr${again ? ".again" : ""}`, { dataset: { barcode, warehouse: warehouseId } },
    h("td", {}, h("b", {}, name || t("stock.good")), h("small", {}, `${nmId} · ${size} · ${barcode}`)),
    h("td", {}, warehouseName(warehouseId)),
    h("td.count", {}, quantity));
  const tell = ({ quantity: units }) => {
    row.classList.toggle("none", units === 0);
    if (document.activeElement === quantity || quantity.value === String(units)) return;
    row.classList.toggle("changed", quantity.value !== "");
    quantity.value = units;
  };
  row.addEventListener("animationend", () => row.classList.remove("changed"));
  return { row, tell };
}
