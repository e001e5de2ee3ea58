// A file that was chosen and not yet sent: what it is, whether it goes as a picture, and that it may be left out.
import { fill, h, iconButton } from "./dom.js";
import { bytes } from "./bubbles.js";
import { notice } from "./notices.js";
import { t } from "./texts.js";

const LARGEST = 20 * 1024 * 1024;
const PICTURE = /^image\/(png|jpeg)$/;

/// The line above the text that is being written; `take` gives the file away.
export function parcel(changed) {
  let held = null;
  const element = h("div.parcel", { hidden: true });

  function hold(file, as) {
    if (file.size > LARGEST) return notice(t("attach.large"), "bad");
    const picture = PICTURE.test(file.type);
    held = { file, deed: picture && as !== "document" ? "photo" : "document" };
    const plain = h("input", { type: "checkbox", checked: held.deed === "document", onchange: () => { held.deed = plain.checked ? "document" : "photo"; } });
    fill(element,
      h("span.sign", {}, picture ? "🖼" : "📄"),
      h("span.about", {}, h("strong", {}, file.name), h("small", {}, bytes(file.size))),
      picture ? h("label", {}, plain, t("attach.plain")) : null,
      iconButton("clear", t("attach.drop"), drop));
    element.hidden = false;
    changed();
  }

  function drop() {
    held = null;
    element.hidden = true;
    changed();
  }

  function take() {
    const taken = held;
    if (held !== null) drop();
    return taken;
  }

  return { element, hold, take, holds: () => held !== null };
}

/// Lets files be dropped anywhere on this element.
export function dropArea(root, take) {
  const cover = h("div.dropping", { hidden: true }, t("attach.here"));
  root.append(cover);
  const carriesFiles = (event) => [...event.dataTransfer?.types ?? []].includes("Files");
  root.addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    cover.hidden = false;
  });
  root.addEventListener("dragleave", (event) => { if (!root.contains(event.relatedTarget)) cover.hidden = true; });
  root.addEventListener("drop", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    cover.hidden = true;
    const [file] = event.dataTransfer.files;
    if (file) take(file);
  });
}
