// How calls and log lines are called on the timeline.
import { warehouseName } from "./board-model.js";
import { day } from "./dates.js";
import { everybody, me } from "./people.js";
import { boxName, t } from "./texts.js";

const SIGNS = {
  sendMessage: "💬", sendPhoto: "🖼", sendDocument: "📄", editMessageText: "✏️", editMessageReplyMarkup: "✏️", deleteMessage: "🗑",
  deleteMessages: "🗑", answerCallbackQuery: "👆", setMyCommands: "⚙️", setWebhook: "⚙️", sendChatAction: "⌨️",
};
/// The names that the functions' logs give to calls, told by verb and address.
const OPERATIONS = {
  wb: [
    ["GET", /coefficients$/, "coefficients"], ["GET", /seller-info$/, "seller_info"], ["GET", /ping$/, "ping"],
    ["POST", /v1\/supplies$/, "supplies"], ["GET", /v1\/supplies\//, "supply"],
    ["POST", /drafts\/.+\/items$/, "add_draft_items"], ["GET", /drafts\/.+\/items$/, "draft_items"], ["DELETE", /drafts\/.+\/items$/, "remove_draft_items"],
    ["POST", /drafts$/, "create_draft"], ["DELETE", /drafts\//, "delete_draft"], ["GET", /drafts$/, "drafts"], ["POST", /stocks-report/, "stocks"],
  ],
  gateway: [["POST", /bookings$/, "book"], ["GET", /bookings\//, "booking"], ["GET", /bookings$/, "booking_by_key"], ["GET", /slots$/, "slots"], ["POST", /redistribution\/requests$/, "redistribute"], ["GET", /redistribution\/limits$/, "limits"]],
};
/// Who tells of channels: asked by the hundred.
const SOURCES = ["preview", "tgstat", "telemetr"];
const ASIDE = ["answerCallbackQuery", "setMyCommands", "getMe", "getWebhookInfo", "setWebhook", "sendChatAction", "ping", "seller_info", "supply", "limits"];

/// A call's name as the functions' logs call it.
export function operation({ target, method, path }) {
  if (target === "telegram") return method;
  return OPERATIONS[target]?.find(([verb, address]) => verb === method && address.test(path))?.[2] ?? `${method} ${path.split("/").at(-1)}`;
}

/// Whether only somebody who wants all details wants this.
export function isMinor(told) {
  if (told.fault || told.status >= 400 || ["WARN", "ERROR"].includes(told.level)) return false;
  // That a tick saw openings is told by what came of them; pollers relieve each other every minute.
  if (told.message !== undefined) return !/^[a-z]+\.[a-z_]+:/.test(told.message) || /^(slot\.opened|poller\.|update\.)/.test(told.message);
  return SOURCES.includes(told.target) || ASIDE.includes(operation(told));
}

/// A call in a few words: {sign, text}.
export function callWords(call) {
  const { target, method, body } = call;
  if (target === "telegram") {
    const to = Number(body?.chat_id) === me().id ? "" : everybody().find(({ id }) => id === Number(body?.chat_id))?.name ?? body?.chat_id ?? "";
    const said = String(body?.text ?? body?.caption ?? "").split("\n")[0];
    return { sign: SIGNS[method] ?? "✈️", text: [t(`call.${method}`), to && `→ ${to}`].filter(Boolean).join(" "), said };
  }
  if (SOURCES.includes(target)) return { sign: "📡", text: t(`target.${target}`), said: [call.path.split("/").slice(2).join("/"), call.query?.channelId].filter(Boolean).join(" · ") };
  const wanted = body?.warehouseID && body.date ? `${warehouseName(body.warehouseID)}, ${day(body.date).long}` : "";
  const moved = body?.srcOfficeID && body.items ? `${warehouseName(body.srcOfficeID)} → ${[...new Set(body.items.map((item) => warehouseName(item.dstOfficeID)))].join(", ")}` : "";
  return { sign: moved ? "🚚" : target === "gateway" ? "🎯" : "🟣", text: t(`call.${operation(call)}`), said: wanted || moved };
}

/// A log line in a few words: {sign, text, said}.
export function logWords(line) {
  const sign = { ERROR: "⛔", WARN: "⚠️" }[line.level] ?? "·";
  const [, name, rest] = /^([a-z]+\.[a-z_]+): ?(.*)$/s.exec(line.message ?? "") ?? [null, null, line.message ?? ""];
  const known = name && t(`log.${name}`);
  const text = known && known !== `log.${name}` ? known : rest;
  return { sign, text, said: line.outcome ?? line.reason ?? line.error ?? "" };
}

/// A cell in words.
export function cellWords(cell) {
  const [warehouse, date, box] = cell.split("|");
  return `${warehouseName(Number(warehouse))} · ${day(date).long} · ${boxName(box === "" || box === "qr" ? null : Number(box))}`;
}
