// One channel: its counters, its newest posts, and what can be done to them.
import { get, post } from "./api.js";
import { clockTime, dayOf } from "./dates.js";
import { fill, h, iconButton } from "./dom.js";
import { refused } from "./notices.js";
import { language, t } from "./texts.js";
import { nowMs } from "./time.js";

const NUMBER = new Intl.NumberFormat(language);
const MEMBER_STEPS = [-1000, -100, 100, 1000];
const VIEW_STEP = 500;
const POSTS = 8;

/// How a channel lives, in words.
export function kindName(kind) {
  return t(`channels.${kind === "empty" ? "none" : kind}`);
}

/// A card, and `tell` which brings it up to date without taking the pen out of anybody's hand.
export function channelCard({ name }) {
  const title = h("strong");
  const kind = h("span.badge");
  const members = h("b");
  const change = h("small");
  const last = h("p.last");
  const words = h("textarea", { rows: 2, placeholder: t("channels.write"), "aria-label": t("channels.write") });
  const posts = h("ul.posts");
  const unfolded = h("details", { ontoggle: () => unfolded.open && readPosts() }, h("summary", {}, t("channels.posts")), posts);
  const counters = (body) => post(`channels/${name}/counters`, body).catch(refused);
  const publish = () => {
    const text = words.value.trim();
    if (text === "") return words.focus();
    post(`channels/${name}/posts`, { text }).then(() => { words.value = ""; }, refused);
  };

  const card = h("article.card.entry.channel", { dataset: { channel: name } },
    h("header", {}, title, h("a", { href: `/tme/s/${name}`, target: "_blank", rel: "noopener" }, `@${name}`), kind),
    h("div.line.members", {}, members, change,
      h("div.segments", { role: "group", "aria-label": t("channels.members") },
        MEMBER_STEPS.map((by) => h("button", { type: "button", "aria-label": `${t("channels.members")} ${signed(by)}`, onclick: () => counters({ members: by }) }, signed(by))))),
    last,
    h("form.line.publish", { onsubmit: (event) => { event.preventDefault(); publish(); } }, words, h("button.primary", { type: "submit" }, t("channels.publish"))),
    unfolded);

  async function readPosts() {
    const told = await get(`channels/${name}`).catch(refused);
    if (told) fill(posts, told.posts.slice(0, POSTS).map((one) => row(one, counters)));
  }

  function tell(channel) {
    title.textContent = channel.title;
    kind.textContent = channel.access === "open" ? kindName(channel.kind) : t(`access.${channel.access}`);
    members.textContent = NUMBER.format(channel.members);
    const grown = channel.members - channel.members_day_ago;
    change.textContent = t("channels.day", { change: signed(grown) });
    change.className = grown < 0 ? "less" : "";
    const newest = channel.posts[0];
    fill(last, newest
      ? [h("small", {}, `№ ${newest.id}, ${when(newest.at_ms)}${newest.views === null ? "" : ` · ${t("channels.views", { count: NUMBER.format(newest.views) })}`}`), h("span", {}, wordsOf(newest))]
      : h("small", {}, t("channels.silent")));
    if (unfolded.open) readPosts();
  }
  return { card, tell };
}

function row(one, counters) {
  return h("li", { dataset: { post: one.id } },
    h("small", {}, `№ ${one.id}, ${when(one.at_ms)}`),
    h("span", {}, wordsOf(one)),
    one.views === null ? null : h("span.badge", {}, NUMBER.format(one.views)),
    one.views === null ? null : h("button.quiet", { type: "button", title: t("channels.more"), "aria-label": `${t("channels.more")}: № ${one.id}`, onclick: () => counters({ post: one.id, views: VIEW_STEP }) }, signed(VIEW_STEP)),
    iconButton("clear", `${t("channels.delete")}: № ${one.id}`, () => counters({ post: one.id, delete: true })));
}

function wordsOf({ text, service, media }) {
  if (service !== null) return t(`service.${typeof service === "string" ? service : Object.keys(service)[0]}`);
  const plain = text.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/\s+/g, " ");
  return plain || t(`media.${media[0]}`);
}

const signed = (number) => `${number < 0 ? "−" : "+"}${NUMBER.format(Math.abs(number))}`;

function when(ms) {
  return dayOf(ms) === dayOf(nowMs()) ? clockTime(ms) : `${dayOf(ms)}, ${clockTime(ms)}`;
}
