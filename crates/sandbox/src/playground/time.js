// The sandbox's clock, shown every second.
import { get } from "./api.js";
import { soon } from "./dom.js";
import { on, tell } from "./events.js";

let reading = null;

/// The time it is in the sandbox, in milliseconds since 1970.
export function nowMs() {
  if (reading === null) return Date.now();
  return reading.frozen ? reading.now_ms : Date.now() + reading.offset_ms;
}

const read = soon(async () => {
  reading = await get("clock");
  show();
});

function show() {
  tell("time", { now_ms: nowMs(), frozen: reading?.frozen ?? false, offset_ms: reading?.offset_ms ?? 0 });
}

/// Begins to tell the time, as the event `time`.
export function begin() {
  on(["refresh", "clock"], read);
  setInterval(show, 1000);
}
