//! The tree of a web page: html5ever builds it here, in one vector and within a depth.

use std::borrow::Cow;
use std::cell::{Cell, Ref, RefCell};

use html5ever::interface::{ElemName, ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::{Attribute, LocalName, Namespace, QualName};

use crate::read::limits::{self, Refusal};

/// Index of a node.
pub type Id = usize;

/// A node of the page.
#[derive(Clone, Debug)]
pub struct Node {
    /// The node above.
    pub parent: Option<Id>,
    /// The nodes in it.
    pub children: Vec<Id>,
    /// What it is.
    pub data: Data,
    depth: u32,
}

/// What a node is.
#[derive(Clone, Debug)]
pub enum Data {
    /// An element with its attributes.
    Element(QualName, Vec<Attribute>),
    /// Words.
    Text(StrTendril),
    /// The document itself, a comment, an instruction.
    Other,
}

/// A page.
#[derive(Debug)]
pub struct Tree {
    /// All nodes; the first is the document.
    pub nodes: Vec<Node>,
}

/// Bytes that the parser gets at once; the depth is looked at in between.
const CHUNK: usize = 16 << 10;

impl Tree {
    /// Parses a page.
    pub fn parse(html: &str) -> Result<Self, Refusal> {
        if html.len() > limits::HTML_BYTES {
            let message = format!("网页有 {} MB，超过上限 {} MB", html.len() >> 20, limits::HTML_BYTES >> 20);
            return Err(Refusal::too_large("html_bytes", message));
        }
        let mut parser = html5ever::parse_document(Sink::default(), html5ever::ParseOpts::default());
        let mut rest = html;
        while !rest.is_empty() {
            let (chunk, after) = rest.split_at(rest.floor_char_boundary(CHUNK));
            parser.process(StrTendril::from(chunk));
            if parser.tokenizer.sink.sink.too_deep.get() {
                let message = format!("网页元素嵌套超过 {} 层，未读取", limits::HTML_DEPTH);
                return Err(Refusal::too_large("html_depth", message));
            }
            if parser.tokenizer.sink.sink.nodes.borrow().len() > limits::HTML_NODES {
                let message = format!("网页超过 {} 个元素，未读取", limits::HTML_NODES);
                return Err(Refusal::too_large("html_nodes", message));
            }
            rest = after;
        }
        Ok(parser.finish())
    }

    /// The local name of an element, in lower case; empty for other nodes.
    pub fn name(&self, id: Id) -> &str {
        match self.nodes.get(id).map(|n| &n.data) {
            Some(Data::Element(name, _)) => &name.local,
            _ => "",
        }
    }

    /// The value of an attribute.
    pub fn attribute(&self, id: Id, name: &str) -> Option<&str> {
        match self.nodes.get(id).map(|n| &n.data) {
            Some(Data::Element(_, attributes)) => attributes.iter().find(|a| &*a.name.local == name).map(|a| a.value.as_ref()),
            _ => None,
        }
    }

    /// The nodes in a node.
    pub fn children(&self, id: Id) -> &[Id] {
        self.nodes.get(id).map_or(&[], |n| &n.children)
    }

    /// All words in a node, as they stand.
    pub fn text(&self, id: Id) -> String {
        let mut out = String::new();
        let mut stack = vec![id];
        while let Some(id) = stack.pop() {
            if let Some(Node { data: Data::Text(words), .. }) = self.nodes.get(id) {
                out.push_str(words);
            }
            stack.extend(self.children(id).iter().rev());
        }
        out
    }
}

/// Takes what the parser finds.
struct Sink {
    nodes: RefCell<Vec<Node>>,
    too_deep: Cell<bool>,
}

impl Default for Sink {
    fn default() -> Self {
        let document = Node { parent: None, children: Vec::new(), data: Data::Other, depth: 0 };
        Self { nodes: RefCell::new(vec![document]), too_deep: Cell::new(false) }
    }
}

/// The name of an element while the tree grows.
#[derive(Debug)]
struct Name<'a>(Option<Ref<'a, QualName>>, QualName);

impl ElemName for Name<'_> {
    fn ns(&self) -> &Namespace {
        self.0.as_ref().map_or(&self.1.ns, |n| &n.ns)
    }

    fn local_name(&self) -> &LocalName {
        self.0.as_ref().map_or(&self.1.local, |n| &n.local)
    }
}

impl Sink {
    fn add(&self, data: Data) -> Id {
        let mut nodes = self.nodes.borrow_mut();
        nodes.push(Node { parent: None, children: Vec::new(), data, depth: 0 });
        nodes.len() - 1
    }

    /// Puts a node into another one, before the child at `at` or last.
    fn place(&self, parent: Id, at: Option<usize>, child: NodeOrText<Id>) {
        let mut nodes = self.nodes.borrow_mut();
        let depth = nodes[parent].depth + 1;
        let before = match at {
            Some(at) => at.checked_sub(1).and_then(|i| nodes[parent].children.get(i)),
            None => nodes[parent].children.last(),
        };
        let child = match child {
            NodeOrText::AppendNode(id) => id,
            NodeOrText::AppendText(words) => {
                if let Some(&last) = before
                    && let Data::Text(text) = &mut nodes[last].data
                {
                    text.push_tendril(&words);
                    return;
                }
                nodes.push(Node { parent: None, children: Vec::new(), data: Data::Text(words), depth });
                nodes.len() - 1
            }
        };
        nodes[child].parent = Some(parent);
        nodes[child].depth = depth;
        if depth as usize > limits::HTML_DEPTH {
            self.too_deep.set(true);
        }
        let siblings = &mut nodes[parent].children;
        let at = at.unwrap_or(siblings.len()).min(siblings.len());
        siblings.insert(at, child);
    }

    fn detach(&self, id: Id) {
        let mut nodes = self.nodes.borrow_mut();
        if let Some(parent) = nodes[id].parent.take() {
            nodes[parent].children.retain(|&c| c != id);
        }
    }
}

impl TreeSink for Sink {
    type Handle = Id;
    type Output = Tree;
    type ElemName<'a> = Name<'a>;

    fn finish(self) -> Tree {
        Tree { nodes: self.nodes.into_inner() }
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> Id {
        0
    }

    fn elem_name<'a>(&'a self, target: &'a Id) -> Name<'a> {
        let name = Ref::filter_map(self.nodes.borrow(), |nodes| match nodes.get(*target).map(|n| &n.data) {
            Some(Data::Element(name, _)) => Some(name),
            _ => None,
        });
        Name(name.ok(), QualName::new(None, Namespace::default(), LocalName::default()))
    }

    fn create_element(&self, name: QualName, attrs: Vec<Attribute>, _: ElementFlags) -> Id {
        self.add(Data::Element(name, attrs))
    }

    fn create_comment(&self, _: StrTendril) -> Id {
        self.add(Data::Other)
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Id {
        self.add(Data::Other)
    }

    fn append(&self, parent: &Id, child: NodeOrText<Id>) {
        if let NodeOrText::AppendNode(id) = &child {
            self.detach(*id);
        }
        self.place(*parent, None, child);
    }

    fn append_based_on_parent_node(&self, element: &Id, previous: &Id, child: NodeOrText<Id>) {
        let has_parent = self.nodes.borrow()[*element].parent.is_some();
        if has_parent {
            self.append_before_sibling(element, child);
        } else {
            self.append(previous, child);
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn get_template_contents(&self, target: &Id) -> Id {
        *target
    }

    fn same_node(&self, x: &Id, y: &Id) -> bool {
        x == y
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &Id, new: NodeOrText<Id>) {
        if let NodeOrText::AppendNode(id) = &new {
            self.detach(*id);
        }
        let at = {
            let nodes = self.nodes.borrow();
            let parent = nodes[*sibling].parent;
            parent.and_then(|p| nodes[p].children.iter().position(|c| c == sibling).map(|i| (p, i)))
        };
        if let Some((parent, i)) = at {
            self.place(parent, Some(i), new);
        }
    }

    fn add_attrs_if_missing(&self, target: &Id, attrs: Vec<Attribute>) {
        if let Data::Element(_, have) = &mut self.nodes.borrow_mut()[*target].data {
            for a in attrs {
                if have.iter().all(|h| h.name != a.name) {
                    have.push(a);
                }
            }
        }
    }

    fn remove_from_parent(&self, target: &Id) {
        self.detach(*target);
    }

    fn reparent_children(&self, node: &Id, new_parent: &Id) {
        let mut nodes = self.nodes.borrow_mut();
        let children = std::mem::take(&mut nodes[*node].children);
        for &c in &children {
            nodes[c].parent = Some(*new_parent);
        }
        nodes[*new_parent].children.extend(children);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_markup_gives_a_tree() {
        let tree = Tree::parse("<table><p>甲<b>乙<td>丙</table>丁").expect("within limits");
        assert_eq!(tree.text(0).replace(char::is_whitespace, ""), "甲乙丙丁");
    }

    #[test]
    fn bottomless_nesting_is_refused_at_once() {
        let bomb = "<div>".repeat(1 << 20);
        assert_eq!(Tree::parse(&bomb).err().map(|r| r.code), Some("html_depth"));
    }
}
