// The small menu of one cell: open it at a price, change the price, close it.
import { post } from "./api.js";
import { board, place } from "./board-model.js";
import { day } from "./dates.js";
import { h } from "./dom.js";
import { refused } from "./notices.js";
import { band } from "./prices.js";
import { boxName, t } from "./texts.js";

const PRICES = [0, 1, 2, 3, 5, 7, 10, 15, 20];
let shown = null;

/// Shows the menu beside the cell.
export function cellMenu(cell, { warehouse, date, box }) {
  shown?.remove();
  const open = board.open.get(place(warehouse.id, date, box));
  const rooms = h("select", { "aria-label": t("cell.rooms") },
    h("option", { value: "" }, t("cell.endless")),
    [1, 2, 5, 10].map((count) => h("option", { value: count, selected: open?.capacity === count }, count)));
  const exact = h("input", { type: "number", min: 0, max: 20, step: 0.5, value: open?.coefficient ?? "", placeholder: "0…20", "aria-label": t("cell.price") });

  const set = (coefficient) => {
    close();
    const slot = { warehouseID: warehouse.id, date, boxTypeID: box, coefficient };
    if (coefficient >= 0 && rooms.value !== "") slot.capacity = Number(rooms.value);
    post("wb/slots", slot).catch(refused);
  };

  shown = h("div.cell-menu", { role: "dialog", "aria-label": warehouse.name },
    h("header", {}, h("strong", {}, warehouse.name), h("small", {}, `${day(date).long}, ${boxName(box)}`)),
    h("p", {}, open ? t("cell.now", { price: open.coefficient }) : t("cell.openfor")),
    h("div.prices", {}, PRICES.map((price) =>
      h("button", { type: "button", dataset: { price: band(price) }, "aria-pressed": open?.coefficient === price, onclick: () => set(price) }, price === 0 ? t("cell.free") : `×${price}`))),
    h("form.exact", { onsubmit: (event) => { event.preventDefault(); if (exact.value !== "") set(Number(exact.value)); } },
      exact, h("button", { type: "submit" }, t("cell.set")), h("label", {}, t("cell.rooms"), rooms)),
    open ? h("button.danger", { type: "button", onclick: () => set(-1) }, t("cell.close")) : null);
  document.body.append(shown);
  settle(shown, cell.getBoundingClientRect());
  shown.querySelector(".prices button").focus();

  function close() {
    shown?.remove();
    shown = null;
    document.removeEventListener("pointerdown", outside, true);
    cell.focus({ preventScroll: true });
  }
  function outside(event) {
    if (!shown?.contains(event.target)) close();
  }
  document.addEventListener("pointerdown", outside, true);
  shown.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
}

/// Under the cell, or above it where there is no room.
function settle(menu, { left, top, bottom, width }) {
  const { offsetWidth, offsetHeight } = menu;
  const x = Math.min(Math.max(8, left + width / 2 - offsetWidth / 2), innerWidth - offsetWidth - 8);
  const y = bottom + offsetHeight + 8 < innerHeight ? bottom + 6 : Math.max(8, top - offsetHeight - 6);
  menu.style.left = `${x}px`;
  menu.style.top = `${y}px`;
}
