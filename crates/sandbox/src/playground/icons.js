// The page's signs, drawn as lines so that they look alike everywhere.

const SPACE = "http://www.w3.org/2000/svg";
const PATHS = {
  send: "M4 12 20 4l-5 16-4-6z M11 14l9-10",
  attach: "M8 12.5 14 6.5a3 3 0 0 1 4.3 4.3l-8 8a5 5 0 0 1-7-7L11 4",
  commands: "M7 20 17 4",
  portal: "M4 9h16v10H4z M4 9l2-4h12l2 4 M9 13h6",
  out: "M8 16 16 8 M9 8h7v7",
  star: "M12 4l2.4 5 5.6.7-4.1 3.8 1.1 5.5-5-2.8-5 2.8 1.1-5.5L4 9.7 9.6 9z",
  copy: "M9 9h10v10H9z M15 9V5H5v10h4",
  theme: "M20 14.5A8 8 0 0 1 9.5 4 8 8 0 1 0 20 14.5z",
  clear: "M5 7h14 M10 7V5h4v2 M7 7l1 12h8l1-12",
  chat: "M4 5h16v11H10l-5 4v-4H4z",
  world: "M4 6h16v14H4z M4 10h16 M8 3v4 M16 3v4 M9 14h2 M13 14h2",
  timeline: "M12 4a8 8 0 1 0 .01 0z M12 8v4l3 2",
};

/// A sign by its name, as large as the text around it asks.
export function sign(name) {
  const svg = document.createElementNS(SPACE, "svg");
  const attributes = { viewBox: "0 0 24 24", fill: "none", stroke: "currentColor", "stroke-width": 2, "stroke-linecap": "round", "stroke-linejoin": "round", "aria-hidden": "true", class: "sign-icon" };
  for (const [key, value] of Object.entries(attributes)) svg.setAttribute(key, value);
  const path = document.createElementNS(SPACE, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}
