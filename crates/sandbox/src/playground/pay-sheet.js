// What an app shows when somebody opens an invoice's link: what it is for, what it costs, and the button that pays.
import { get } from "./api.js";
import { h } from "./dom.js";
import { on } from "./events.js";
import { told } from "./invoice.js";
import { refused } from "./notices.js";
import { act, me } from "./people.js";
import { starsText, wallet } from "./stars.js";
import { t } from "./texts.js";

/// Shows the sheet whenever an invoice's link is followed.
export function paySheet() {
  on("invoice", ({ link }) => open(link).catch(refused));
}

async function open(link) {
  const { title, description, stars, subscription_period: period } = await get(`users/${me().id}/invoice?link=${encodeURIComponent(link)}`);
  const pay = h("button.primary", { type: "button", autofocus: true, onclick: go }, t(period ? "pay.month" : "pay", { stars: starsText(stars) }));
  const sheet = h("dialog.pay", { "aria-label": title, onclose: () => sheet.remove(), onclick: (event) => event.target === sheet && sheet.close() },
    h("div.star", { "aria-hidden": true }, "⭐"),
    h("h3", {}, title),
    h("p", {}, description),
    period ? h("p", {}, h("small", {}, t("pay.renews", { days: Math.round(period / 86_400) }))) : null,
    wallet(),
    pay,
    h("button.quiet", { type: "button", onclick: () => sheet.close() }, t("cancel")));
  document.body.append(sheet);
  sheet.showModal();

  async function go() {
    pay.disabled = true;
    pay.classList.add("waits");
    await act("pay", { invoice_link: link }, `⭐ ${stars}`).then((answer) => {
      told(answer);
      if (answer.ok) sheet.close();
    }, refused);
    pay.disabled = false;
    pay.classList.remove("waits");
  }
}
