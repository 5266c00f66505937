//! Elements become paragraphs and tables, as a browser sets them.

use html5ever::tendril::StrTendril;

use super::tree::{Data, Id, Tree};
use crate::read::flow::{Block, Grid, GridCell, Para};
use crate::read::limits;

/// Elements that begin and end a paragraph.
const BLOCKS: &[&str] = &[
    "html",
    "body",
    "p",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "section",
    "article",
    "header",
    "footer",
    "main",
    "blockquote",
    "pre",
    "center",
    "form",
    "fieldset",
    "hr",
    "address",
    "figure",
    "figcaption",
    "caption",
    "tr",
    "td",
    "th",
    "tbody",
    "thead",
    "tfoot",
    "details",
    "summary",
    "legend",
    "aside",
    "nav",
];
/// The largest colspan of HTML.
const COLSPAN: u32 = 1000;
/// The largest rowspan of HTML.
const ROWSPAN: u32 = 65_534;

/// The blocks of an element; `skip` names what is left out.
pub fn blocks(tree: &Tree, root: Id, skip: &dyn Fn(Id) -> bool) -> Vec<Block> {
    let mut walk =
        Walk { tree, skip, out: Vec::new(), words: String::new(), blank: Blank::None, heading: None, marker: None, pre: false };
    walk.children(root);
    walk.flush();
    walk.out
}

/// White space that was met and not yet set.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Blank {
    None,
    Space,
    /// With a line end of the source, which sets nothing beside a Chinese character.
    Line,
}

struct Walk<'a> {
    tree: &'a Tree,
    skip: &'a dyn Fn(Id) -> bool,
    out: Vec<Block>,
    /// The paragraph that is being set.
    words: String,
    blank: Blank,
    heading: Option<u8>,
    /// Number of the list item that begins.
    marker: Option<String>,
    /// Inside `<pre>`.
    pre: bool,
}

impl Walk<'_> {
    fn children(&mut self, id: Id) {
        for &child in self.tree.children(id) {
            self.node(child);
        }
    }

    fn node(&mut self, id: Id) {
        let tree = self.tree;
        let name = match tree.nodes.get(id).map(|n| &n.data) {
            Some(Data::Text(words)) => return self.text(words),
            Some(Data::Element(name, _)) => &*name.local,
            _ => return,
        };
        if (self.skip)(id) || is_hidden(tree, id) {
            return;
        }
        match name {
            "br" => {
                self.words.push('\n');
                self.blank = Blank::None;
            }
            "table" => {
                self.flush();
                self.table(id);
            }
            block if BLOCKS.contains(&block) => {
                self.flush();
                let heading = block.strip_prefix('h').and_then(|n| n.parse().ok()).filter(|n| (1..=6).contains(n));
                let outer = (self.heading, self.pre);
                self.heading = heading.or(self.heading);
                self.pre = self.pre || block == "pre";
                if block == "li" {
                    self.marker = marker(tree, id);
                }
                self.children(id);
                self.flush();
                self.marker = None;
                (self.heading, self.pre) = outer;
            }
            _ => self.children(id),
        }
    }

    fn text(&mut self, words: &StrTendril) {
        for c in words.chars() {
            match c {
                '\n' if self.pre => self.words.push('\n'),
                ' ' | '\t' | '\r' | '\n' | '\u{c}' => {
                    self.blank = if c == '\n' || self.blank == Blank::Line { Blank::Line } else { Blank::Space };
                }
                _ => {
                    let before = self.words.chars().next_back();
                    let sets = match (self.blank, before) {
                        (_, None | Some('\n')) | (Blank::None, _) => false,
                        (Blank::Space, _) => true,
                        (Blank::Line, Some(b)) => !is_wide(b) && !is_wide(c),
                    };
                    if sets {
                        self.words.push(' ');
                    }
                    self.blank = Blank::None;
                    self.words.push(if c == '\u{a0}' { ' ' } else { c });
                }
            }
        }
    }

    fn flush(&mut self) {
        self.blank = Blank::None;
        let words = std::mem::take(&mut self.words);
        if words.trim().is_empty() {
            return;
        }
        let marker = self.marker.take();
        let auto_number = marker.is_some();
        let text = marker.unwrap_or_default() + words.trim();
        self.out.push(Block::Para(Para { text, heading: self.heading, auto_number, ..Para::default() }));
    }

    fn table(&mut self, id: Id) {
        let mut rows = Vec::new();
        self.rows(id, &mut rows);
        let count = rows.len() as u32;
        let mut grid = Grid::default();
        // For each column the row up to which a cell above reaches.
        let mut taken: Vec<u32> = Vec::new();
        for (r, cells) in (0u32..).zip(rows) {
            let mut out: Vec<GridCell> = Vec::new();
            let mut col = 0u32;
            for cell in cells {
                while taken.get(col as usize).is_some_and(|&until| until > r) {
                    col += 1;
                }
                if col >= limits::LARGEST_COLUMN {
                    break;
                }
                let number = |name: &str| self.tree.attribute(cell, name).and_then(|v| v.trim().parse::<u32>().ok());
                let colspan = number("colspan").unwrap_or(1).clamp(1, COLSPAN);
                let down = match number("rowspan") {
                    Some(0) => ROWSPAN,
                    n => n.unwrap_or(1).clamp(1, ROWSPAN),
                };
                let rowspan = down.min(count - r);
                let end = (col + colspan) as usize;
                if taken.len() < end {
                    taken.resize(end, 0);
                }
                taken[col as usize..end].fill(r + rowspan);
                let blocks = blocks(self.tree, cell, self.skip);
                out.push(GridCell { col, colspan, rowspan, blocks });
                col += colspan;
            }
            grid.rows.push(out);
        }
        self.out.push(Block::Grid(grid));
    }

    /// The cells of each row of a table, not of tables inside; captions are set as paragraphs at once.
    fn rows(&mut self, id: Id, rows: &mut Vec<Vec<Id>>) {
        let tree = self.tree;
        for &child in tree.children(id) {
            if (self.skip)(child) || is_hidden(tree, child) {
                continue;
            }
            match tree.name(child) {
                "tbody" | "thead" | "tfoot" => self.rows(child, rows),
                "tr" => {
                    let is_cell = |c: &Id| matches!(tree.name(*c), "td" | "th");
                    rows.push(tree.children(child).iter().copied().filter(is_cell).collect());
                }
                "caption" => self.node(child),
                _ => {}
            }
        }
    }
}

fn is_wide(c: char) -> bool {
    c >= '\u{2e80}' || "，。；：、（）《》“”‘’—…".contains(c)
}

/// Whether its own style hides an element.
fn is_hidden(tree: &Tree, id: Id) -> bool {
    let hides = |style: &str| {
        style.split(';').any(|rule| {
            rule.split_once(':').is_some_and(|(name, value)| {
                name.trim().eq_ignore_ascii_case("display") && value.trim().to_ascii_lowercase().starts_with("none")
            })
        })
    };
    tree.attribute(id, "style").is_some_and(hides) && !matches!(tree.name(id), "td" | "th")
}

/// The number that a browser sets before an item of an ordered list.
fn marker(tree: &Tree, item: Id) -> Option<String> {
    let list = tree.nodes.get(item)?.parent?;
    if tree.name(list) != "ol" {
        return None;
    }
    let bare =
        |id| tree.attribute(id, "style").is_some_and(|s| s.to_ascii_lowercase().replace(' ', "").contains("list-style:none"));
    if bare(list) || bare(item) {
        return None;
    }
    let mut number: i64 = tree.attribute(list, "start").and_then(|s| s.trim().parse().ok()).unwrap_or(1) - 1;
    for &child in tree.children(list) {
        if tree.name(child) == "li" {
            number = tree.attribute(child, "value").and_then(|v| v.trim().parse().ok()).unwrap_or(number + 1);
            if child == item {
                break;
            }
        }
    }
    Some(format!("{number}. "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::builder::Builder;
    use crate::read::document::Document;
    use crate::read::flow::Layout;

    fn read(html: &str) -> Document {
        let tree = Tree::parse(html).expect("within limits");
        let mut builder = Builder::new();
        Layout::default().lay(&mut builder, blocks(&tree, 0, &|_| false)).expect("within limits");
        builder.finish()
    }

    #[test]
    fn paragraphs_as_a_browser_sets_them() {
        let doc = read("<p>&nbsp;&nbsp;编制\n<span>16</span>\n名，<b>在职</b> 15\nof 20<br>二、收支</p><div>甲<p>乙</p>丙</div>");
        assert_eq!(doc.text, "编制16名，在职 15 of 20\n二、收支\n甲\n乙\n丙");
        assert_eq!(read("<ol start=3><li>甲<li>乙</ol>").text, "3. 甲\n4. 乙");
    }

    #[test]
    fn spans_leave_their_places_free() {
        let doc = read(
            "<table><tr><td rowspan=2>甲<td colspan=2>乙<tr><td>丙<td>丁<tr><td rowspan=9>戊<td style='display:none'>己<td>庚</table>",
        );
        let shapes: Vec<_> =
            doc.tables[0].cells.iter().map(|c| (doc.words(c.span), c.row, c.col, c.rowspan, c.colspan)).collect();
        let expected = [("甲", 0, 0, 2, 1), ("乙", 0, 1, 1, 2), ("丙", 1, 1, 1, 1), ("丁", 1, 2, 1, 1), ("戊", 2, 0, 1, 1)];
        assert_eq!(shapes[..5], expected);
        assert_eq!(shapes.last(), Some(&("庚", 2, 2, 1, 1)));
    }
}
