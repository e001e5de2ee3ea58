// Light and dark: the system's choice until somebody makes another.

const KEPT = "playground.theme";
const dark = matchMedia("(prefers-color-scheme: dark)");

function show() {
  document.documentElement.dataset.theme = localStorage.getItem(KEPT) ?? (dark.matches ? "dark" : "light");
}

/// Takes the kept or the system's theme on, and follows the system.
export function begin() {
  show();
  dark.addEventListener("change", show);
}

/// The other theme, from now on.
export function toggle() {
  localStorage.setItem(KEPT, document.documentElement.dataset.theme === "dark" ? "light" : "dark");
  show();
}
