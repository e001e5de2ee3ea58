// One message as a bubble.
import { h } from "./dom.js";
import { clockTime } from "./dates.js";
import { rich } from "./entities.js";
import { money } from "./invoice.js";
import { keyboard } from "./keyboard.js";
import { t } from "./texts.js";

/// The message as Telegram's clients show it; an album's messages as one, under the caption of the one that has it.
/// `press` is called with the message and the button.
export function bubble(together, press) {
  const message = together.find((one) => one.caption) ?? together[0];
  const ours = !message.from?.is_bot;
  const body = message.text ?? message.caption ?? "";
  const entities = message.entities ?? message.caption_entities ?? [];
  const meta = h("span.meta", {},
    message.silent ? h("span", { title: t("silent") }, "🔕") : null,
    message.edit_date ? h("span.edited", {}, t("edited")) : null,
    h("time", {}, clockTime(message.date * 1000)),
    ours ? h("span.checks", { title: t("delivered") }, "✓✓") : null);
  const content = h("div.bubble", {},
    quote(message.reply_to_message),
    together.length > 1 ? album(together) : media(message),
    money(message),
    h("div.text", {}, rich(body, entities), meta),
    reactions(message.reactions));
  if (message.sticker) content.classList.add("bare");
  if (message.photo && body === "") content.classList.add("picture");
  return h(`div.message${ours ? ".ours" : ".theirs"}`, { dataset: { id: together[0].message_id } },
    content,
    keyboard(message, press));
}

function quote(original) {
  if (!original) return null;
  return h("div.quote", {},
    h("strong", {}, original.from?.first_name ?? ""),
    h("span", {}, (original.text ?? original.caption ?? "…").slice(0, 80)));
}

function reactions(list = []) {
  const shown = list.map((one) => one.emoji).filter(Boolean);
  return shown.length > 0 ? h("div.reactions", {}, shown.map((emoji) => h("span", {}, emoji))) : null;
}

function media(message) {
  if (message.photo) return photo(message.photo.at(-1));
  if (message.document) return file(message.document);
  if (message.sticker) return h("div.sticker", { title: message.sticker.set_name ?? "" }, message.sticker.emoji ?? "🖼");
  if (message.voice) return h("div.voice", {}, h("span.play", {}, "▶"), h("span.wave"), `0:${String(message.voice.duration).padStart(2, "0")}`);
  return null;
}

function album(messages) {
  return h("div.album", {}, messages.map((one) => photo(one.photo.at(-1))));
}

function photo({ file_id: id }) {
  const source = `/control/files/${encodeURIComponent(id)}`;
  const image = h("img", { src: source, alt: t("photo"), loading: "lazy" });
  const frame = h("button.photo", { type: "button", "aria-label": t("enlarge"), onclick: () => enlarge(source) }, image);
  // Contents live in the sandbox's memory only.
  image.addEventListener("error", () => frame.replaceChildren(h("span.lost", {}, t("photo.lost"))));
  return frame;
}

function enlarge(source) {
  const box = h("dialog.viewer", { onclick: () => box.close(), onclose: () => box.remove() }, h("img", { src: source, alt: t("photo") }));
  document.body.append(box);
  box.showModal();
}

function file({ file_id: id, file_name: name = "file", file_size: size = 0 }) {
  return h("a.document", { href: `/control/files/${encodeURIComponent(id)}`, download: name },
    h("span.sign", {}, "📄"),
    h("span.about", {}, h("strong", {}, name), h("small", {}, bytes(size))));
}

/// A size as people read it.
export function bytes(size) {
  if (size < 1024) return `${size} ${t("bytes")}`;
  if (size < 1024 * 1024) return `${(size / 1024).toFixed(1)} ${t("kilobytes")}`;
  return `${(size / 1024 / 1024).toFixed(1)} ${t("megabytes")}`;
}
