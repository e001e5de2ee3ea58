// Where a person writes: text, commands, files with a few words; or lets the bot in again.
import { get } from "./api.js";
import { attachments, send as sendFile } from "./attachments.js";
import { fill, h, iconButton, outside, soon } from "./dom.js";
import { on } from "./events.js";
import { notice, refused } from "./notices.js";
import { parcel } from "./parcel.js";
import { act, me } from "./people.js";
import { t } from "./texts.js";

const LONGEST_CAPTION = 1024;

/// The composer as {element, hold}; `say` sends a text, `hold` takes a file that came another way, `told` what the bot made of it.
export function composer(say, told) {
  let commands = [];
  const menu = h("div.commands", { hidden: true, role: "listbox", "aria-label": t("commands") });
  const input = h("textarea", { rows: 1, placeholder: t("write"), "aria-label": t("write"), maxLength: 4096 });
  const send = iconButton("send", t("send"), () => submit(), ".send");
  const file = parcel(() => {
    input.placeholder = t(file.holds() ? "attach.caption" : "write");
    input.focus();
  });
  const attach = attachments(say, file.hold);
  const box = h("form.composer", { onsubmit: (event) => { event.preventDefault(); submit(); } },
    iconButton("commands", t("commands"), () => showMenu(menu.hidden ? "" : null), ".slash"),
    attach.button,
    input,
    send);
  const unblock = h("button.unblock", { type: "button", onclick: () => act("unblock").catch(refused) }, t("unblock"));
  const whole = h("div.write", {}, menu, attach.menu, file.element, box, unblock);

  function submit() {
    const text = input.value.trim();
    if (file.holds() && text.length > LONGEST_CAPTION) return notice(t("attach.long"), "bad");
    const held = file.take();
    if (text === "" && held === null) return;
    input.value = "";
    grow();
    showMenu(null);
    if (held === null) say(text);
    else sendFile(held, text).then(told, refused);
  }

  function showMenu(typed) {
    const fitting = typed === null ? [] : commands.filter((one) => one.command.startsWith(typed));
    menu.hidden = fitting.length === 0;
    fill(menu, fitting.map((one) => h("button", {
      type: "button",
      role: "option",
      onclick: () => {
        showMenu(null);
        input.value = "";
        say(`/${one.command}`);
      },
    }, h("strong", {}, `/${one.command}`), h("span", {}, one.description))));
  }

  function grow() {
    input.style.height = "auto";
    input.style.height = `${Math.min(input.scrollHeight, 160)}px`;
  }

  input.addEventListener("input", () => {
    grow();
    const typed = /^\/(\w*)$/.exec(input.value);
    showMenu(typed ? typed[1] : null);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") showMenu(null);
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });
  input.addEventListener("paste", (event) => {
    const [pasted] = event.clipboardData?.files ?? [];
    if (!pasted) return;
    event.preventDefault();
    file.hold(pasted, "photo");
  });
  outside(whole, () => showMenu(null));

  const read = soon(async () => {
    commands = await get(`telegram/commands?language=${encodeURIComponent(me().language)}`);
  });
  const stand = () => {
    const { blocked } = me();
    box.hidden = blocked;
    file.element.hidden = blocked || !file.holds();
    unblock.hidden = !blocked;
  };
  on(["refresh", "me", "commands"], read);
  on(["refresh", "me", "people"], stand);
  stand();
  return { element: whole, hold: file.hold };
}
