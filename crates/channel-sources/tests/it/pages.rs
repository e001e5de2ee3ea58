//! Pages of t.me made to measure: the structure of the real ones, and nobody's content.

use std::fmt::Write as _;

/// A page of posts.
#[derive(Clone)]
pub(crate) struct Page {
    pub(crate) name: &'static str,
    pub(crate) posts: Vec<PagePost>,
    /// The counters as they are written, with their words.
    pub(crate) counters: Vec<(&'static str, &'static str)>,
    /// Whether there are older posts.
    pub(crate) more: bool,
    /// What stands in the history besides posts.
    pub(crate) history: String,
}

/// One post of a page.
#[derive(Clone)]
pub(crate) struct PagePost {
    pub(crate) id: u32,
    pub(crate) time: String,
    /// As it is written; empty for none.
    pub(crate) views: &'static str,
    pub(crate) classes: &'static str,
    /// What stands in the bubble before the footer.
    pub(crate) bubble: String,
    /// What stands in the footer before the date.
    pub(crate) meta: String,
    pub(crate) view: Option<String>,
}

impl Page {
    /// A channel with posts of these numbers.
    pub(crate) fn of(ids: impl IntoIterator<Item = u32>) -> Self {
        Page {
            name: "ryad_news",
            posts: ids.into_iter().map(PagePost::new).collect(),
            counters: vec![("12.3K", "subscribers"), ("477", "photos"), ("1", "link")],
            more: true,
            history: String::new(),
        }
    }

    /// A page that says that there are no posts, of a channel with these counters.
    pub(crate) fn empty(counters: Vec<(&'static str, &'static str)>) -> Self {
        let frame = "<div class=\"tgme_widget_message_wrap js-widget_message_wrap\"><div class=\"tgme_widget_message_centered\">\
                     <div class=\"tme_no_messages_found\">No posts found</div></div></div>\n";
        Page {
            counters,
            more: false,
            history: frame.to_owned(),
            ..Page::of([])
        }
    }

    /// One post with this in its bubble.
    pub(crate) fn with(bubble: &str) -> Self {
        let mut page = Page::of([10]);
        page.posts[0].bubble = bubble.to_owned();
        page
    }

    pub(crate) fn html(&self) -> String {
        let name = self.name;
        let mut html =
            String::from("<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n<title>Ряд – Telegram</title>\n");
        let _ = write!(
            html,
            "<meta property=\"og:title\" content=\"Ряд &amp; торг\">\n<meta property=\"og:description\" content=\"\">\n"
        );
        let first = self.posts.first().map_or(1, |post| post.id);
        let last = self.posts.last().map_or(1, |post| post.id);
        if self.more {
            let _ = writeln!(html, "<link rel=\"prev\" href=\"/s/{name}?before={first}\">");
        }
        let _ = writeln!(html, "<link rel=\"canonical\" href=\"/s/{name}?before={}\">", last + 1);
        html.push_str("<script>window.TG = {a: 1 < 2};</script>\n</head>\n<body class=\"widget_frame_base\">\n<div class=\"tgme_page_wrap\">\n");
        let _ = write!(
            html,
            "<div class=\"tgme_channel_info\"><div class=\"tgme_channel_info_header\">\
             <div class=\"tgme_channel_info_header_title_wrap\"><div class=\"tgme_channel_info_header_title\"><span dir=\"auto\">Ряд &amp; торг</span></div>\
             <div class=\"tgme_channel_info_header_labels\"><i class=\"verified-icon\"> ✔</i></div></div>\
             <div class=\"tgme_channel_info_header_username\"><a href=\"https://t.me/{name}\">@{name}</a></div></div>\
             <div class=\"tgme_channel_info_counters\">"
        );
        for (value, word) in &self.counters {
            let _ = write!(
                html,
                "<div class=\"tgme_channel_info_counter\"><span class=\"counter_value\">{value}</span> <span class=\"counter_type\">{word}</span></div>"
            );
        }
        html.push_str("</div><div class=\"tgme_channel_info_description\">О рядах<br/>и торге</div></div>\n<main class=\"tgme_main\">\n");
        html.push_str("<section class=\"tgme_channel_history js-message_history\">\n");
        if self.more {
            let _ = writeln!(
                html,
                "<div class=\"tgme_widget_message_centered js-messages_more_wrap\"><a href=\"/s/{name}?before={first}\" class=\"tme_messages_more js-messages_more\" data-before=\"{first}\"></a></div>"
            );
        }
        html.push_str(&self.history);
        for post in &self.posts {
            post.write(&mut html, name);
        }
        html.push_str("</section>\n</main>\n</div>\n<script>TWeb.init();</script>\n</body>\n</html>\n<!-- page generated in 12.34ms -->\n");
        html
    }
}

impl PagePost {
    pub(crate) fn new(id: u32) -> Self {
        PagePost {
            id,
            time: format!("2026-06-{:02}T19:15:19+00:00", 1 + id % 28),
            views: "1.2K",
            classes: "",
            bubble: format!("<div class=\"tgme_widget_message_text js-message_text\" dir=\"auto\">Пост {id}</div>"),
            meta: String::new(),
            view: None,
        }
    }

    /// The channel's own notice.
    pub(crate) fn notice(id: u32) -> Self {
        PagePost {
            views: "",
            classes: "service_message ",
            ..PagePost::new(id)
        }
    }

    fn write(&self, html: &mut String, name: &str) {
        let PagePost { id, time, .. } = self;
        let view = self
            .view
            .clone()
            .unwrap_or_else(|| "eyJjIjotMTMyMDMxNDUyOSwicCI6MTE0OH0".to_owned());
        let _ = write!(
            html,
            "<div class=\"tgme_widget_message_wrap js-widget_message_wrap\">\
             <div class=\"tgme_widget_message text_not_supported_wrap {}js-widget_message\" data-post=\"{name}/{id}\" data-view=\"{view}\">\n\
             <div class=\"tgme_widget_message_user\"><a href=\"https://t.me/{name}\"><i class=\"tgme_widget_message_user_photo bgcolor0\" data-content=\"Р\"></i></a></div>\
             <div class=\"tgme_widget_message_bubble\">\
             <div class=\"tgme_widget_message_author accent_color\"><a class=\"tgme_widget_message_owner_name\" href=\"https://t.me/{name}\"><span dir=\"auto\">Ряд</span></a></div>\n\
             {}\n\
             <div class=\"media_not_supported_cont\"><div class=\"media_not_supported\">Please open Telegram to view this post</div></div>\
             <div class=\"tgme_widget_message_footer compact js-message_footer\"><div class=\"tgme_widget_message_info short js-message_info\">",
            self.classes, self.bubble
        );
        if !self.views.is_empty() {
            let _ = write!(
                html,
                "<span class=\"tgme_widget_message_views\">{}</span><span class=\"copyonly\"> views</span>",
                self.views
            );
        }
        let _ = writeln!(
            html,
            "<span class=\"tgme_widget_message_meta\">{}<a class=\"tgme_widget_message_date\" href=\"https://t.me/{name}/{id}\"><time datetime=\"{time}\" class=\"time\">19:15</time></a></span>\
             </div></div></div></div></div>",
            self.meta
        );
    }
}

/// A page of the usual weight: twenty posts with long texts, photos, reactions and links; some 150 KB.
pub(crate) fn heavy() -> String {
    let mut page = Page::of(1_101..=1_120);
    for post in &mut page.posts {
        let id = post.id;
        let mut bubble = format!(
            "<a class=\"tgme_widget_message_photo_wrap 54032\" href=\"https://t.me/ryad_news/{id}\" style=\"width:800px;background-image:url('https://cdn4.telesco.pe/file/{}.jpg')\"><div class=\"tgme_widget_message_photo\" style=\"padding-top:56.25%\"></div></a><div class=\"tgme_widget_message_text js-message_text\" dir=\"auto\">",
            "Zx9".repeat(250)
        );
        for line in 0..36 {
            let _ = write!(
                bubble,
                "Строка {line} о складах &amp; поставках, <b>важное</b> и <a href=\"https://example.com/{id}/{line}\" target=\"_blank\" rel=\"noopener\">ссылка</a><br/>"
            );
        }
        bubble.push_str(
            "<a href=\"?q=%23wb\">#wb</a></div><div class=\"tgme_widget_message_reactions js-message_reactions\">",
        );
        for count in ["19.8K", "577", "2", "1.1M", "34", "5"] {
            let _ = write!(
                bubble,
                "<span class=\"tgme_reaction\"><i class=\"emoji\" style=\"background-image:url('//telegram.org/img/emoji/40/F09F918D.png')\"><b>👍</b></i>{count}</span>"
            );
        }
        bubble.push_str("</div>");
        post.bubble = bubble;
    }
    page.html()
}

/// A landing page: its title, what stands under it, and the title of the page itself.
pub(crate) fn landing(heading: &str, title: &str, extra: &str) -> String {
    let filler = "<script>window.TBaseUrl = '/';</script>\n".repeat(12);
    let title = match title {
        "" => String::new(),
        title => format!(
            "<div class=\"tgme_page_title\"><span dir=\"auto\">{title}</span><i class=\"verified-icon\"> ✔</i></div>"
        ),
    };
    format!(
        "<!DOCTYPE html>\n<html>\n<head>\n<title>{heading}</title>\n<meta property=\"og:title\" content=\"{heading}\">\n{filler}</head>\n<body>\n\
         <div class=\"tgme_page_wrap\"><div class=\"tgme_page\">{title}<div class=\"tgme_page_extra\">{extra}</div>\
         <div class=\"tgme_page_description\">О рядах</div></div></div>\n</body>\n</html>\n"
    )
}
