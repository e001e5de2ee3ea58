//! A seller with a phone: writes, presses, reads.

use serde_json::{Value, json};

use crate::world::World;

/// Somebody who talks to the bot.
#[derive(Clone, Copy)]
pub struct Seller<'a> {
    world: &'a World,
    /// Telegram's id of the user, and of the private chat.
    pub id: i64,
}

impl<'a> Seller<'a> {
    pub(crate) fn new(world: &'a World, id: i64) -> Self {
        Self { world, id }
    }

    /// Sends a text.
    pub async fn writes(&self, text: &str) {
        self.does("text", json!({ "text": text })).await;
    }

    /// Sends a text with the phone set to another language.
    pub async fn writes_in_language(&self, code: &str, text: &str) {
        self.does("text", json!({ "text": text, "language_code": code })).await;
    }

    /// Sends a text into a group.
    pub async fn writes_in_group(&self, group: i64, text: &str) {
        self.does("text", json!({ "text": text, "chat": group })).await;
    }

    /// Sends something that is no text: `sticker`, `photo`, `voice`, `document`; or does `block`, `unblock`.
    pub async fn sends(&self, what: &str) {
        self.does(what, json!({})).await;
    }

    /// Sends a photo with words under it.
    pub async fn sends_photo(&self, caption: &str) {
        self.does("photo", json!({ "caption": caption })).await;
    }

    /// Sends a text file with words under it.
    pub async fn sends_file(&self, name: &str, text: &str, caption: &str) {
        self.does("document", json!({ "name": name, "text": text, "caption": caption }))
            .await;
    }

    async fn does(&self, deed: &str, body: Value) -> Value {
        let said = self.world.control(&format!("users/{}/{deed}", self.id), body).await;
        assert_eq!(said["delivered"], true, "the webhook took the {deed}: {said}");
        said
    }

    /// Presses a button twice, as an impatient finger does.
    pub async fn presses_twice(&self, button: &str) {
        let (message_id, data) = self
            .find(button)
            .await
            .unwrap_or_else(|shown| panic!("no button «{button}» among {shown:?}"));
        self.presses_data(message_id, &data).await;
        self.presses_data(message_id, &data).await;
    }

    /// Presses a button, found by the beginning of its label or by its data, on the newest message that has it.
    pub async fn presses(&self, button: &str) {
        let (message_id, data) = self
            .find(button)
            .await
            .unwrap_or_else(|shown| panic!("no button «{button}» among {shown:?}"));
        self.presses_data(message_id, &data).await;
    }

    /// Presses a button by its data, on a given message, even if the message no longer shows it.
    pub async fn presses_data(&self, message_id: i64, data: &str) {
        self.does(
            "press",
            json!({ "message_id": message_id, "data": data, "force": true }),
        )
        .await;
    }

    /// The chat as it is shown, oldest first, without what was deleted.
    pub async fn chat(&self) -> Vec<Value> {
        let all = self.world.ask(&format!("chats/{}/messages", self.id)).await;
        all.as_array()
            .cloned()
            .unwrap_or_default()
            .into_iter()
            .filter(|m| m["deleted"] != true)
            .collect()
    }

    /// The bot's messages as texts, oldest first.
    pub async fn bot_texts(&self) -> Vec<String> {
        let chat = self.chat().await;
        let from_bot = chat.iter().filter(|m| m["from"]["is_bot"] == true);
        from_bot.filter_map(|m| m["text"].as_str().map(str::to_owned)).collect()
    }

    /// The bot's last message.
    pub async fn last_text(&self) -> String {
        self.bot_texts().await.pop().unwrap_or_default()
    }

    /// How many of the bot's messages say this.
    pub async fn read(&self, words: &str) -> usize {
        self.bot_texts()
            .await
            .iter()
            .filter(|text| text.contains(words))
            .count()
    }

    /// The id of the newest message.
    pub async fn last_id(&self) -> i64 {
        let chat = self.chat().await;
        chat.last().and_then(|m| m["message_id"].as_i64()).unwrap_or_default()
    }

    /// Labels of the last message's buttons.
    pub async fn buttons(&self) -> Vec<String> {
        self.labelled().await.into_iter().map(|(label, _)| label).collect()
    }

    /// The last message's buttons with what they send.
    pub async fn labelled(&self) -> Vec<(String, String)> {
        let chat = self.chat().await;
        chat.last().map(buttons_of).unwrap_or_default()
    }

    /// Whether the last message has a button whose label begins so, or that sends just this.
    pub async fn sees(&self, button: &str) -> bool {
        let mut buttons = self.labelled().await.into_iter();
        buttons.any(|(label, data)| label.starts_with(button) || data == button)
    }

    /// The last note that was shown after a press.
    pub async fn last_toast(&self) -> String {
        self.toasts().await.pop().unwrap_or_default()
    }

    /// The notes that were shown after presses, oldest first.
    pub async fn toasts(&self) -> Vec<String> {
        let toasts = self.world.ask(&format!("chats/{}/toasts", self.id)).await;
        let toasts = toasts.as_array().cloned().unwrap_or_default();
        toasts
            .iter()
            .filter_map(|t| t["text"].as_str().map(str::to_owned))
            .collect()
    }

    /// A key of a shop, as Wildberries would give it.
    pub async fn key_of(&self, shop: Value) -> String {
        let made = self.world.control("wb/sellers", shop).await;
        made["token"].as_str().expect("a token").to_owned()
    }

    /// Adds a key of a shop of this seller's own; gives the token.
    pub async fn adds_a_key(&self) -> String {
        self.adds_a_key_with(json!({})).await
    }

    /// The same for a key that differs in these fields of the sandbox's order.
    pub async fn adds_a_key_with(&self, differing: Value) -> String {
        let mut order = json!({ "sid": self.shop(), "name": format!("Shop {}", self.id), "acc": 4 });
        for (field, value) in differing.as_object().expect("an object").clone() {
            order[field] = value;
        }
        let token = self.key_of(order).await;
        self.writes(&token).await;
        token
    }

    /// The id of this seller's own shop.
    pub fn shop(&self) -> String {
        format!("00000000-0000-4000-8000-{:012}", self.id)
    }

    /// Goes through `/watch` by hand: booked through the gateway, one warehouse, one kind of box, a highest coefficient, a range of
    /// days, the first catch.
    pub async fn watches(&self, warehouse: u32, box_type: u16, max: u16, from: &str, to: &str) {
        self.watches_with(&[warehouse], box_type, max, from, to, "first").await;
    }

    /// The same with one of several keys: boxes up to ×5 in the coming fortnight.
    pub async fn watches_with_key(&self, warehouse: u32, key: &booking::ids::KeyId) {
        self.writes("/watch").await;
        self.presses("w:way:gateway").await;
        self.presses(&format!("w:key:{key}")).await;
        self.ticks(&[warehouse]).await;
        self.wishes(2, 5, "2026-11-19", "2026-11-30").await;
        self.presses("w:mode:first").await;
        self.presses("w:make").await;
    }

    /// The same with several warehouses and a mode (`first` or `keep`).
    pub async fn watches_with(&self, warehouses: &[u32], box_type: u16, max: u16, from: &str, to: &str, mode: &str) {
        self.writes("/watch").await;
        self.presses("w:way:gateway").await;
        self.ticks(warehouses).await;
        self.wishes(box_type, max, from, to).await;
        self.presses(&format!("w:mode:{mode}")).await;
        self.presses("w:make").await;
    }

    /// Goes through `/watch` for an order without a date whose warehouse and kind of box Wildberries knows.
    pub async fn watches_for_order(&self, order: i64, max: u16, from: &str, to: &str) {
        self.writes("/watch").await;
        self.presses("w:way:own").await;
        self.presses(&format!("w:cargo:{order}")).await;
        self.presses(&format!("w:max:{max}")).await;
        self.chooses_days(from, to).await;
        self.presses("w:make").await;
    }

    /// Goes through `/watch` for a new draft as far as the summary.
    pub async fn plans_a_watch_for_a_draft(&self, warehouse: u32, box_type: u16, max: u16, from: &str, to: &str) {
        self.writes("/watch").await;
        self.presses("w:way:own").await;
        self.presses("w:cargo:draft").await;
        self.ticks(&[warehouse]).await;
        self.wishes(box_type, max, from, to).await;
    }

    /// Chooses a range on the calendar and leaves it.
    pub async fn chooses_days(&self, from: &str, to: &str) {
        self.presses_day(from).await;
        self.presses_day(to).await;
        self.presses("✅").await;
    }

    async fn ticks(&self, warehouses: &[u32]) {
        for warehouse in warehouses {
            self.writes(&warehouse.to_string()).await;
            self.presses(&format!("w:wh:{warehouse}")).await;
        }
        self.presses("w:next:wh").await;
    }

    async fn wishes(&self, box_type: u16, max: u16, from: &str, to: &str) {
        self.presses(&format!("w:box:{box_type}")).await;
        self.presses("w:next:box").await;
        self.presses(&format!("w:max:{max}")).await;
        self.chooses_days(from, to).await;
    }

    /// Addresses that the last message's buttons open.
    pub async fn links(&self) -> Vec<String> {
        let chat = self.chat().await;
        let rows = chat.last().map(|m| m["reply_markup"]["inline_keyboard"].clone());
        let rows = rows.and_then(|rows| rows.as_array().cloned()).unwrap_or_default();
        let buttons = rows.iter().flat_map(|row| row.as_array().cloned().unwrap_or_default());
        buttons.filter_map(|b| b["url"].as_str().map(str::to_owned)).collect()
    }

    /// Finds a day on the calendar, leafing forward as far as needed, and presses it.
    pub async fn presses_day(&self, day: &str) {
        let date: jiff::civil::Date = day.parse().expect("a date");
        let wanted = format!("cal:day:{}:{}:{}", date.year(), date.month(), date.day());
        for _ in 0..12 {
            match self.find(&wanted).await {
                Ok((message_id, data)) => return self.presses_data(message_id, &data).await,
                Err(_) => self.presses("›").await,
            }
        }
        panic!("{day} is on no page of the calendar");
    }

    async fn find(&self, button: &str) -> Result<(i64, String), Vec<String>> {
        let chat = self.chat().await;
        let mut shown = Vec::new();
        for message in chat.iter().rev() {
            for (label, data) in buttons_of(message) {
                if data == button || label.starts_with(button) {
                    return Ok((message["message_id"].as_i64().unwrap_or_default(), data));
                }
                shown.push(label);
            }
        }
        Err(shown)
    }

    /// The world this seller lives in.
    pub fn world(&self) -> &'a World {
        self.world
    }
}

fn buttons_of(message: &Value) -> Vec<(String, String)> {
    let rows = message["reply_markup"]["inline_keyboard"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let buttons = rows.iter().flat_map(|row| row.as_array().cloned().unwrap_or_default());
    buttons
        .filter_map(|b| Some((b["text"].as_str()?.to_owned(), b["callback_data"].as_str()?.to_owned())))
        .collect()
}
