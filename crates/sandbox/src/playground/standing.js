// How things stand, in one line: whether the stack is there, how the feed behaves, what goes wrong, what time it is.
import { get } from "./api.js";
import { board } from "./board-model.js";
import { clockSeconds } from "./dates.js";
import { h, soon } from "./dom.js";
import { on } from "./events.js";
import { t } from "./texts.js";

/// The line, which keeps itself up to date.
export function standing() {
  const stack = h("span.pill", { role: "status" }, t("stack.unknown"));
  const feed = h("span.pill");
  const faults = h("span.pill.bad", { hidden: true });
  const clock = h("time");

  const readStack = soon(async () => {
    const { ready, waiting_for: what } = await get("ready");
    pill(stack, ready ? "good" : "waits", ready ? t("stack.ready") : t("stack.waits", { what }));
  });
  const readFaults = soon(async () => {
    const list = (await get("faults")).faults;
    faults.hidden = list.length === 0;
    faults.textContent = t("faults.count.short", { count: list.length });
  });
  on(["refresh", "ready"], readStack);
  on(["refresh", "faults"], readFaults);
  on("connected", ({ connected }) => { if (!connected) pill(stack, "bad", t("away")); });
  on("board-read", () => {
    const { state, body } = board.feed;
    const name = state === "disabled" ? "disabled" : body === "null" ? "null" : "live";
    pill(feed, name === "live" ? "good" : "bad", t(`feed.${name}.short`));
  });
  on("time", ({ now_ms: ms, frozen, offset_ms: offset }) => {
    clock.textContent = `${clockSeconds(ms)} ${t("moscow")}`;
    clock.classList.toggle("moved", frozen || offset !== 0);
  });
  return h("div.standing", {}, stack, feed, faults, clock);
}

function pill(element, kind, text) {
  element.className = `pill ${kind}`;
  element.textContent = text;
  element.title = text;
}
