// The right pane: what happened, to the millisecond.
import { get } from "./api.js";
import { board } from "./board-model.js";
import { clockSeconds, precise } from "./dates.js";
import { fill, h, iconButton, soon } from "./dom.js";
import { on } from "./events.js";
import * as model from "./timeline-model.js";
import { callWords, cellWords, logWords } from "./timeline-words.js";
import { t } from "./texts.js";
import { nowMs } from "./time.js";

const FIRST_CALLS = 250;
const FIRST_LINES = 800;
/// Chats of the simulated sellers are of no interest here.
const NEIGHBOURS = 900_000_000;

/// Fills the timeline's pane.
export function timeline(root) {
  const list = h("div.blocks", { role: "log", "aria-label": t("timeline"), tabIndex: 0 });
  const detailed = h("input", { type: "checkbox", onchange: () => list.classList.toggle("detailed", detailed.checked) });
  root.append(
    h("div.head", {}, h("strong", {}, t("timeline")), h("label", {}, detailed, t("timeline.detailed")),
      iconButton("clear", t("timeline.clear"), () => { model.clear(); fill(list); })),
    list);

  const elements = new Map();
  let [callsSeen, linesSeen] = [0, 0];
  let filling = true;
  let drawn = false;

  function draw() {
    drawn = false;
    const stuck = list.scrollHeight - list.scrollTop - list.clientHeight < 60;
    const blocks = model.all();
    for (const [id, { element }] of elements) if (!blocks.some((block) => block.id === id)) { element.remove(); elements.delete(id); }
    blocks.forEach((block, at) => {
      let known = elements.get(block.id);
      if (!known || known.stale) {
        const element = blockElement(block);
        if (known) known.element.replaceWith(element);
        known = { element, stale: false };
        elements.set(block.id, known);
      }
      if (list.children[at] !== known.element) list.insertBefore(known.element, list.children[at] ?? null);
    });
    if (stuck) list.scrollTop = list.scrollHeight;
  }

  on("timeline", ({ block }) => {
    if (block && elements.has(block.id)) elements.get(block.id).stale = true;
    if (filling || drawn) return;
    drawn = true;
    requestAnimationFrame(draw);
  });

  const take = (call) => {
    if (call.seq <= callsSeen) return;
    callsSeen = call.seq;
    if (Number(call.body?.chat_id) > NEIGHBOURS) return;
    model.called(call);
  };
  const hear = (line) => {
    if (line.seq <= linesSeen) return;
    linesSeen = line.seq;
    model.logged(line);
  };
  on("call", take);
  on("log", hear);
  on("deed", (deed) => model.did(deed, nowMs()));
  on("opened", (row) => { if (!filling) model.opened(row); });

  const read = soon(async () => {
    filling = true;
    const [calls, lines] = await Promise.all([get(`calls?last=${FIRST_CALLS}`), get(`timeline?last=${FIRST_LINES}`)]);
    [callsSeen, linesSeen] = [0, 0];
    model.clear();
    const told = [
      ...calls.map((call) => ({ at: call.at_ms, then: () => take(call) })),
      // Lines come after the calls they tell of.
      ...lines.map((line) => ({ at: line.at_ms + 1, then: () => hear(line) })),
      ...[...board.open.values()].map((row) => ({ at: row.opened_at_ms, then: () => model.opened(row) })),
    ];
    told.sort((a, b) => a.at - b.at).forEach(({ then }) => then());
    filling = false;
    elements.clear();
    fill(list);
    draw();
    list.scrollTop = list.scrollHeight;
  });
  on("refresh", read);
}

function blockElement(block) {
  switch (block.kind) {
    case "ticks": return ticks(block);
    case "opening": return row("opening", block.at, "🔓", t("timeline.opened"), `${cellWords(block.cell)} · ×${block.row.coefficient}`);
    case "catch": return caught(block);
    case "call": return callRow(block);
    case "deed": return row("deed", block.at, "👤", block.deed.name, block.deed.words);
    default: {
      const { sign, text, said } = logWords(block.line);
      return row(`log.${(block.line.level ?? "info").toLowerCase()}${block.minor ? ".minor" : ""}`, block.at, sign, text, said, block.line.function, block.line);
    }
  }
}

function ticks({ at, last, count, looks, ms }) {
  const details = [looks > 0 && t("timeline.looks", { looks }), t("timeline.tick", { ms: Math.round(ms) })].filter(Boolean);
  return h("div.block.ticks", { title: `${clockSeconds(at)} – ${clockSeconds(last)}` },
    h("span.pulse"),
    h("span", {}, t("timeline.ticks", { count })),
    h("small", {}, details.join(" · ")));
}

function callRow({ at, call, minor, since }) {
  const { sign, text, said } = callWords(call);
  const classes = [`call`, call.target, minor && "minor", call.fault && "spoilt", call.status >= 400 && "refused"].filter(Boolean).join(".");
  const status = call.fault ? `${t("timeline.fault")}: ${t(`fault.${call.fault}`)}` : call.status >= 400 ? String(call.status) : "";
  return row(classes, at, sign, text, said, status || (since === undefined ? "" : t("timeline.since", { ms: since })), call);
}

function row(classes, at, sign, text, said, mark, raw) {
  const line = h(raw ? "summary" : "div.line", {},
    h("time", {}, precise(at)),
    h("span.sign", {}, sign),
    h("span.what", {}, text, said ? h("q", {}, said) : null),
    mark ? h("span.mark", {}, mark) : null);
  if (!raw) return h(`div.block.${classes}`, {}, line);
  const details = h(`details.block.${classes}`, {}, line);
  // Made when somebody looks: most never do.
  details.addEventListener("toggle", () => { if (details.open && details.childElementCount === 1) details.append(h("pre", {}, JSON.stringify(raw, null, 1))); });
  return details;
}

function caught({ steps, cell, outcome, trace }) {
  const main = steps.filter((step) => !step.minor);
  // What counts is when the seller hears of it; how long a person then takes is their own affair.
  const heard = main.find((step) => step.call?.target === "telegram");
  const whole = heard ? heard.at + heard.call.duration_ms - main[0].at : 0;
  let before = null;
  const rows = steps.map((step) => {
    const { sign, text, said } = stepWords(step);
    const since = before === null ? precise(step.at) : t("timeline.since", { ms: Math.max(0, step.at - before) });
    if (!step.minor) before = step.at;
    return h(`li${step.minor ? ".minor" : ""}`, {}, h("time", {}, since), h("span.sign", {}, sign), h("span.what", {}, text, said ? h("q", {}, said) : null));
  });
  return h(`div.block.catch${outcome ? `.${outcome}` : ""}`, { dataset: { trace } },
    h("header", {}, h("strong", {}, cell ? cellWords(cell) : t("timeline.attempt")), whole > 0 ? h("b", {}, t("timeline.whole", { ms: whole })) : null),
    h("ol", {}, rows));
}

function stepWords({ name, line, call }) {
  if (call) return callWords(call);
  if (name) return { sign: { opened: "🔓", seen: "👁" }[name] ?? "🏁", text: t(`step.${name}`) };
  return logWords(line);
}
