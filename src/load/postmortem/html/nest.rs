//! Lists and tables: what is inside what, where authors and exporters leave ends out.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::role::{Role, role};
use super::tags::Piece;
use super::{LOOK_AHEAD, Open, Page};

/// An item's end is not looked for behind more quotations than this.
const NEAR: usize = 64;

impl Page<'_> {
    pub(super) fn push(&mut self, open: Open) {
        match open {
            Open::List { .. } => self.state.lists += 1,
            Open::Table { .. } => self.state.tables += 1,
            Open::Quote => self.state.quotes += 1,
            _ => {}
        }
        self.state.open.push(open);
    }

    /// Ends what was opened last.
    fn pop(&mut self, range: &Range<usize>) -> Option<Open> {
        let open = self.state.open.pop()?;
        let event = match open {
            Open::List { .. } => {
                self.state.lists -= 1;
                TagEnd::List(false)
            }
            Open::Item => TagEnd::Item,
            Open::Quote => {
                self.state.quotes -= 1;
                TagEnd::BlockQuote(None)
            }
            Open::Table { .. } => {
                self.state.tables -= 1;
                TagEnd::Table
            }
            Open::Row { head: true } => TagEnd::TableHead,
            Open::Row { head: false } => TagEnd::TableRow,
            Open::Cell => TagEnd::TableCell,
        };
        self.reader.take(Event::End(event), range.clone());
        self.state.block = false;
        self.state.line = false;
        self.state.blank = None;
        Some(open)
    }

    /// Ends everything up to the first that `wanted` is true of, itself included. One has to be open.
    pub(super) fn pop_to(&mut self, range: &Range<usize>, wanted: fn(&Open) -> bool) {
        while self.pop(range).is_some_and(|open| !wanted(&open)) {}
    }

    pub(super) fn open_list(&mut self, ordered: bool, tasks: bool, range: Range<usize>) {
        self.push(Open::List { tasks });
        self.reader.take(Event::Start(Tag::List(ordered.then_some(1))), range);
    }

    pub(super) fn open_item(&mut self, class: &str, range: Range<usize>) {
        self.close_item(&range);
        let tasks = match self.state.open.last() {
            Some(Open::List { tasks }) => *tasks,
            _ => {
                self.open_list(false, false, range.clone());
                false
            }
        };
        self.push(Open::Item);
        self.reader.take(Event::Start(Tag::Item), range.clone());
        if tasks {
            self.ticked(class.split_whitespace().any(|class| class == "checked"), range);
        }
    }

    /// Ends the item of the list that is open, with what is open in it.
    pub(super) fn close_item(&mut self, range: &Range<usize>) {
        let near = self.state.open.iter().rev().take(NEAR);
        let inner = near.take_while(|open| !matches!(open, Open::List { .. } | Open::Table { .. }));
        if inner.filter(|open| **open == Open::Item).count() > 0 {
            self.pop_to(range, |open| *open == Open::Item);
        }
    }

    pub(super) fn open_table(&mut self, role: Role, range: Range<usize>) {
        if self.in_cell() && (role == Role::Table || self.state.nested > 0) {
            self.state.nested += usize::from(role == Role::Table);
            self.boundary(range);
            return;
        }
        match role {
            Role::Table => {
                self.boundary(range.clone());
                self.push(Open::Table { rows: 0 });
            }
            Role::Row => self.open_row(range),
            _ => {
                self.close_until_row(&range);
                if matches!(self.state.open.last(), Some(Open::Table { .. })) {
                    self.open_row(range.clone());
                }
                if matches!(self.state.open.last(), Some(Open::Row { .. })) {
                    self.push(Open::Cell);
                    self.reader.take(Event::Start(Tag::TableCell), range);
                }
            }
        }
    }

    fn open_row(&mut self, range: Range<usize>) {
        self.close_row(&range);
        let Some(Open::Table { rows }) = self.state.open.last_mut() else { return };
        *rows += 1;
        let first = *rows == 1;
        let head = first && self.is_head();
        self.push(Open::Row { head });
        self.reader.take(Event::Start(if head { Tag::TableHead } else { Tag::TableRow }), range);
    }

    fn close_until_row(&mut self, range: &Range<usize>) {
        if self.in_cell() {
            self.pop(range);
        }
    }

    fn close_row(&mut self, range: &Range<usize>) {
        self.close_until_row(range);
        if matches!(self.state.open.last(), Some(Open::Row { .. })) {
            self.pop(range);
        }
    }

    pub(super) fn close_table(&mut self, role: Role, range: Range<usize>) {
        if self.state.nested > 0 {
            self.state.nested -= usize::from(role == Role::Table);
            self.boundary(range);
            return;
        }
        match role {
            Role::Table if self.state.tables > 0 => {
                self.boundary(range.clone());
                self.pop_to(&range, |open| matches!(open, Open::Table { .. }));
            }
            Role::Row => self.close_row(&range),
            Role::Cell => self.close_until_row(&range),
            _ => {}
        }
    }

    /// Is the row that opens here a head? Its cells are all `<th>`; where a table of more than two columns has none,
    /// its first row is the head, as in Markdown.
    fn is_head(&self) -> bool {
        let (mut heads, mut cells) = (0, 0);
        for piece in self.pieces[self.at + 1..].iter().take(LOOK_AHEAD) {
            match piece {
                Piece::Open { name, .. } if role(name) == Role::Cell => {
                    heads += usize::from(*name == "th");
                    cells += 1;
                }
                Piece::Close { name, .. } | Piece::Open { name, .. }
                    if matches!(role(name), Role::Row | Role::Table) =>
                {
                    break;
                }
                _ => {}
            }
        }
        cells > 0 && (heads == cells || (heads == 0 && cells > 2))
    }
}
