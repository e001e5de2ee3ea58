// The story's chapter about goods and money: stock, quotas, the journal, invoices and files.
import { bot, control, expect, ME, SANDBOX, SHOP, until, WAREHOUSE } from "./world.mjs";

export const GOODS = [
  ["a shop's stock is filled with one press and counted by hand", async ({ page, hands, shot }) => {
    await hands.turnTo("Склад");
    const sheet = page.getByRole("tabpanel", { name: "Склад" });
    await sheet.getByRole("combobox", { name: "Продавец" }).selectOption({ label: SHOP });
    await sheet.getByRole("button", { name: "Добавить пример" }).click();
    await sheet.getByRole("spinbutton", { name: `Футболка хлопковая, S, ${WAREHOUSE}` }).fill("77");
    await page.keyboard.press("Tab");
    await shot("stock");
    const { sid } = (await control("wb/sellers")).find(({ name }) => name === SHOP);
    const counted = async () => (await control(`wb/stocks?sid=${sid}`)).items.some(({ quantity }) => quantity === 77);
    await until(counted, "the sandbox counts 77");
  }],
  ["quotas are opened for five seconds, stock is moved, and they close by themselves", async ({ page, hands, shot }) => {
    await hands.turnTo("Квоты");
    const sheet = page.getByRole("tabpanel", { name: "Квоты" });
    const state = sheet.getByRole("status");
    await sheet.getByText("По часам: ").waitFor();
    await sheet.getByRole("button", { name: "Открыть на 5 с" }).click();
    await state.getByText("открыты ещё").waitFor();
    const { accepted } = await moveStock("first", 30);
    expect(accepted[0].count === 30, `30 are moved, not ${accepted[0].count}`);
    await sheet.locator('tr[data-office="507"]', { hasText: "1970" }).waitFor();
    await shot("quotas");
    await state.getByText("закрыты").waitFor();
    expect((await sheet.locator("tr[data-office] b").allInnerTexts()).every((left) => left === "—"), "nothing is left of closed quotas");
    const { error } = await moveStock("second", 30);
    expect(error === "quota_exhausted", `refused once they are closed, not ${error}`);
  }],
  ["the journal tells what was moved and booked, and what was refused", async ({ page, hands, shot }) => {
    await hands.turnTo("Журнал");
    const moves = page.locator(".card[data-move]", { hasText: SHOP });
    await moves.getByText("принято 30").waitFor();
    await moves.getByText("409 · Лимиты на перемещение исчерпаны").waitFor();
    await page.locator(".card[data-booking]", { hasText: SHOP }).getByText("подтверждена").waitFor();
    await shot("journal");
  }],
  ["an invoice's link opens a sheet that says the price and what one has", async ({ page, shot }) => {
    const month = { title: "Месяц", description: "Слоты на месяц", payload: "page-check", currency: "XTR", prices: [{ label: "Месяц", amount: 250 }], subscription_period: 2_592_000 };
    const url = await bot("createInvoiceLink", month);
    await bot("sendMessage", { chat_id: ME, text: "Подписка", reply_markup: { inline_keyboard: [[{ text: "Оформить подписку", url }]] } });
    await page.locator(".key", { hasText: "Оформить подписку" }).click();
    const sheet = page.getByRole("dialog", { name: "Месяц" });
    await sheet.getByRole("button", { name: "Оформить за ⭐ 250 в месяц" }).waitFor();
    const stars = async () => Number((await sheet.locator(".stars").innerText()).replace(/\D/g, ""));
    await until(async () => await stars() > 0, "the balance is shown");
    const before = await stars();
    await sheet.getByRole("button", { name: "+1" }).click();
    await until(async () => await stars() === before + 1000, "a thousand more");
    await shot("pay");
    await sheet.getByRole("button", { name: "Отмена" }).click();
    await sheet.waitFor({ state: "detached" });
    const { message_id: id } = await bot("sendInvoice", { ...month, chat_id: ME, subscription_period: undefined });
    await page.locator(`.message[data-id="${id}"] .key.pay`, { hasText: "Заплатить ⭐ 250" }).waitFor();
  }],
  ["a file goes to the bot with a few words, chosen or dropped", async ({ page, shot }) => {
    const input = page.getByRole("textbox", { name: "Сообщение" });
    await page.locator('input[type="file"]:not([accept*="png"])').setInputFiles({ name: "остатки.csv", mimeType: "text/csv", buffer: Buffer.from("штрихкод;шт\n") });
    await page.locator(".parcel", { hasText: "остатки.csv" }).waitFor();
    await input.fill("это остатки");
    await shot("parcel");
    await input.press("Enter");
    const sent = page.locator(".message.ours", { hasText: "остатки.csv" });
    await sent.getByText("это остатки").waitFor();
    expect(await page.locator(".parcel").isHidden(), "what is sent is held no more");
    const held = await page.evaluate(async (href) => (await fetch(href)).text(), await sent.locator("a.document").getAttribute("href"));
    expect(held === "штрихкод;шт\n", `the file is what it was: ${held}`);
    const dropped = await page.evaluateHandle(() => {
      const files = new DataTransfer();
      files.items.add(new File(["1"], "упало.txt", { type: "text/plain" }));
      return files;
    });
    await page.dispatchEvent("#chat", "dragover", { dataTransfer: dropped });
    await page.getByText("Отпустите, чтобы отправить").waitFor();
    await page.dispatchEvent("#chat", "drop", { dataTransfer: dropped });
    await page.locator(".parcel", { hasText: "упало.txt" }).waitFor();
    await page.getByRole("button", { name: "Отправить", exact: true }).click();
    await page.locator(".message.ours a.document", { hasText: "упало.txt" }).waitFor();
  }],
];

/// Asks the gateway to move units of the shop's first good from Коледино to Краснодар.
async function moveStock(attempt, count) {
  const { sid } = (await control("wb/sellers")).find(({ name }) => name === SHOP);
  const { token } = await control("wb/sellers", { sid, acc: 4 });
  const { items } = await control(`wb/stocks?sid=${sid}`);
  const [good] = items.filter(({ warehouseId }) => warehouseId === 507);
  const answer = await fetch(`${SANDBOX}/gateway/api/v1/redistribution/requests`, {
    method: "POST",
    body: JSON.stringify({ nmID: good.nmId, srcOfficeID: 507, items: [{ dstOfficeID: 130_744, chrtID: good.chrtId, count }] }),
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json", "idempotency-key": `page-check-${attempt}` },
  });
  return answer.json();
}
