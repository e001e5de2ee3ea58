// Days and moments as people read them. Days are Moscow's, as on Wildberries' board.
import { language } from "./texts.js";

const part = (options) => new Intl.DateTimeFormat(language, { timeZone: "UTC", ...options });
const WEEKDAY = part({ weekday: "short" });
const MONTH = part({ month: "short" });
const LONG = part({ day: "numeric", month: "long" });
const TIME = new Intl.DateTimeFormat("ru", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Moscow" });
const SECONDS = new Intl.DateTimeFormat("ru", { hour: "2-digit", minute: "2-digit", second: "2-digit", timeZone: "Europe/Moscow" });
const DAY = new Intl.DateTimeFormat(language, { day: "numeric", month: "long", timeZone: "Europe/Moscow" });

/// A board's day in pieces: weekday, number, month, whether it is a weekend.
export function day(date) {
  const moment = new Date(`${date.slice(0, 10)}T00:00:00Z`);
  return {
    weekday: WEEKDAY.format(moment),
    number: moment.getUTCDate(),
    month: MONTH.format(moment).replace(".", ""),
    weekend: [0, 6].includes(moment.getUTCDay()),
    long: LONG.format(moment),
  };
}

export const clockTime = (ms) => TIME.format(ms);
export const clockSeconds = (ms) => SECONDS.format(ms);
export const dayOf = (ms) => DAY.format(ms);

/// A moment to the millisecond.
export function precise(ms) {
  return `${SECONDS.format(ms)}.${String(((ms % 1000) + 1000) % 1000).padStart(3, "0")}`;
}
