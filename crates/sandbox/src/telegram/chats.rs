//! What a bot can ask about a chat.

use serde_json::{Value, json};

use super::errors::{Outcome, bad};
use super::params::Params;
use super::state::Telegram;

/// getChat.
pub fn get(telegram: &Telegram, params: &Params) -> Outcome {
    let chat = telegram
        .chats
        .get(&params.chat_id()?)
        .ok_or_else(|| bad("chat not found"))?;
    let mut object = chat.object();
    object["accent_color_id"] = Value::from(0);
    object["max_reaction_count"] = Value::from(11);
    object["accepted_gift_types"] = json!({
        "unlimited_gifts": true, "limited_gifts": true, "unique_gifts": true,
        "premium_subscription": true, "gifts_from_channels": true
    });
    if !chat.is_private() {
        object["permissions"] = json!({
            "can_send_messages": true, "can_send_audios": true, "can_send_documents": true, "can_send_photos": true,
            "can_send_videos": true, "can_send_video_notes": true, "can_send_voice_notes": true, "can_send_polls": true,
            "can_send_other_messages": true, "can_add_web_page_previews": true, "can_change_info": false,
            "can_invite_users": true, "can_pin_messages": false, "can_manage_topics": false
        });
    }
    Ok(object)
}

/// getChatMemberCount: the people who spoke, and the bot.
pub fn member_count(telegram: &Telegram, params: &Params) -> Outcome {
    let chat = telegram
        .chats
        .get(&params.chat_id()?)
        .ok_or_else(|| bad("chat not found"))?;
    Ok(Value::from(chat.members.len() + 1))
}

/// getMe.
pub fn me(telegram: &Telegram) -> Outcome {
    let mut bot = telegram.bot_object();
    for (name, value) in [
        ("can_join_groups", true),
        // Privacy mode is off: the bot sees everything said in a group.
        ("can_read_all_group_messages", true),
        ("supports_inline_queries", false),
        ("can_connect_to_business", false),
        ("has_main_web_app", false),
        ("has_topics_enabled", false),
        ("allows_users_to_create_topics", false),
    ] {
        bot[name] = Value::Bool(value);
    }
    Ok(bot)
}
