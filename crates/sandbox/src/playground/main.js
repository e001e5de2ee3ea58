// The page: three panes over one sandbox, and the bar above them.
import { boardSheet } from "./board.js";
import { channelsSheet } from "./channels.js";
import { chat } from "./chat.js";
import { h, iconButton } from "./dom.js";
import { connect, on, tell } from "./events.js";
import { journalSheet } from "./journal.js";
import { paySheet } from "./pay-sheet.js";
import { portalSheet } from "./portal.js";
import { quotasSheet } from "./quotas.js";
import { sellersSheet } from "./sellers.js";
import { standing } from "./standing.js";
import { stockSheet } from "./stock.js";
import { surroundingsSheet } from "./surroundings.js";
import { sheets } from "./sheets.js";
import { language, switchLanguage, t } from "./texts.js";
import * as theme from "./theme.js";
import * as time from "./time.js";
import { timeline } from "./timeline.js";
import { views } from "./views.js";

const pane = (id) => document.getElementById(id);

document.documentElement.lang = language;
document.title = `sellergram — ${t("sandbox")}`;
theme.begin();
pane("top").append(
  h("img", { src: "/playground/icon.svg", alt: "" }),
  h("h1", {}, "sellergram", h("span", {}, t("sandbox"))),
  standing(),
  h("button.icon", { type: "button", title: t("language"), "aria-label": t("language"), onclick: switchLanguage }, language === "ru" ? "EN" : "RU"),
  iconButton("theme", t("theme"), theme.toggle));
chat(pane("chat"));
sheets(pane("world"), [
  ["board", t("board"), boardSheet],
  ["portal", t("portal"), portalSheet],
  ["sellers", t("sellers"), sellersSheet],
  ["stock", t("stock"), stockSheet],
  ["quotas", t("quotas"), quotasSheet],
  ["journal", t("journal"), journalSheet],
  ["channels", t("channels"), channelsSheet],
  ["surroundings", t("surroundings"), surroundingsSheet],
]);
timeline(pane("timeline"));
paySheet();
const show = views(pane("views"));
// A link to the portal leads there from wherever it was pressed.
on("portal", () => {
  tell("sheet", { name: "portal" });
  show("world");
});
time.begin();
connect();
