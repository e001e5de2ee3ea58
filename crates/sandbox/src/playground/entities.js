// A text with its entities as elements. Places are UTF-16 units, which is how JavaScript counts.
import { h } from "./dom.js";
import { follow } from "./links.js";

const BLOCKS = ["pre", "blockquote", "expandable_blockquote"];

/// The text, formatted.
export function rich(text, entities = []) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return range(text, 0, text.length, sorted);
}

/// One stretch: entities that begin inside another belong to it.
function range(text, from, to, entities) {
  const made = document.createDocumentFragment();
  let at = from;
  let next = 0;
  while (next < entities.length) {
    const entity = entities[next];
    const end = Math.min(entity.offset + entity.length, to);
    const first = next + 1;
    next = first;
    while (next < entities.length && entities[next].offset < end) next += 1;
    made.append(text.slice(at, entity.offset));
    const element = wrapper(entity, text.slice(entity.offset, end));
    element.append(range(text, entity.offset, end, entities.slice(first, next)));
    made.append(element);
    // A block ends its line by itself.
    at = BLOCKS.includes(entity.type) && text[end] === "\n" ? end + 1 : end;
  }
  made.append(text.slice(at, to));
  return made;
}

function wrapper(entity, text) {
  switch (entity.type) {
    case "bold": return h("strong");
    case "italic": return h("em");
    case "underline": return h("u");
    case "strikethrough": return h("s");
    case "code": return h("code", { title: text, onclick: () => copy(text) });
    case "pre": return h("pre", { dataset: { language: entity.language ?? "" } });
    case "blockquote": return h("blockquote");
    case "expandable_blockquote": return h("blockquote.expandable", { onclick: (event) => event.currentTarget.classList.toggle("open") });
    case "spoiler": return spoiler();
    case "text_link": return link(entity.url);
    case "url": return link(/^\w+:/.test(text) ? text : `https://${text}`);
    case "email": return link(`mailto:${text}`);
    case "bot_command": return h("span.command");
    default: return h(`span.${entity.type.replaceAll("_", "-")}`);
  }
}

function link(address) {
  return h("a", {
    href: address.startsWith("javascript:") ? "#" : address,
    rel: "noopener noreferrer",
    onclick: (event) => {
      event.preventDefault();
      follow(address);
    },
  });
}

function spoiler() {
  const show = (event) => event.currentTarget.classList.add("shown");
  return h("span.spoiler", { role: "button", tabIndex: 0, onclick: show, onkeydown: (event) => event.key === "Enter" && show(event) });
}

function copy(text) {
  navigator.clipboard?.writeText(text).catch(() => {});
}
