// How many Stars the person this page speaks as has, and a thousand more.
import { get, post } from "./api.js";
import { h, soon } from "./dom.js";
import { on } from "./events.js";
import { refused } from "./notices.js";
import { me } from "./people.js";
import { language, t } from "./texts.js";

const MORE = 1000;
const wallets = new Set();

/// Stars as people read them: 10 000.
export const starsText = (stars) => new Intl.NumberFormat(language).format(stars);

/// The balance with the button that adds to it; it keeps itself up to date while it is shown.
export function wallet() {
  const shown = h("b.stars", {}, "⭐ …");
  const whole = h("div.wallet", {}, h("small", {}, t("stars.have")), shown,
    h("button", { type: "button", onclick: add }, t("stars.more", { stars: starsText(MORE) })));
  wallets.add({ whole, shown });
  read();
  return whole;
}

async function add() {
  const { id } = me();
  try {
    const { stars } = await get(`users/${id}/stars`);
    await post(`users/${id}/stars`, { stars: stars + MORE });
  } catch (problem) {
    refused(problem);
  }
  read();
}

const read = soon(async () => {
  const { id } = me();
  const { stars } = await get(`users/${id}/stars`);
  if (me().id !== id) return read();
  for (const one of wallets) {
    // A sheet that was closed needs no news.
    if (one.told && !one.whole.isConnected) wallets.delete(one);
    one.told = true;
    one.shown.textContent = `⭐ ${starsText(stars)}`;
  }
});
on(["refresh", "me"], read);
on("chat", ({ chat }) => { if (chat === me().id) read(); });
