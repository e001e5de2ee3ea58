use super::*;
use crate::{Call, ChatId, DialogChange, UserId};

const HERE: MessageId = MessageId(10);
const ELSEWHERE: MessageId = MessageId(11);

fn request(input: Input, dialog: Option<(Activity, &Message)>) -> Request {
    Request {
        user: UserId(7),
        chat: ChatId(7),
        language: Language::Ru,
        message_id: None,
        now: jiff::Timestamp::UNIX_EPOCH,
        trace: "t".into(),
        input,
        dialog: dialog.map(|(activity, shown)| Dialog {
            module: "booking".into(),
            state: serde_json::json!(DialogState::new(activity, shown)),
            message_id: Some(HERE),
        }),
        entities: Vec::new(),
        busy_elsewhere: false,
    }
}

/// What a user does in a feature of these tests.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "at")]
enum Activity {
    #[default]
    Browsing,
    AddingKey,
}

fn press_on(message_id: MessageId) -> Input {
    Input::Press {
        id: "p".into(),
        message_id,
        data: "key:list".into(),
    }
}

fn methods(reply: &Reply) -> Vec<&'static str> {
    reply.calls.iter().map(Call::method).collect()
}

fn view(text: &str) -> Message {
    Message::plain(text)
}

#[test]
fn a_message_is_edited_only_into_something_else() {
    let old = view("old");
    let request = request(press_on(HERE), Some((Activity::Browsing, &old)));
    let screen = Screen::<Activity>::of(&request);
    let same = screen.show(old.clone(), Activity::Browsing, Say::Nothing);
    assert_eq!(methods(&same), ["answerCallbackQuery"]);
    assert_eq!(same.dialog, DialogChange::Keep);
    let other = screen.show(view("new"), Activity::Browsing, Say::Nothing);
    assert_eq!(methods(&other), ["answerCallbackQuery", "editMessageText"]);
    assert!(matches!(other.dialog, DialogChange::Set(_)));
}

#[test]
fn the_same_view_with_another_thing_to_do_is_remembered_without_an_edit() {
    let old = view("old");
    let request = request(press_on(HERE), Some((Activity::AddingKey, &old)));
    let reply = Screen::of(&request).show(old.clone(), Activity::Browsing, Say::Nothing);
    assert_eq!(methods(&reply), ["answerCallbackQuery"]);
    assert!(matches!(reply.dialog, DialogChange::Set(_)));
}

#[test]
fn looking_at_another_message_leaves_what_is_half_done() {
    let old = view("old");
    let request = request(press_on(ELSEWHERE), Some((Activity::AddingKey, &old)));
    let screen = Screen::<Activity>::of(&request);
    // What the other message shows is not known, so even an equal view is shown.
    let reply = screen.show(old.clone(), Activity::Browsing, Say::Nothing);
    assert_eq!(methods(&reply), ["answerCallbackQuery", "editMessageText"]);
    assert_eq!(reply.dialog, DialogChange::Keep);
    let aside = screen.send_aside(view("card"));
    assert_eq!(methods(&aside), ["answerCallbackQuery", "sendMessage"]);
    assert_eq!(aside.dialog, DialogChange::Keep);
    assert!(matches!(
        screen.send(view("prompt"), Activity::AddingKey).dialog,
        DialogChange::Set(_)
    ));
}

#[test]
fn a_message_that_nothing_is_known_of_becomes_the_dialogs_own() {
    let request = request(press_on(ELSEWHERE), None);
    let screen = Screen::<Activity>::of(&request);
    assert!(!screen.is_here());
    let reply = screen.show(view("list"), Activity::Browsing, Say::Toast("да".into()));
    assert_eq!(methods(&reply), ["answerCallbackQuery", "editMessageText"]);
    assert!(matches!(reply.dialog, DialogChange::Set(_)));
}

#[test]
fn a_text_is_answered_with_a_message_and_no_press() {
    let request = request(Input::Text("?".into()), None);
    let screen = Screen::<Activity>::of(&request);
    assert_eq!(
        methods(&screen.show(view("list"), Activity::Browsing, Say::Nothing)),
        ["sendMessage"]
    );
    assert_eq!(methods(&screen.remark(view("hint"))), ["sendMessage"]);
    assert_eq!(screen.remark(view("hint")).dialog, DialogChange::Keep);
}

#[test]
fn a_state_of_another_version_counts_as_none() {
    let mut request = request(press_on(HERE), None);
    let state = serde_json::json!({"activity": {"at": "flying"}, "shown": "x"});
    request.dialog = Some(Dialog {
        module: "booking".into(),
        state,
        message_id: Some(HERE),
    });
    let screen = Screen::<Activity>::of(&request);
    assert_eq!(*screen.activity(), Activity::Browsing);
    assert!(!screen.is_here());
}

#[test]
fn looking_around_leaves_what_is_half_done_in_another_feature() {
    let mut request = request(press_on(ELSEWHERE), None);
    request.busy_elsewhere = true;
    let screen = Screen::<Activity>::of(&request);
    let looked = screen.show(view("list"), Activity::Browsing, Say::Nothing);
    assert_eq!(methods(&looked), ["answerCallbackQuery", "editMessageText"]);
    assert_eq!(looked.dialog, DialogChange::Keep);
    assert_eq!(screen.send_aside(view("card")).dialog, DialogChange::Keep);
}

#[test]
fn a_dialog_tells_others_whether_something_is_half_done() {
    let dialog = |activity| Dialog {
        module: "keys".into(),
        state: serde_json::json!(DialogState::new(activity, &view("x"))),
        message_id: None,
    };
    assert!(dialog(Activity::AddingKey).is_busy());
    assert!(!dialog(Activity::Browsing).is_busy());
}
