// Elements made by hand. What is given as text stays text: nothing here ever reads markup.
import { sign } from "./icons.js";

/// `h("button.primary", { onclick }, "Text", child)`; null and false children are left out.
export function h(name, props = {}, ...children) {
  const [tag, ...classes] = name.split(".");
  const element = document.createElement(tag || "div");
  if (classes.length > 0) element.className = classes.join(" ");
  for (const [key, value] of Object.entries(props)) put(element, key, value);
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

function put(element, key, value) {
  if (value === null || value === undefined || value === false) return;
  if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
  else if (key === "dataset") Object.assign(element.dataset, value);
  else if (key.startsWith("aria-") || key === "role" || key === "for" || key === "list") element.setAttribute(key, value);
  else if (key in element) element[key] = value;
  else element.setAttribute(key, value === true ? "" : value);
}

/// A button that is a sign, with a name for those who do not see it.
export function iconButton(name, label, onclick, classes = "") {
  return h(`button.icon${classes}`, { type: "button", title: label, "aria-label": label, onclick }, sign(name));
}

/// Replaces an element's children by these.
export function fill(element, ...children) {
  element.replaceChildren(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
}

/// Runs `work` soon, once, however often it is asked for meanwhile; a run asked for during a run follows it.
export function soon(work) {
  let running = false;
  let asked = false;
  return async function ask() {
    asked = true;
    if (running) return;
    running = true;
    while (asked) {
      asked = false;
      try {
        await work();
      } catch (problem) {
        // The next event brings the next try; a page that stands must not fall.
        console.warn(problem);
      }
    }
    running = false;
  };
}

/// Calls `react` when somebody clicks anywhere but on this element.
export function outside(element, react) {
  document.addEventListener("click", (event) => {
    // What was clicked may have been replaced meanwhile; its path still tells where it was.
    if (!event.composedPath().includes(element)) react();
  });
}
