//! A page as a tree: what the tokenizer says, kept flat in document order.
//!
//! A channel's page is 150 KB of small elements, so all text lives in one string, and an element knows where its
//! subtree ends instead of naming its children. Tag soup is taken as it comes: an end tag closes the nearest open element of its
//! name, and one that fits nothing is ignored. Whether the page is whole is for its reader to judge.

use std::convert::Infallible;
use std::ops::Range;

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};

/// Elements that have no end tag.
const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
];
/// How many open elements an end tag looks through; a real page is a tenth as deep.
const DEPTH_SEARCHED: usize = 256;

/// A parsed page.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    nodes: Vec<Node>,
    attributes: Vec<(Range<usize>, Range<usize>)>,
    /// All names, values and texts.
    text: String,
    /// Whether `</html>` was there.
    pub(crate) finished: bool,
}

#[derive(Debug)]
enum Node {
    Element {
        name: Range<usize>,
        attributes: Range<usize>,
        /// The place behind the last node of its subtree.
        end: usize,
    },
    Text(Range<usize>),
}

/// One element of a tree.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Element<'t> {
    tree: &'t Tree,
    place: usize,
}

impl Tree {
    /// Reads a page. Never fails: anything is a tree.
    pub(crate) fn read(page: &[u8]) -> Self {
        let mut builder = Builder::default();
        builder.tree.text.reserve(page.len());
        builder.tree.nodes.reserve(page.len() / 32);
        let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _: Span<()>| -> Option<Infallible> {
            builder.take(event);
            None
        });
        emitter.naively_switch_states(true);
        Tokenizer::new_with_emitter(page, emitter).finish();
        builder.finish()
    }

    /// Every element, in document order.
    pub(crate) fn elements(&self) -> impl Iterator<Item = Element<'_>> {
        self.elements_in(0..self.nodes.len())
    }

    /// The first element that wears a class.
    pub(crate) fn first(&self, class: &str) -> Option<Element<'_>> {
        self.elements().find(|element| element.has_class(class))
    }

    /// The first element of a name.
    pub(crate) fn named(&self, name: &str) -> Option<Element<'_>> {
        self.elements().find(|element| element.name() == name)
    }

    fn elements_in(&self, places: Range<usize>) -> impl Iterator<Item = Element<'_>> {
        places
            .filter(|&place| matches!(self.nodes[place], Node::Element { .. }))
            .map(|place| Element { tree: self, place })
    }
}

impl<'t> Element<'t> {
    pub(crate) fn name(&self) -> &'t str {
        match &self.tree.nodes[self.place] {
            Node::Element { name, .. } => &self.tree.text[name.clone()],
            Node::Text(_) => "",
        }
    }

    pub(crate) fn attribute(&self, wanted: &str) -> Option<&'t str> {
        let Node::Element { attributes, .. } = &self.tree.nodes[self.place] else {
            return None;
        };
        let text = &self.tree.text;
        let mut attributes = self.tree.attributes[attributes.clone()].iter();
        let (_, value) = attributes.find(|(name, _)| &text[name.clone()] == wanted)?;
        Some(&text[value.clone()])
    }

    pub(crate) fn classes(&self) -> impl Iterator<Item = &'t str> + use<'t> {
        self.attribute("class").unwrap_or_default().split_ascii_whitespace()
    }

    pub(crate) fn has_class(&self, wanted: &str) -> bool {
        self.classes().any(|class| class == wanted)
    }

    /// The elements inside, in document order.
    pub(crate) fn inside(&self) -> impl Iterator<Item = Element<'t>> + use<'t> {
        self.tree.elements_in(self.place + 1..self.end())
    }

    /// The elements inside, without those that `left_out` names, and without what is inside of them.
    pub(crate) fn inside_without(&self, left_out: impl Fn(&Element<'t>) -> bool) -> impl Iterator<Item = Element<'t>> {
        let mut passed = self.place + 1;
        self.inside().filter(move |element| {
            if element.place < passed {
                return false;
            }
            let kept = !left_out(element);
            if !kept {
                passed = element.end();
            }
            kept
        })
    }

    /// The first element inside that wears a class.
    pub(crate) fn first(&self, class: &str) -> Option<Element<'t>> {
        self.inside().find(|element| element.has_class(class))
    }

    /// The text inside: line breaks as such, elements that `left_out` names without theirs, space at the ends gone.
    pub(crate) fn text_without(&self, left_out: impl Fn(&Element<'t>) -> bool) -> String {
        let mut text = String::new();
        let mut place = self.place + 1;
        while place < self.end() {
            let element = Element { tree: self.tree, place };
            match &self.tree.nodes[place] {
                Node::Text(range) => text.push_str(&self.tree.text[range.clone()]),
                Node::Element { end, .. } if left_out(&element) => {
                    place = *end;
                    continue;
                }
                Node::Element { .. } if element.name() == "br" => text.push('\n'),
                Node::Element { .. } => {}
            }
            place += 1;
        }
        text.trim().to_owned()
    }

    /// All text inside.
    pub(crate) fn text(&self) -> String {
        self.text_without(|_| false)
    }

    /// Whether `other` is inside.
    pub(crate) fn holds(&self, other: &Element<'_>) -> bool {
        (self.place + 1..self.end()).contains(&other.place)
    }

    fn end(&self) -> usize {
        match &self.tree.nodes[self.place] {
            Node::Element { end, .. } => *end,
            Node::Text(_) => self.place + 1,
        }
    }
}

/// A tree while it grows.
#[derive(Default)]
struct Builder {
    tree: Tree,
    open: Vec<usize>,
    /// Attributes may also stand in an end tag; then they belong to nobody.
    in_start_tag: bool,
}

impl Builder {
    fn take(&mut self, event: CallbackEvent<'_>) {
        match event {
            CallbackEvent::OpenStartTag { name } => self.start(name),
            CallbackEvent::AttributeName { name } if self.in_start_tag => self.attribute_name(name),
            CallbackEvent::AttributeValue { value } if self.in_start_tag => self.attribute_value(value),
            CallbackEvent::CloseStartTag { .. } => self.in_start_tag = false,
            CallbackEvent::EndTag { name } => self.end(name),
            CallbackEvent::String { value } => {
                let text = self.keep(value);
                self.tree.nodes.push(Node::Text(text));
            }
            _ => {}
        }
    }

    fn start(&mut self, name: &[u8]) {
        self.in_start_tag = true;
        let name = self.keep(name);
        let place = self.tree.nodes.len();
        let first = self.tree.attributes.len();
        if !VOID.contains(&&self.tree.text[name.clone()]) {
            self.open.push(place);
        }
        self.tree.nodes.push(Node::Element {
            name,
            attributes: first..first,
            end: place + 1,
        });
    }

    fn attribute_name(&mut self, name: &[u8]) {
        let name = self.keep(name);
        let Some(Node::Element { attributes, .. }) = self.tree.nodes.last_mut() else {
            return;
        };
        attributes.end += 1;
        self.tree.attributes.push((name.clone(), name.end..name.end));
    }

    fn attribute_value(&mut self, value: &[u8]) {
        let value = self.keep(value);
        if let Some(last) = self.tree.attributes.last_mut() {
            last.1 = value;
        }
    }

    fn end(&mut self, name: &[u8]) {
        self.tree.finished |= name == b"html";
        let fits = |&place: &usize| match &self.tree.nodes[place] {
            Node::Element { name: range, .. } => self.tree.text[range.clone()].as_bytes() == name,
            Node::Text(_) => false,
        };
        let mut searched = self.open.iter().rev().take(DEPTH_SEARCHED);
        let Some(above) = searched.position(fits) else {
            return;
        };
        let keep = self.open.len() - above - 1;
        self.close_down_to(keep);
    }

    fn close_down_to(&mut self, keep: usize) {
        let here = self.tree.nodes.len();
        for place in self.open.drain(keep..) {
            if let Node::Element { end, .. } = &mut self.tree.nodes[place] {
                *end = here;
            }
        }
    }

    fn finish(mut self) -> Tree {
        self.close_down_to(0);
        self.tree
    }

    fn keep(&mut self, bytes: &[u8]) -> Range<usize> {
        let start = self.tree.text.len();
        self.tree.text.push_str(&String::from_utf8_lossy(bytes));
        start..self.tree.text.len()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_element_knows_what_is_inside() {
        let tree = Tree::read(b"<div class='a b'><p>one<br>two</p><i class=x>three</i></div><u>four</u>");
        let div = tree.first("b").unwrap();
        assert_eq!(div.text(), "one\ntwothree");
        assert_eq!(div.text_without(|element| element.has_class("x")), "one\ntwo");
        assert_eq!(
            div.inside().map(|element| element.name()).collect::<Vec<_>>(),
            ["p", "br", "i"]
        );
        assert!(!div.holds(&tree.named("u").unwrap()));
    }

    #[test]
    fn character_references_are_resolved() {
        let tree = Tree::read("<a title='&quot;x&amp;y' href=/s/q>a&nbsp;b &lt;i&gt; &#33;</a>".as_bytes());
        let a = tree.named("a").unwrap();
        assert_eq!(a.attribute("title"), Some("\"x&y"));
        assert_eq!(a.attribute("href"), Some("/s/q"));
        assert_eq!(a.text(), "a\u{a0}b <i> !");
        assert_eq!(a.inside().count(), 0);
    }

    #[test]
    fn attributes_of_an_end_tag_and_empty_ones_harm_nobody() {
        let tree = Tree::read(b"<p><b hidden data-x=''>t</b class=late></p><s></s class=late><i class=c></i>");
        let b = tree.named("b").unwrap();
        assert_eq!(b.attribute("hidden"), Some(""));
        assert_eq!(b.attribute("data-x"), Some(""));
        assert!(tree.first("late").is_none());
        assert_eq!(tree.first("c").unwrap().name(), "i");
    }

    #[test]
    fn end_tags_that_fit_nothing_are_ignored_and_open_elements_end_with_the_page() {
        let tree = Tree::read(b"</b><div><p>in</section></div>out<div>open");
        let [first, second] = tree
            .elements()
            .filter(|element| element.name() == "div")
            .collect::<Vec<_>>()[..]
        else {
            panic!("two were expected");
        };
        assert_eq!((first.text().as_str(), second.text().as_str()), ("in", "open"));
    }

    #[test]
    fn scripts_are_not_markup() {
        let tree = Tree::read(b"<script>if (a < b) '<div class=x>'</script><p>t</p></html>");
        assert!(tree.first("x").is_none());
        assert_eq!(tree.named("p").unwrap().text(), "t");
        assert!(tree.finished);
    }
}
