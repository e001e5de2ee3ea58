// The buttons under a message.
import { h } from "./dom.js";
import { sign } from "./icons.js";
import { payKey } from "./invoice.js";
import { asksForMoney, follow, portalPlace } from "./links.js";
import { notice } from "./notices.js";
import { t } from "./texts.js";

/// Bots fill a grid up with invisible letters; not every font has them.
const BLANK = /^[\s\u2800\u3164\u200b]*$/u;

/// The inline keyboard, or nothing. `press` answers with a promise; until it is kept the button waits.
export function keyboard(message, press) {
  const rows = message.reply_markup?.inline_keyboard ?? [];
  if (rows.length === 0) return null;
  return h("div.keyboard", {}, rows.map((row) => h("div.row", {}, row.map((button) => key(button, message, press)))));
}

function key(button, message, press) {
  if (button.pay) return payKey(message);
  const made = h(`button.key${BLANK.test(button.text) ? ".blank" : ""}`, { type: "button" }, h("span", {}, button.text));
  if (button.url !== undefined) {
    const inside = portalPlace(button.url) !== null;
    const leads = asksForMoney(button.url) ? "star" : inside ? "portal" : "out";
    made.append(h("i", { title: inside ? t("portal.opens") : button.url }, sign(leads)));
    made.dataset.url = button.url;
    made.addEventListener("click", () => follow(button.url));
  } else if (button.copy_text !== undefined) {
    made.append(h("i", {}, sign("copy")));
    made.addEventListener("click", () => {
      navigator.clipboard?.writeText(button.copy_text.text).catch(() => {});
      notice(t("copied"));
    });
  } else {
    made.dataset.data = button.callback_data ?? "";
    made.addEventListener("click", async () => {
      made.classList.add("waits");
      await press(message, button);
      made.classList.remove("waits");
    });
  }
  return made;
}
