// The story's chapter about a channel that is followed in the chat: its past is read, its report is an album.
import { expect } from "./world.mjs";

const CHANNEL = "ryad_postavok";

export const FOLLOWED = [
  ["a channel is added by its name, and its past is read", async ({ hands }) => {
    await hands.say(`/add @${CHANNEL}`);
    await hands.reads("Слежу");
    const told = await hands.reads("история прочитана");
    expect(/📝 \d/u.test(told), `it says how many posts were read: ${told}`);
  }],
  ["its report comes as pictures under one text", async ({ page, hands, shot }) => {
    await hands.say("/report now");
    await page.locator(".message.theirs .album img").nth(1).waitFor();
    await shot("report");
  }],
];
