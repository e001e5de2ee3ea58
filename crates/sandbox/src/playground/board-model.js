// Wildberries' board as this page knows it: warehouses, days, and what is open.
import { get } from "./api.js";
import { soon } from "./dom.js";
import { on, tell } from "./events.js";

export const board = { warehouses: [], days: [], open: new Map(), feed: { state: "live", body: "normal", delay_ms: 0 } };

export const place = (warehouse, date, box) => `${warehouse}|${date}|${box ?? ""}`;

/// A warehouse's name, or its number when the board does not know it.
export function warehouseName(id) {
  return board.warehouses.find((warehouse) => warehouse.id === id)?.name ?? `#${id}`;
}

/// The open cells of a warehouse and a box type, by day.
export function openDays(warehouse, box) {
  return [...board.open.values()]
    .filter((cell) => cell.warehouseID === warehouse && cell.boxTypeID === box)
    .sort((a, b) => a.date.localeCompare(b.date));
}

const readAll = soon(async () => {
  const told = await get("wb/feed");
  const warehouses = new Map();
  for (const { warehouseID: id, warehouseName: name, boxTypeID: box } of told.rows) {
    if (!warehouses.has(id)) warehouses.set(id, { id, name, boxes: new Set() });
    warehouses.get(id).boxes.add(box);
  }
  board.warehouses = [...warehouses.values()];
  board.days = [...new Set(told.rows.map((row) => row.date))].sort();
  take(told, told.rows.filter((row) => row.allowUnload && row.coefficient >= 0));
  tell("board-laid");
});

const readOpen = soon(async () => {
  const told = await get("wb/feed?open=1");
  // A warehouse that came into being, or a day that did.
  const strange = told.rows.some((row) => !board.days.includes(row.date) || !board.warehouses.some(({ id, boxes }) => id === row.warehouseID && boxes.has(row.boxTypeID)));
  if (strange) return readAll();
  take(told, told.rows);
});

function take({ state, body, delay_ms }, rows) {
  const former = board.open;
  board.feed = { state, body, delay_ms };
  board.open = new Map(rows.map((row) => [place(row.warehouseID, row.date, row.boxTypeID), row]));
  for (const [where, row] of board.open) {
    if (former.get(where)?.opened_at_ms !== row.opened_at_ms) tell("opened", row);
  }
  tell("board-read");
}

on(["refresh", "clock"], readAll);
on(["board", "feed"], readOpen);
