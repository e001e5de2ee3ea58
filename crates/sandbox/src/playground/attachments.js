// What can be sent besides text: photos, files, stickers, and a seller's key fresh from Wildberries.
import { h, iconButton, outside } from "./dom.js";
import { refused } from "./notices.js";
import { act } from "./people.js";
import { newKey } from "./keys.js";
import { t } from "./texts.js";

const STICKERS = ["👍", "🎉", "😂", "❤️", "🔥", "😢", "🤔", "📦"];

/// The attach button and its menu; `hold(file, as)` gets the file that was chosen.
export function attachments(say, hold) {
  const photo = picker("image/png,image/jpeg", (file) => hold(file, "photo"));
  const anything = picker("", (file) => hold(file, "document"));
  const choose = (input) => {
    close();
    input.click();
  };
  const menu = h("div.attach", { hidden: true, role: "menu" },
    item("🖼", t("attach.photo"), () => choose(photo)),
    item("📄", t("attach.document"), () => choose(anything)),
    item("🔑", t("attach.key"), () => {
      close();
      newKey().then(({ token }) => say(token), refused);
    }),
    h("div.stickers", { role: "group", "aria-label": t("attach.sticker") }, STICKERS.map((emoji) =>
      h("button", { type: "button", "aria-label": `${t("attach.sticker")} ${emoji}`, onclick: () => { close(); act("sticker", { emoji }, emoji).catch(refused); } }, emoji))),
    photo, anything);
  const button = iconButton("attach", t("attach"), (event) => {
    event.stopPropagation();
    menu.hidden = !menu.hidden;
  });
  const close = () => { menu.hidden = true; };
  outside(menu, close);
  menu.addEventListener("keydown", (event) => { if (event.key === "Escape") { close(); button.focus(); } });
  return { button, menu };
}

/// Sends a file that was held; the promise is kept when the bot has it, or when it was refused.
export async function send({ file, deed }, caption) {
  const words = caption ? `${file.name} · ${caption.split("\n")[0]}` : file.name;
  const body = { name: file.name, base64: await base64(file), caption: caption || undefined };
  return act(deed, body, words);
}

function item(sign, text, onclick) {
  return h("button.item", { type: "button", role: "menuitem", onclick }, h("span", {}, sign), text);
}

function picker(accept, take) {
  return h("input", {
    type: "file",
    accept,
    hidden: true,
    onchange: (event) => {
      const [file] = event.target.files;
      if (file) take(file);
      event.target.value = "";
    },
  });
}

function base64(file) {
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => failed(reader.error);
    reader.readAsDataURL(file);
  });
}
