// Where the channels' figures come from: how each source stands, broken and mended with one press.
import { get, post, remove } from "./api.js";
import { fill, h, soon } from "./dom.js";
import { on } from "./events.js";
import { refused } from "./notices.js";
import { language, t } from "./texts.js";

const NUMBER = new Intl.NumberFormat(language);
const TARGETS = ["preview", "tgstat", "telemetr"];
const kind = (name, more = {}) => [name, { kind: name, ...more }];
const status = (code, more = {}) => [`status.${code}`, { kind: "status", status: code, ...more }];
const WAIT = { retry_after_s: 30 };
const SLOW = ["late", { delay_ms: 2_000 }];
const REVOKED = ["revoked", { token_revoked: true }];
/// What can be broken at each source: the name of it, and what is asked for.
const BREAKS = {
  preview: [kind("challenge"), kind("tiny"), kind("empty_tags"), kind("truncated"), status(429, WAIT), status(500), kind("timeout"), SLOW],
  bot_api: [status(429, WAIT), status(500), REVOKED, kind("timeout"), SLOW],
  tgstat: [["flood", { kind: "error", error: "flood_control_60" }], ["outdated", { kind: "error", error: "outdated_statistics" }], ["quota", { quota_left: 0 }], ["unpaid", { subscribed: false }], REVOKED, kind("timeout"), SLOW],
  telemetr: [kind("empty"), status(429, WAIT), ["quota", { quota_left: 0 }], ["unpaid", { subscribed: false }], REVOKED, kind("timeout"), SLOW],
};

/// The sources, folded away on a phone.
export function sourcesPanel() {
  const sum = h("span.badge", { role: "status" });
  const panels = Object.fromEntries(Object.keys(BREAKS).map((source) => [source, panel(source)]));
  const box = h("details.sources", { open: !matchMedia("(max-width: 760px)").matches }, h("summary", {}, t("sources"), " ", sum),
    h("div.cards.wide", {}, Object.values(panels).map(({ card }) => card)));

  const read = soon(async () => {
    const { sources } = await get("sources");
    for (const source of sources) panels[source.source].tell(source);
    const ill = sources.filter((source) => wrongs(source).length > 0).length;
    sum.className = `badge ${ill === 0 ? "good" : "bad"}`;
    sum.textContent = ill === 0 ? t("sources.well") : t("sources.ill", { count: ill });
  });
  on(["refresh", "sources", "faults"], read);
  on("call", ({ target }) => { if (TARGETS.includes(target)) read(); });
  return box;
}

function panel(source) {
  const state = h("span.badge");
  const left = h("small");
  const buttons = BREAKS[source].map(([name, body]) =>
    [name, h("button.toggle", { type: "button", dataset: { break: name }, onclick: () => post(`sources/${source}/fault`, body).catch(refused) }, t(`break.${name}`))]);
  const mend = h("button.primary", { type: "button", onclick: () => remove(`sources/${source}/fault`).catch(refused) }, t("sources.mend"));
  const card = h("article.card.entry", { dataset: { source } },
    h("header", {}, h("strong", {}, t(`source.${source}`)), left, state),
    h("div.line", {}, buttons.map(([, button]) => button), mend));
  const tell = (told) => {
    const wrong = wrongs(told);
    state.className = `badge ${wrong.length === 0 ? "good" : "bad"}`;
    state.textContent = wrong.length === 0 ? t("sources.works") : t("sources.broken");
    for (const [name, button] of buttons) {
      button.setAttribute("aria-pressed", wrong.includes(name));
      button.disabled = wrong.includes(name);
    }
    mend.hidden = wrong.length === 0;
    fill(left, source === "tgstat" || source === "telemetr" ? t("sources.left", { left: NUMBER.format(told.requests_left), limit: NUMBER.format(told.requests_limit) }) : "");
  };
  return { card, tell };
}

/// What is wrong with a source, by the names of the buttons.
function wrongs({ source, faults, delay_ms: delay, token_revoked: revoked, subscribed, requests_left: left }) {
  const known = BREAKS[source];
  const matches = (body, fault) => body.kind === fault.kind && (body.status === undefined || body.status === fault.status) && (body.error === undefined || body.error === fault.error);
  return [
    ...faults.map((fault) => known.find(([, body]) => body.kind !== undefined && matches(body, fault))?.[0] ?? fault.kind),
    ...(delay > 0 ? ["late"] : []),
    ...(revoked ? ["revoked"] : []),
    ...(subscribed ? [] : ["unpaid"]),
    ...(left === 0 ? ["quota"] : []),
  ];
}
