// The page's words: Russian, or English where the browser's language is not one of its readers'.
import { en } from "./texts-en.js";
import { ru } from "./texts-ru.js";

const KEPT = "playground.language";
const RUSSIAN_READERS = ["ru", "be", "uk", "kk", "ky", "uz", "hy"];

export const language = localStorage.getItem(KEPT) ?? fromBrowser();
const words = language === "en" ? en : ru;

function fromBrowser() {
  const wanted = (navigator.language ?? "ru").slice(0, 2);
  return RUSSIAN_READERS.includes(wanted) ? "ru" : "en";
}

/// A text by its name, with `{places}` filled in.
export function t(name, places = {}) {
  const text = words[name] ?? ru[name] ?? name;
  return text.replace(/\{(\w+)\}/g, (_, place) => places[place] ?? "");
}

/// Starts the page again in the other language.
export function switchLanguage() {
  localStorage.setItem(KEPT, language === "ru" ? "en" : "ru");
  location.reload();
}

/// A box type's name; null is boxes by QR code. Supplies call those 0, and have a second kind of boxes, 1.
export function boxName(id) {
  return t(`box.${{ 0: "qr", 1: 2 }[id] ?? id ?? "qr"}`);
}
