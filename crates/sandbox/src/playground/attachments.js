// What can be sent besides text: photos, files, stickers, and a seller's key fresh from Wildberries.
import { h, iconButton, outside } from "./dom.js";
import { notice, refused } from "./notices.js";
import { act } from "./people.js";
import { newKey } from "./keys.js";
import { t } from "./texts.js";

const LARGEST = 20 * 1024 * 1024;
const STICKERS = ["👍", "🎉", "😂", "❤️", "🔥", "😢", "🤔", "📦"];

/// The attach button, its menu, and `send(file)` for files that come another way.
export function attachments(say) {
  const photo = picker("image/png,image/jpeg", (file) => send(file));
  const anything = picker("", (file) => send(file, "document"));
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
  return { button, menu, send };
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

async function send(file, as) {
  if (file.size > LARGEST) return notice(t("attach.large"), "bad");
  const deed = as ?? (/^image\/(png|jpeg)$/.test(file.type) ? "photo" : "document");
  const content = await base64(file);
  return act(deed, { file_name: file.name, content }, file.name).catch(refused);
}

function base64(file) {
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => failed(reader.error);
    reader.readAsDataURL(file);
  });
}
