//! Why figures do not come, in words for owners of channels.

use channels::state::Trouble;
use channels::words;
use telegram::Language::{self, En, Ru};

/// One sentence about a channel's trouble.
pub(super) fn sentence(language: Language, trouble: &Trouble) -> String {
    let source = words::source(trouble.source);
    let since = words::moment(language, trouble.since);
    let what = match (trouble.kind.as_str(), language) {
        ("no_such_channel", Ru) => "канала с таким именем больше нет".to_owned(),
        ("no_such_channel", En) => "there is no channel of this name any more".to_owned(),
        ("not_a_channel", Ru) => "имя теперь принадлежит не каналу".to_owned(),
        ("not_a_channel", En) => "the name belongs to something else now".to_owned(),
        ("another_channel", Ru) => "имя теперь у другого канала: показатели не смешиваются".to_owned(),
        ("another_channel", En) => "the name has passed to another channel: figures are not mixed".to_owned(),
        ("private", Ru) => "канал стал закрытым".to_owned(),
        ("private", En) => "the channel became private".to_owned(),
        ("no_preview", Ru) => "канал не показывает посты на t.me, поэтому постов и просмотров нет".to_owned(),
        ("no_preview", En) => "the channel shows no posts on t.me, so there are no posts and views".to_owned(),
        (_, Ru) => format!("источник {source} не отвечает как надо, показатели придут, когда ответит"),
        (_, En) => format!("the source {source} does not answer as it should; the figures come when it does"),
    };
    match language {
        Ru => format!("⚠️ С {since}: {what}."),
        En => format!("⚠️ Since {since}: {what}."),
    }
}
