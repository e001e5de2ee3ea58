// Money in the chat: invoices in Telegram Stars with their pay button, and the service's words about payments.
import { h } from "./dom.js";
import { notice, refused } from "./notices.js";
import { act } from "./people.js";
import { t } from "./texts.js";

/// What a message about money shows, or nothing.
export function money({ invoice, successful_payment: paid, refunded_payment: refund }) {
  if (invoice) {
    return h("div.invoice", {},
      h("strong", {}, invoice.title),
      h("span", {}, invoice.description),
      h("b", {}, `⭐ ${invoice.total_amount}`));
  }
  if (paid) return h("div.invoice", {}, h("b", {}, t(paid.is_recurring ? "pay.subscribed" : "pay.done", { stars: paid.total_amount })));
  if (refund) return h("div.invoice", {}, h("b", {}, t("pay.refunded", { stars: refund.total_amount })));
  return null;
}

/// The button that pays; a paid invoice shows that it is paid.
export function payKey(message) {
  const stars = message.invoice?.total_amount ?? 0;
  const made = h("button.key.pay", { type: "button", disabled: message.paid === true },
    h("span", {}, message.paid ? t("pay.receipt") : t("pay", { stars })));
  made.addEventListener("click", async () => {
    made.classList.add("waits");
    made.disabled = true;
    await act("pay", { message_id: message.message_id }, `⭐ ${stars}`).then(told, refused);
    made.disabled = false;
    made.classList.remove("waits");
  });
  return made;
}

/// Tells how a payment went, unless it went well: then the chat tells.
export function told({ ok, error, delivered }) {
  // What the bot said is shown as it is; the service's own refusals have names.
  if (!ok) notice(t(`pay.${error}`) === `pay.${error}` ? error : t(`pay.${error}`), "bad");
  else if (!delivered) notice(t("undelivered"), "bad");
}
