// Channels of Telegram: how many read them, what was posted; published, moved and taken out by hand.
import { get, post } from "./api.js";
import { channelCard, kindName } from "./channel-card.js";
import { fill, h, soon } from "./dom.js";
import { on } from "./events.js";
import { notice, refused } from "./notices.js";
import { sourcesPanel } from "./sources.js";
import { t } from "./texts.js";

const KINDS = ["growth", "jump", "silence", "deletion", "flat", "busy", "empty"];
const MOST = 40;
/// Views grow by themselves; whoever looks sees it this often.
const ANEW_MS = 10_000;

/// Fills the channels' sheet.
export function channelsSheet(root) {
  const cards = new Map();
  let readAt = 0;

  const search = h("input", { type: "search", placeholder: t("channels.search"), "aria-label": t("channels.search"), oninput: () => read() });
  const name = h("input", { type: "text", maxLength: 32, placeholder: "@name", "aria-label": t("channels.name"), autocapitalize: "off", autocomplete: "off", spellcheck: false });
  const kind = h("select", { "aria-label": t("channels.kind") }, KINDS.map((one) => h("option", { value: one }, kindName(one))));
  const sum = h("small.sum");
  const list = h("div.cards.wide.channels");
  const nothing = h("p.nothing", { hidden: true }, t("channels.empty"));
  root.append(
    h("div.tools", {}, search,
      h("form.line.make", { onsubmit: (event) => { event.preventDefault(); make(); } }, name, kind, h("button", { type: "submit" }, t("channels.make"))), sum),
    h("div.scroll", {}, sourcesPanel(), list, nothing));

  function make() {
    post("channels", { name: name.value.trim(), kind: kind.value }).then((made) => {
      notice(t("channels.made", { name: `@${made.name}` }));
      name.value = "";
    }, refused);
  }

  function show({ count, channels }) {
    sum.textContent = count > channels.length ? t("channels.some", { shown: channels.length, count }) : t("channels.count", { count });
    nothing.hidden = count > 0;
    const names = channels.map((channel) => channel.name);
    if (names.join() !== [...cards.keys()].join()) {
      const kept = new Map(cards);
      cards.clear();
      for (const channel of channels) cards.set(channel.name, kept.get(channel.name) ?? channelCard(channel));
      fill(list, [...cards.values()].map(({ card }) => card));
    }
    for (const channel of channels) cards.get(channel.name).tell(channel);
  }

  const read = soon(async () => {
    readAt = Date.now();
    show(await get(`channels?limit=${MOST}&q=${encodeURIComponent(search.value.trim())}`));
  });
  on(["refresh", "channels", "clock"], read);
  on("time", () => { if (root.offsetParent !== null && Date.now() - readAt > ANEW_MS) read(); });
}
