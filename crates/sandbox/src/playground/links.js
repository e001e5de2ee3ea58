// Where links lead. In this world the seller's portal is this page and an invoice opens here; everything else opens in a tab of its own.
import { tell } from "./events.js";

const PORTAL = "seller.wildberries.ru";
const INVOICE = /^https:\/\/t\.me\/\$[\w-]+$/;

/// What of the portal a link means: {order}, {supply} or {draft}; null for other places.
export function portalPlace(address) {
  const url = parsed(address);
  if (url?.hostname !== PORTAL) return null;
  const value = (name) => url.searchParams.get(name) || null;
  return { order: value("preorderId"), supply: value("supplyId"), draft: value("draftID") };
}

/// Whether a link is that of an invoice.
export const asksForMoney = (address) => INVOICE.test(address);

/// Follows a link of a button or a text.
export function follow(address) {
  if (asksForMoney(address)) return tell("invoice", { link: address });
  const place = portalPlace(address);
  if (place !== null) return tell("portal", place);
  const url = parsed(address);
  if (url !== null && ["http:", "https:", "mailto:"].includes(url.protocol)) {
    window.open(url.href, "_blank", "noopener,noreferrer");
  }
}

function parsed(address) {
  try {
    return new URL(address);
  } catch {
    return null;
  }
}
