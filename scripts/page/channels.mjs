// The story's chapter about channels: posts, counters, and the sources that tell of them.
import { control, expect, until } from "./world.mjs";

const CHANNEL = "ryad_postavok";
const WORDS = "Новая запись из проверки страницы";

const told = () => control(`channels/${CHANNEL}`);
const faults = async (source) => (await control("sources")).sources.find((one) => one.source === source).faults;

export const CHANNELS = [
  ["a channel's post is published, seen and taken out", async ({ page, hands, shot }) => {
    await hands.turnTo("Каналы");
    const card = page.locator(`.card[data-channel="${CHANNEL}"]`);
    await card.getByRole("textbox", { name: "Новая запись" }).fill(WORDS);
    await card.getByRole("button", { name: "Опубликовать" }).click();
    await card.locator(".last", { hasText: WORDS }).waitFor();
    const { id } = (await told()).posts[0];
    await card.getByText("Последние записи").click();
    const post = card.locator(`[data-post="${id}"]`);
    await post.getByRole("button", { name: "Добавить просмотров" }).click();
    await until(async () => (await told()).posts[0].views >= 500, "five hundred more have seen it");
    await shot("channels");
    await post.getByRole("button", { name: "Удалить запись" }).click();
    await post.waitFor({ state: "detached" });
    expect((await told()).posts.every((one) => one.id !== id), "the post is gone");
  }],
  ["subscribers come and go with a press", async ({ page }) => {
    const card = page.locator(`.card[data-channel="${CHANNEL}"]`);
    const { members } = await told();
    await card.getByRole("button", { name: "Подписчики +1 000" }).click();
    await until(async () => (await told()).members >= members + 990, "a thousand more");
  }],
  ["a source is broken with one press, and mended with another", async ({ page }) => {
    const source = page.locator('.card[data-source="preview"]');
    await source.getByRole("button", { name: "проверка браузера" }).click();
    await source.getByText("сломан").waitFor();
    expect((await faults("preview"))[0].kind === "challenge", "the preview shows a challenge");
    await source.getByRole("button", { name: "Починить" }).click();
    await source.getByText("работает").waitFor();
    expect((await faults("preview")).length === 0, "nothing is wrong any more");
  }],
];
