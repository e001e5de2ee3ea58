// What happens, as it happens. After a break everybody reads anew what they show: news are names, not contents.

const listeners = new Map();

/// Calls `react` with the event's data at each of these events. `refresh` comes at the beginning, after every break,
/// and when all of the world changed.
export function on(names, react) {
  for (const name of [names].flat()) {
    if (!listeners.has(name)) listeners.set(name, new Set());
    listeners.get(name).add(react);
  }
}

/// Tells the page's own listeners something.
export function tell(name, data = {}) {
  for (const react of listeners.get(name) ?? []) react(data);
}

const PLAIN = ["call", "log", "chat", "action", "board", "orders", "sellers", "bookings", "quotas", "stocks", "feed", "faults", "clock", "commands", "ready", "channels", "sources"];
const ALL_ANEW = ["hello", "missed", "world"];

/// Listens for as long as the page lives; the browser connects again by itself.
export function connect() {
  const source = new EventSource("/control/events");
  for (const name of PLAIN) source.addEventListener(name, (event) => tell(name, JSON.parse(event.data)));
  for (const name of ALL_ANEW) {
    source.addEventListener(name, () => {
      tell("connected", { connected: true });
      tell("refresh", { because: name });
    });
  }
  source.onerror = () => tell("connected", { connected: false });
}
