// The conversation of the person this page speaks as: what the chat shows now, and what they do in it.
import { get } from "./api.js";
import { bubble } from "./bubbles.js";
import { composer } from "./composer.js";
import { dayOf } from "./dates.js";
import { fill, h, soon } from "./dom.js";
import { on } from "./events.js";
import { alertBox, notice, refused } from "./notices.js";
import { dropArea } from "./parcel.js";
import { act, me } from "./people.js";
import { peopleMenu } from "./people-menu.js";
import { t } from "./texts.js";

const MOST_SHOWN = 300;
const ACTION_MS = 5000;

/// Fills the chat's pane.
export function chat(root) {
  const status = h("small", {}, t("bot"));
  const list = h("div.messages", { role: "log", "aria-label": t("conversation"), tabIndex: 0 });
  const start = h("div.empty", {},
    h("div.hello", {}, "👋"),
    h("p", {}, t("empty")),
    h("button.primary", { type: "button", onclick: () => say("/start") }, t("start")));
  const toastsShown = h("div.toasts", { role: "status", "aria-live": "polite" });
  const { element: writing, hold } = composer(say, told);
  root.append(
    h("div.head", {},
      h("img.face", { src: "/playground/icon.svg", alt: "" }),
      h("div.title", {}, h("strong", {}, "sellergram"), status),
      peopleMenu()),
    h("div.stage", {}, list, toastsShown),
    writing);
  dropArea(root, (file) => hold(file, "document"));

  const shown = new Map();
  let whose = null;
  let toastsSeen = null;
  let acting = 0;

  function say(text) {
    return act("text", { text }, text.length > 200 ? `${text.slice(0, 8)}…${text.slice(-4)}` : text).then(told, refused);
  }

  function press(message, button) {
    return act("press", { message_id: message.message_id, data: button.callback_data }, `[${button.text}]`).then(told, refused);
  }

  function told({ delivered }) {
    if (!delivered) notice(t("undelivered"), "bad");
  }

  function show(messages) {
    const alive = messages.filter((message) => !message.deleted).slice(-MOST_SHOWN);
    const groups = grouped(alive);
    const firsts = new Set(groups.map(([message]) => message.message_id));
    for (const id of [...shown.keys()]) if (!firsts.has(id)) shown.delete(id);
    const children = [];
    let date = null;
    for (const together of groups) {
      const [message] = together;
      const text = JSON.stringify(together);
      if (shown.get(message.message_id)?.text !== text) {
        shown.set(message.message_id, { text, element: bubble(together, press) });
      }
      if (dayOf(message.date * 1000) !== date) {
        date = dayOf(message.date * 1000);
        children.push(h("div.date", {}, date));
      }
      children.push(shown.get(message.message_id).element);
    }
    lay(list, alive.length > 0 ? children : [start]);
    keepDown();
  }

  // Whoever reads further up stays there; whoever is at the end stays at the end, also when a picture makes it longer.
  let atEnd = true;
  const keepDown = () => { if (atEnd) list.scrollTop = list.scrollHeight; };
  list.addEventListener("scroll", () => { atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80; });
  for (const arrival of ["load", "error"]) list.addEventListener(arrival, () => requestAnimationFrame(keepDown), true);
  new ResizeObserver(keepDown).observe(list);

  function showToasts(toasts) {
    if (toastsSeen !== null) {
      for (const { text, show_alert: hold } of toasts.slice(toastsSeen)) hold ? alertBox(text) : notice(text, "toast", toastsShown);
    }
    toastsSeen = toasts.length;
  }

  const read = soon(async () => {
    const { id } = me();
    if (whose !== id) {
      [whose, toastsSeen, atEnd] = [id, null, true];
      shown.clear();
      fill(list);
    }
    const [messages, toasts] = await Promise.all([get(`chats/${id}/messages`), get(`chats/${id}/toasts`)]);
    if (me().id !== id) return;
    show(messages);
    showToasts(toasts);
  });

  const quiet = () => {
    clearTimeout(acting);
    status.textContent = t("bot");
    status.classList.remove("acting");
  };
  on(["refresh", "me"], () => {
    quiet();
    read();
  });
  on("chat", (event) => {
    if (event.chat !== me().id) return;
    quiet();
    read();
  });
  on("action", (event) => {
    if (event.chat !== me().id) return;
    clearTimeout(acting);
    status.textContent = t(event.action.startsWith("upload") ? "uploads" : "types");
    status.classList.add("acting");
    acting = setTimeout(quiet, ACTION_MS);
  });
}

/// The messages, those of one album together.
function grouped(messages) {
  const groups = [];
  for (const message of messages) {
    const album = message.media_group_id;
    if (album && groups.at(-1)?.[0].media_group_id === album) groups.at(-1).push(message);
    else groups.push([message]);
  }
  return groups;
}

/// Makes these the element's children without touching those that stand where they should.
function lay(element, children) {
  children.forEach((child, place) => {
    if (element.children[place] !== child) element.insertBefore(child, element.children[place] ?? null);
  });
  while (element.children.length > children.length) element.lastElementChild.remove();
}
