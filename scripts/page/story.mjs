// A seller's evening in the sandbox's page, over the whole local stack. Prints each step, then `N passed, N failed`.
//
// environment: SANDBOX (its address), SHOTS (where pictures go), and what browser.mjs needs
import { mkdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { launch } from "./browser.mjs";
import { CHANNELS } from "./channels.mjs";
import { FOLLOWED } from "./followed.mjs";
import { GOODS } from "./goods.mjs";
import { dayFromToday, Hands, inWords } from "./hands.mjs";
import { bot, control, expect, ME, SANDBOX, SHOP, WAREHOUSE } from "./world.mjs";

const { SHOTS } = process.env;
const LAPTOP = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
const FIRST_DAY = dayFromToday(3);
const LAST_DAY = dayFromToday(5);

const OFFER_DAY = dayFromToday(4);
/// After the watch's last day.
const OTHER_DAY = dayFromToday(9);

/// What the wizard asks, answered in turn. When its questions change, these lists do.
const BOOK_FOR_ME = [
  (hands) => hands.press("Создать наблюдение"),
  (hands) => hands.press("Бронировать автоматически"),
  (hands) => hands.say(WAREHOUSE),
  (hands) => hands.press(WAREHOUSE),
  (hands) => hands.press("Дальше"),
  (hands) => hands.press("Короба"),
  (hands) => hands.press("Дальше"),
  (hands) => hands.press("×5"),
  (hands) => hands.pressDay(FIRST_DAY),
  (hands) => hands.pressDay(LAST_DAY),
  (hands) => hands.press("Готово"),
  (hands) => hands.press("До первой"),
  (hands) => hands.press("Запустить"),
];

const LET_ME_CONFIRM = [
  (hands) => hands.say("/watch"),
  (hands) => hands.press("Подтверждаю сам"),
  (hands) => hands.press("№"),
  (hands) => hands.press("×5"),
  (hands) => hands.pressDay(FIRST_DAY),
  (hands) => hands.pressDay(LAST_DAY),
  (hands) => hands.press("Готово"),
  (hands) => hands.press("Запустить"),
];

const STEPS = [
  ["the page opens and says that the bot is up", async ({ page }) => {
    await page.goto(SANDBOX);
    await page.getByText("бот работает").waitFor();
    await page.getByRole("button", { name: `${WAREHOUSE},` }).first().waitFor();
  }],
  ["/start is answered with a greeting and buttons", async ({ page, hands }) => {
    await page.getByRole("button", { name: "Запустить", exact: true }).click();
    await hands.reads("Здравствуйте");
    expect(await page.locator(".key").count() > 2, "the greeting has buttons");
  }],
  ["the commands are offered after a slash", async ({ page }) => {
    await page.getByRole("textbox", { name: "Сообщение" }).fill("/wat");
    const offered = await page.getByRole("option").allInnerTexts();
    expect(offered.length > 0 && offered.every((one) => one.startsWith("/wat")), `commands that begin with /wat, not ${offered}`);
    await page.getByRole("textbox", { name: "Сообщение" }).fill("");
  }],
  ["a seller's key made on the page is taken by the bot and leaves the chat", async ({ page, hands }) => {
    await hands.turnTo("Продавцы");
    await page.getByRole("textbox", { name: "Название магазина" }).fill(SHOP);
    await page.getByRole("button", { name: "Выпустить ключ" }).click();
    await page.getByRole("button", { name: "Отправить в чат" }).click();
    await hands.reads("Ключ добавлен");
    await page.locator(".message.ours", { hasText: "eyJ" }).waitFor({ state: "detached" });
  }],
  ["a watch is made with the wizard's buttons", async ({ hands }) => {
    for (const answer of BOOK_FOR_ME) await answer(hands);
    await hands.reads("Ждём подходящий слот");
  }],
  ["a slot opened on the board is caught, and the chat says so", async ({ page, hands }) => {
    await hands.openSlot(WAREHOUSE, LAST_DAY, "×1");
    const told = await hands.reads("ПОСТАВКА ПОЙМАНА");
    expect(told.includes(WAREHOUSE), `the warehouse is named: ${told}`);
    const cell = page.locator(`.cell[data-place="507|${LAST_DAY}|2"]`);
    expect(await cell.textContent() === "1", "the board shows the price");
  }],
  ["the timeline tells the catch step by step", async ({ page }) => {
    const caught = page.locator(".block.catch.confirmed");
    await caught.getByText("сообщение").waitFor();
    const steps = await caught.locator("li:not(.minor)").allInnerTexts();
    expect(steps.some((step) => step.includes("слот открылся")) && steps.some((step) => step.includes("запрос брони")), `from opening to message: ${steps}`);
    expect(steps.slice(1).every((step) => /\+\d+ мс/.test(step)), `each with its milliseconds: ${steps}`);
    console.log(`       ${(await caught.locator("header").innerText()).replace(/\n/g, " ")}`);
  }],
  ["a laptop's picture", async ({ page, shot }) => {
    // Some more colour than one slot has.
    for (const [warehouse, day, price] of [[507, 8, 0], [117501, 4, 8], [120762, 6, 3], [130744, 2, 2], [206348, 9, 15], [507, 11, 5]]) {
      await control("wb/slots", { warehouseID: warehouse, date: dayFromToday(day), boxTypeID: 2, coefficient: price });
    }
    await page.getByText("Открыто: 7").waitFor();
    await page.mouse.move(720, 880);
    await page.waitForFunction(() => document.querySelector(".notice") === null);
    await shot("playground");
  }],
  ["a slot is closed on the board", async ({ page, hands }) => {
    await hands.closeSlot(WAREHOUSE, LAST_DAY);
    await page.getByText("Открыто: 6").waitFor();
  }],
  ["a link to Wildberries opens the portal beside the chat", async ({ page, hands }) => {
    await hands.press("Поставки на портале");
    await page.getByRole("tab", { name: "Портал", selected: true }).waitFor();
    expect(page.url().startsWith(SANDBOX), "the page is still the page");
  }],
  ["an order made in the portal can be watched for", async ({ page, hands }) => {
    await page.getByRole("combobox", { name: "Продавец" }).selectOption({ label: SHOP });
    await page.getByRole("button", { name: "Создать заказ" }).click();
    await page.locator(".card[data-order]", { hasText: "не запланирован" }).waitFor();
    for (const answer of LET_ME_CONFIRM) await answer(hands);
    await hands.reads("Подтверждаете сами");
  }],
  ["an open slot is offered, and the offer's link opens the order beside the chat", async ({ page, hands, shot }) => {
    await hands.openSlot(WAREHOUSE, OFFER_DAY, "×2");
    await hands.reads("Слот открыт — подтвердите");
    await hands.press("Подтвердить в Wildberries");
    await page.locator(`.card.wanted button[data-date="${OFFER_DAY}"]`).waitFor();
    await page.waitForFunction(() => document.querySelector(".notice") === null);
    await shot("offer");
  }],
  ["the order is planned there, and the bot says so by itself", async ({ page, hands }) => {
    await page.locator(`.card.wanted button[data-date="${OFFER_DAY}"]`).click();
    await page.locator(".card.wanted .badge.good").waitFor();
    await hands.reads("Слот подтверждён");
    await page.locator(".block.catch.confirmed").nth(1).waitFor();
  }],
  ["a supply is planned for another day in the portal", async ({ page, hands }) => {
    await hands.openSlot(WAREHOUSE, OTHER_DAY, "×3");
    await hands.turnTo("Портал");
    const card = page.locator(".card.wanted");
    const supply = await card.locator(".badge.good").innerText();
    await card.locator(`button[data-date="${OTHER_DAY}"]`).click();
    await card.getByText(`📅 ${inWords(OTHER_DAY)}`).waitFor();
    expect(await card.locator(".badge.good").innerText() === supply, "it is the same supply");
  }],
  ...GOODS,
  ...FOLLOWED,
  ...CHANNELS,
  ["a photo goes to the chat and is shown", async ({ page }) => {
    await page.locator('input[type="file"][accept*="png"]').setInputFiles(join(SHOTS, "playground.png"));
    await page.locator(".parcel", { hasText: "playground.png" }).waitFor();
    await page.getByRole("button", { name: "Отправить", exact: true }).click();
    const image = page.locator(".message.ours .photo img");
    await image.waitFor();
    await page.waitForFunction((one) => one.complete && one.naturalWidth > 1000, await image.elementHandle());
  }],
  ["what a bot can send looks like what it is", async ({ page }) => {
    const marked = "<b>жирный</b> <i>курсив</i> <code>код</code> <pre>блок</pre><a href=\"https://example.org/\">ссылка</a> <tg-spoiler>тайна</tg-spoiler><blockquote>цитата</blockquote>&lt;img src=x onerror=alert(1)&gt;";
    const { message_id: id } = await bot("sendMessage", { chat_id: ME, text: marked, parse_mode: "HTML" });
    const text = page.locator(`.message[data-id="${id}"] .text`);
    await text.waitFor();
    for (const element of ["strong", "em", "code", "pre", "a", ".spoiler", "blockquote"]) expect(await text.locator(element).count() === 1, `${element} is there`);
    expect((await text.innerText()).includes("<img src=x onerror=alert(1)>") && await text.locator("img").count() === 0, "markup in a text stays text");
    await bot("setMessageReaction", { chat_id: ME, message_id: id, reaction: [{ type: "emoji", emoji: "🔥" }] });
    await page.locator(`.message[data-id="${id}"] .reactions`, { hasText: "🔥" }).waitFor();
    await bot("deleteMessage", { chat_id: ME, message_id: id });
    await text.waitFor({ state: "detached" });
    const form = new FormData();
    form.set("chat_id", String(ME));
    form.set("document", new Blob(["склад;дата\n"]), "отчёт.csv");
    const { message_id: file } = await bot("sendDocument", form);
    const document = page.locator(`.message[data-id="${file}"] a.document`, { hasText: "отчёт.csv" });
    await document.getByText("20 Б").waitFor();
    expect(await document.getAttribute("download") === "отчёт.csv", "a press on it brings the file");
  }],
  ["an album is one bubble with one caption", async ({ page, shot }) => {
    const form = new FormData();
    form.set("chat_id", String(ME));
    const names = ["первая", "вторая", "третья"];
    form.set("media", JSON.stringify(names.map((_, n) => ({ type: "photo", media: `attach://p${n}`, ...(n === 0 && { caption: "Неделя" }) }))));
    const picture = await readFile(join(SHOTS, "playground.png"));
    names.forEach((name, n) => form.set(`p${n}`, new Blob([picture]), `${name}.png`));
    const [{ message_id: id }] = await bot("sendMediaGroup", form);
    const bubble = page.locator(`.message[data-id="${id}"]`, { hasText: "Неделя" });
    await bubble.waitFor();
    expect(await bubble.locator(".album img").count() === names.length, "its pictures stand together");
    await shot("album");
  }],
  ["somebody else has another chat, and may shut the bot out", async ({ page }) => {
    await page.getByRole("button", { name: /^Вы: Ирина/ }).click();
    await page.getByRole("textbox", { name: "Имя нового пользователя" }).fill("Пётр");
    await page.getByRole("button", { name: "Добавить", exact: true }).locator("visible=true").click();
    await page.getByRole("button", { name: "Запустить", exact: true }).waitFor();
    const menu = page.getByRole("button", { name: /^Вы: / });
    await menu.click();
    await page.getByRole("button", { name: "Заблокировать бота" }).click();
    await page.locator("button.unblock", { hasText: "Разблокировать бота" }).click();
    await page.getByRole("textbox", { name: "Сообщение" }).waitFor();
    await menu.click();
    await page.getByRole("button", { name: /Ирина/ }).last().click();
    await page.locator(".message").first().waitFor();
  }],
  ["a fault is arranged, shown and cleared", async ({ page, hands, shot }) => {
    await hands.turnTo("Обстановка");
    await page.getByRole("combobox", { name: "Где" }).selectOption("gateway");
    await page.getByRole("button", { name: "Добавить", exact: true }).click();
    await page.getByText("сбои: 1").waitFor();
    await shot("surroundings");
    await page.getByRole("button", { name: "Убрать все сбои" }).click();
    await page.getByText("сбои: 1").waitFor({ state: "hidden" });
  }],
  ["in the dark", async ({ page, hands, shot }) => {
    await hands.turnTo("Доска слотов");
    await page.emulateMedia({ colorScheme: "dark" });
    await page.waitForFunction(() => document.documentElement.dataset.theme === "dark");
    await shot("dark");
    await page.emulateMedia({ colorScheme: "light" });
  }],
  ["on a phone", async ({ page, shot }) => {
    await page.setViewportSize(PHONE);
    for (const [view, name] of [["Чат", "phone-chat"], ["Мир", "phone-world"], ["Лента", "phone-timeline"]]) {
      await page.locator("#views").getByRole("button", { name: view }).click();
      await shot(name);
    }
    await page.locator("#views").getByRole("button", { name: "Мир" }).click();
    await page.getByRole("tab", { name: "Каналы" }).click();
    await shot("phone-channels");
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide <= PHONE.width, `nothing is wider than the phone, but something has ${wide} px`);
  }],
  ["the browser had nothing to complain about", async ({ complaints }) => {
    expect(complaints.length === 0, complaints.join("\n"));
  }],
];

async function tell() {
  mkdirSync(SHOTS, { recursive: true });
  const browser = await launch();
  const page = await browser.newPage({ viewport: LAPTOP, locale: "ru-RU", timezoneId: "Europe/Moscow" });
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (line) => ["error", "warning"].includes(line.type()) && complaints.push(line.text()));
  const shot = async (name) => {
    // Animations and the fonts have come to rest.
    await page.evaluate(() => Promise.all([document.fonts.ready, ...document.getAnimations().map((one) => one.effect.getTiming().iterations === 1 && one.finished)]));
    await page.screenshot({ path: join(SHOTS, `${name}.png`) });
  };
  const world = { page, hands: new Hands(page), shot, complaints };

  let passed = 0;
  for (const [name, act] of STEPS) {
    const begun = performance.now();
    try {
      await act(world);
    } catch (problem) {
      console.log(`FAILED ${name}\n${problem.message}`);
      await page.screenshot({ path: join(SHOTS, "failed.png") });
      console.log(`The page as it was: ${join(SHOTS, "failed.png")}\nThe browser's complaints: ${complaints.join("\n") || "none"}`);
      break;
    }
    passed += 1;
    console.log(`ok     ${name}  ${Math.round(performance.now() - begun)} ms`);
  }
  await browser.close();
  // What comes after a failed step was not tried: it is no success.
  console.log(`${passed} passed, ${STEPS.length - passed} failed`);
  process.exitCode = passed === STEPS.length ? 0 : 1;
}

await tell();
