// A person's hands and eyes on the page: they know what is written on things, not how things are made.

const PATIENCE_MS = 15_000;
const MOSCOW_MS = 3 * 60 * 60 * 1000;

/// A day in Moscow, this many days from today: 2026-11-24.
export function dayFromToday(days) {
  return new Date(Date.now() + MOSCOW_MS + days * 86_400_000).toISOString().slice(0, 10);
}

/// A day as the page writes it: 24 ноября.
export function inWords(date) {
  return new Intl.DateTimeFormat("ru", { day: "numeric", month: "long", timeZone: "UTC" }).format(new Date(date));
}

export class Hands {
  constructor(page) {
    this.page = page;
    page.setDefaultTimeout(PATIENCE_MS);
  }

  /// Writes a message and sends it with Enter.
  async say(text) {
    const input = this.page.getByRole("textbox", { name: "Сообщение" });
    await input.fill(text);
    await input.press("Enter");
    await this.page.locator(".message.ours", { hasText: text }).last().waitFor();
  }

  /// Presses the newest button that says exactly this, else the newest whose words begin with it; signs before the words do not count.
  async press(label) {
    await this.#pressFound(`a button «${label}»`, (wanted) => {
      const words = (key) => key.querySelector("span").textContent;
      const bare = (key) => words(key).replace(/^[^\p{L}\p{N}×№]+/u, "");
      const keys = [...document.querySelectorAll(".key:not(.waits)")].reverse();
      return keys.find((key) => words(key) === wanted) ?? keys.find((key) => bare(key).startsWith(wanted)) ?? null;
    }, label);
  }

  /// Presses a day of the bot's calendar, leafing on where it is not shown.
  async pressDay(date) {
    const [year, month, day] = date.split("-").map(Number);
    const data = `cal:day:${year}:${month}:${day}`;
    await this.page.locator('.key[data-data^="cal:"]').first().waitFor();
    if (await this.page.locator(`.key[data-data="${data}"]`).count() === 0) await this.press("›");
    await this.#pressFound(`the day ${date}`, (wanted) => document.querySelector(`.key[data-data="${wanted}"]:not(.waits)`), data);
  }

  /// Waits until the bot has written this; returns the whole message.
  async reads(text) {
    const message = this.page.locator(".message.theirs", { hasText: text }).last();
    await message.waitFor();
    return message.innerText();
  }

  /// Goes to one of the world's sheets.
  async turnTo(sheet) {
    await this.page.getByRole("tab", { name: sheet }).click();
  }

  /// Opens a slot: a press on the cell, a press on the price.
  async openSlot(warehouse, date, price) {
    await this.#inMenuOf(warehouse, date, "закрыто", price);
  }

  /// Closes an open slot.
  async closeSlot(warehouse, date) {
    await this.#inMenuOf(warehouse, date, "открыто", "Закрыть слот");
  }

  async #inMenuOf(warehouse, date, standing, deed) {
    await this.turnTo("Доска слотов");
    await this.page.getByRole("button", { name: `${warehouse}, ${inWords(date)}: ${standing}` }).click();
    await this.page.getByRole("dialog", { name: warehouse }).getByRole("button", { name: deed, exact: true }).click();
  }

  /// Presses what `find` finds in the page. An edit may put a new face in its place just before: then that one is looked for.
  async #pressFound(what, find, wanted) {
    const deadline = Date.now() + PATIENCE_MS;
    while (Date.now() < deadline) {
      const found = await this.page.waitForFunction(find, wanted, { timeout: deadline - Date.now(), polling: 40 }).catch(() => null);
      if (found === null) break;
      const pressed = await found.asElement().click({ timeout: 2000 }).then(() => true, () => false);
      if (!pressed) continue;
      // The press is over when the bot has taken it: the button waits so long, or is gone with the message's old face.
      await this.page.waitForFunction((key) => !key.isConnected || !key.classList.contains("waits"), found);
      return;
    }
    throw new Error(`waited ${PATIENCE_MS / 1000} s for ${what} in vain`);
  }
}
