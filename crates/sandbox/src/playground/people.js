// Who uses the bot: the person this page speaks as, and the others.
import { get, post } from "./api.js";
import { soon } from "./dom.js";
import { on, tell } from "./events.js";
import { language, t } from "./texts.js";

const KEPT = "playground.people";
const FIRST = { id: 1, name: t("people.first"), language };
/// The simulated sellers that ./scripts/dev lets in.
const NEIGHBOURS = 900_000_000;

let ours = [FIRST];
let mine = FIRST.id;
let seen = [];

try {
  const kept = JSON.parse(localStorage.getItem(KEPT) ?? "null");
  if (kept?.ours?.length > 0) ({ ours, mine } = kept);
} catch {
  // Whatever was kept there is of no use.
}

/// Everybody: ours by their kept names, then those the sandbox knows besides.
export function everybody() {
  const strangers = seen.filter((user) => !ours.some((one) => one.id === user.id));
  return [
    ...ours.map((one) => ({ ...one, blocked: seen.find((user) => user.id === one.id)?.blocked ?? false })),
    ...strangers.map((user) => ({
      id: user.id,
      name: user.id > NEIGHBOURS ? `${t("people.neighbour")} ${user.id - NEIGHBOURS}` : user.first_name,
      language: user.language_code ?? "ru",
      blocked: user.blocked,
      neighbour: user.id > NEIGHBOURS,
    })),
  ];
}

/// The person this page speaks as.
export function me() {
  return everybody().find((person) => person.id === mine) ?? FIRST;
}

/// Does something as this person; `words` say what, for the timeline.
export function act(deed, body = {}, words = deed) {
  const { name, language } = me();
  tell("deed", { name, words });
  return post(`users/${mine}/${deed}`, { first_name: name, language_code: language, ...body });
}

export function speakAs(id) {
  mine = id;
  keep();
}

export function add(name, language) {
  const id = Math.max(...everybody().filter((person) => !person.neighbour).map((person) => person.id)) + 1;
  ours = [...ours, { id, name, language }];
  speakAs(id);
}

export function setLanguage(language) {
  const { id, name } = me();
  ours = [...ours.filter((one) => one.id !== id), { id, name, language }].sort((a, b) => a.id - b.id);
  keep();
}

function keep() {
  localStorage.setItem(KEPT, JSON.stringify({ ours, mine }));
  tell("me");
}

const read = soon(async () => {
  const before = JSON.stringify(seen);
  seen = await get("users");
  if (JSON.stringify(seen) !== before) tell("people");
});
on(["refresh", "chat"], read);
