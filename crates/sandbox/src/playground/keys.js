// Sellers' keys, issued by the Wildberries of this world.
import { post } from "./api.js";

/// A key for a service, the kind Wildberries wants bots to have.
const SERVICE = 4;
const NAMES = ["ИП Иванова", "ИП Смирнов", "ООО «Север»", "ИП Кузнецова", "ИП Орлов", "ООО «Берег»", "ИП Лебедева", "ИП Новиков"];

/// A key of a new seller, or of a known one: {token, sid, name}. It lets read and book supplies.
export function newKey(order = {}) {
  const name = NAMES[Math.floor(Math.random() * NAMES.length)];
  return post("wb/sellers", { name: order.sid ? undefined : name, acc: SERVICE, ...order });
}
