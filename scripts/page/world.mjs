// The sandbox by its own API: what people of the story are called, and what no hand on the page does.

export const { SANDBOX } = process.env;
export const SHOP = "ИП Иванова";
export const WAREHOUSE = "Коледино";
/// The person the page begins as.
export const ME = 1;

export function expect(good, what) {
  if (!good) throw new Error(what);
}

/// Looks until it is so, for five seconds.
export async function until(seen, what) {
  const deadline = Date.now() + 5000;
  while (Date.now() < deadline) {
    if (await seen()) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`waited 5 s in vain: ${what}`);
}

/// A control call; with a body it changes something.
export async function control(path, body) {
  const answer = await fetch(`${SANDBOX}/control/${path}`, body === undefined ? {} : { method: "POST", body: JSON.stringify(body) });
  const told = await answer.json();
  expect(answer.ok, `${path}: ${told.error}`);
  return told;
}

/// One Bot API call, as the bot makes them: asked to wait, it waits.
export async function bot(method, params) {
  const form = params instanceof FormData;
  const answer = await fetch(`${SANDBOX}/telegram/bot42:sandbox/${method}`, {
    method: "POST",
    body: form ? params : JSON.stringify(params),
    headers: form ? {} : { "content-type": "application/json" },
  });
  const told = await answer.json();
  if (told.error_code === 429) {
    await new Promise((done) => setTimeout(done, told.parameters.retry_after * 1000));
    return bot(method, params);
  }
  expect(told.ok, `${method}: ${told.description}`);
  return told.result;
}
