// The control API of the sandbox that serves this page.

/// The sandbox said no, in one plain sentence.
export class Refused extends Error {
  constructor(status, sentence) {
    super(sentence);
    this.status = status;
  }
}

export const get = (path) => ask("GET", path);
export const post = (path, body = {}) => ask("POST", path, body);
export const remove = (path) => ask("DELETE", path);

async function ask(method, path, body) {
  let answer;
  try {
    answer = await fetch(`/control/${path}`, {
      method,
      body: body === undefined ? undefined : JSON.stringify(body),
      headers: body === undefined ? {} : { "content-type": "application/json" },
    });
  } catch {
    throw new Refused(0, "the sandbox does not answer");
  }
  const told = await answer.json().catch(() => null);
  if (!answer.ok && told?.ready === undefined) throw new Refused(answer.status, told?.error ?? `status ${answer.status}`);
  return told;
}
