// The warehouse × day table. A press on a cell opens or closes a slot.
import { board, place } from "./board-model.js";
import { cellMenu } from "./cell-menu.js";
import { day } from "./dates.js";
import { fill, h } from "./dom.js";
import { on } from "./events.js";
import { band } from "./prices.js";
import { boxName, t } from "./texts.js";

const BOXES = [2, 5, 6, null];

/// Fills the board's sheet.
export function boardSheet(root) {
  let box = 2;
  let onlyOpen = false;
  const cells = new Map();
  const rows = new Map();

  const search = h("input", { type: "search", placeholder: t("board.search"), "aria-label": t("board.search"), oninput: sift });
  const count = h("button.chip", { type: "button", title: t("board.onlyopen"), onclick: () => { onlyOpen = !onlyOpen; sift(); } });
  const boxes = h("div.segments", { role: "radiogroup", "aria-label": t("board.box") }, BOXES.map((id) =>
    h("button", { type: "button", role: "radio", dataset: { box: id ?? "qr" }, onclick: () => { box = id; lay(); } }, boxName(id))));
  const table = h("table.board", { role: "grid", "aria-label": t("board") });
  const nothing = h("p.nothing", { hidden: true }, t("board.nothing"));
  root.append(
    h("div.tools", {}, search, boxes, count),
    h("div.scroll", {}, table, nothing),
    legend());

  function lay() {
    for (const button of boxes.children) button.setAttribute("aria-checked", button.dataset.box === String(box ?? "qr"));
    cells.clear();
    rows.clear();
    const head = h("tr", {}, h("th.corner", { scope: "col" }, t("board.warehouse")), board.days.map((date) => {
      const { weekday, number, month, weekend } = day(date);
      return h(`th${weekend ? ".weekend" : ""}`, { scope: "col" }, h("small", {}, weekday), h("b", {}, number), h("small", {}, month));
    }));
    const body = board.warehouses.filter(({ boxes: has }) => has.has(box)).map((warehouse) => {
      const row = h("tr", {}, h("th", { scope: "row", title: warehouse.name }, warehouse.name), board.days.map((date) => {
        const cell = h("button.cell", { type: "button", tabIndex: -1, dataset: { place: place(warehouse.id, date, box) }, onclick: () => cellMenu(cell, { warehouse, date, box }) });
        cells.set(cell.dataset.place, { cell, warehouse, date });
        return h("td", {}, cell);
      }));
      rows.set(row, warehouse);
      return row;
    });
    fill(table, h("thead", {}, head), h("tbody", {}, body));
    const first = table.querySelector("button.cell");
    if (first) first.tabIndex = 0;
    paint();
  }

  function paint() {
    for (const [where, { cell, warehouse, date }] of cells) {
      const open = board.open.get(where);
      const price = open === undefined ? "" : String(open.coefficient);
      const label = `${warehouse.name}, ${day(date).long}: ${open ? t("board.open", { price }) : t("board.closed")}`;
      if (cell.getAttribute("aria-label") === label && cell.dataset.capacity === String(open?.capacity ?? "")) continue;
      const fresh = cell.hasAttribute("aria-label");
      cell.textContent = price;
      cell.dataset.price = open ? band(open.coefficient) : "";
      cell.dataset.capacity = open?.capacity ?? "";
      cell.setAttribute("aria-label", label);
      cell.title = label;
      cell.classList.toggle("changed", fresh);
    }
    sift();
  }

  function sift() {
    const wanted = search.value.trim().toLowerCase();
    const open = new Set([...board.open.values()].filter((row) => row.boxTypeID === box).map((row) => row.warehouseID));
    count.textContent = t("board.count", { count: board.open.size });
    count.setAttribute("aria-pressed", onlyOpen);
    let shown = 0;
    for (const [row, warehouse] of rows) {
      const fits = warehouse.name.toLowerCase().includes(wanted) || String(warehouse.id) === wanted;
      row.hidden = !fits || (onlyOpen && !open.has(warehouse.id));
      if (!row.hidden) shown += 1;
    }
    nothing.hidden = shown > 0 || rows.size === 0;
  }

  table.addEventListener("keydown", (event) => walk(event, table));
  on("board-laid", lay);
  on("board-read", paint);
}

/// The arrows walk over the cells.
function walk(event, table) {
  const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
  const from = event.target.closest("td");
  if (!step || !from) return;
  event.preventDefault();
  const lines = [...table.tBodies[0].rows].filter((row) => !row.hidden);
  const line = lines[lines.indexOf(from.parentElement) + step[0]];
  const next = line?.cells[from.cellIndex + step[1]]?.querySelector("button");
  if (!next) return;
  event.target.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}

function legend() {
  const shown = [["free", "0"], ["cheap", "1–2"], ["fair", "3–5"], ["dear", "6–10"], ["steep", "11+"]];
  return h("div.legend", { "aria-hidden": "true" }, t("board.legend"), shown.map(([name, text]) => h("span", { dataset: { price: name } }, text)));
}
