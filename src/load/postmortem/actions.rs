//! Action items: bullets, boxes, numbers, rows of tables and paragraphs, wherever a document speaks of what is to be done.

use super::alone;
use super::asks;
use super::assigned::{Assigned, assigned};
use super::cues::{CUES, is_nothing};
use super::document::{Block, BlockKind, COLON_LEVEL, Document, slice};
use super::grouped::{self, Part};
use super::headed;
use super::ideas;
use super::leading::{introduces, is_note, is_order, marked_sections};
use super::mending;
use super::paragraphs::{self, is_action, sections_of_prose};
use super::promised;
use super::repeated;
use super::stamped::begins_with;
use super::standing::{agree, heading_status, noted_status, said_status, status, told_status};
use super::tables::{self, Columns};
use super::times::{Stamp, stamps};
use super::topics::{About, Topic};
use super::untracked;
use crate::model::{ActionItem, ActionKind, Status, Text};

/// A line inside an item that has more words than this says more than how the item stands.
const REMARK: usize = 8;

/// A field of all the items of a list has no more words than this.
const FIELD: usize = 4;

/// An action item and the block it was read from.
#[derive(Debug)]
pub(super) struct Found {
    /// The item.
    pub(super) item: ActionItem,
    /// Index into [`Document::blocks`].
    pub(super) block: usize,
}

/// The action items of a document, in the order of the text.
pub(super) fn read(document: &Document<'_>, outline: &[About]) -> Vec<Found> {
    let mut found = Vec::new();
    let places = Places::of(document, outline);
    let held = tables::held(document);
    let headed = headed::items(document, outline);
    let parts = grouped::parts(document, outline);
    let told = tells_actions(outline);
    // The last item taken on the way down: what stands inside it are its details.
    let mut inside: Vec<bool> = vec![false; document.blocks.len()];
    for ((at, block), about) in document.blocks.iter().enumerate().zip(outline) {
        let outer = block.within;
        inside[at] = outer.is_some_and(|outer| inside[outer]);
        if let Some(part) = parts[at] {
            found.extend(from_part(document, at, part));
            continue;
        }
        if let Some(heading) = &headed[block.section] {
            let opens = matches!(block.kind, BlockKind::Heading { .. });
            if opens {
                found.push(Found { item: from_heading(document, block, heading), block: at });
            } else {
                details(document, at, &mut found);
            }
            continue;
        }
        let alone = || alone::is_item(document, block, about, &held);
        // Boxes below "Detection" and "Mitigation" beside those of "Prevention" are of the same kind.
        let boxed = || {
            // Not all languages begin an order with its verb.
            let order = is_order(&block.text) || !block.text.is_ascii();
            matches!(block.kind, BlockKind::Item { task: Some(_), .. }) && order && leaves_boxes(about.topic)
        };
        let tells = about.topic == Some(Topic::Actions) || (!told && alone()) || (told && boxed());
        if !tells || about.heading {
            continue;
        }
        let items = match &block.kind {
            BlockKind::Item { task, .. } => {
                if task.is_none() && (inside[at] || is_note(block)) || introduces(document, at) {
                    details(document, at, &mut found);
                    continue;
                }
                if is_no_item(block, *task) {
                    continue;
                }
                inside[at] = true;
                Vec::from_iter(from_words(block, about.says, *task))
            }
            _ => places.items(at),
        };
        let items = items.into_iter().filter(|item| !looks_back(item));
        let items = items.map(|item| ActionItem { status: led_status(document, block, about, item.status), ..item });
        found.extend(items.map(|item| Found { item: below_heading(document, block, item), block: at }));
    }
    complete(document, outline, found)
}

/// Where rows and paragraphs are items.
struct Places<'d> {
    document: &'d Document<'d>,
    outline: &'d [About],
    /// By table, what its columns hold.
    columns: Vec<Columns>,
    /// By section: do its paragraphs tell the items?
    prose: Vec<bool>,
    /// By section: see [`marked_sections`].
    marked: Vec<bool>,
    /// By section: see [`paragraphs::sections_of_items`].
    all: Vec<bool>,
}

impl<'d> Places<'d> {
    fn of(document: &'d Document<'d>, outline: &'d [About]) -> Places<'d> {
        let columns = tables::columns(document, outline);
        let prose = sections_of_prose(document, outline);
        let all = paragraphs::sections_of_items(document, outline, &prose);
        Places { document, outline, columns, prose, marked: marked_sections(document), all }
    }

    /// The items that a row or a paragraph of actions tells.
    fn items(&self, at: usize) -> Vec<ActionItem> {
        let (block, about) = (&self.document.blocks[at], &self.outline[at]);
        match &block.kind {
            // `| Follow-up | see below |`
            BlockKind::Row { header: false, .. } if about.says > 0 => {
                // `| Ticket | OPS-417 |` is the document's own.
                let item = from_words(block, about.says, None).filter(|item| !asks::is_ticket(&item.text));
                Vec::from_iter(item.filter(|item| is_action(item, about.says)))
            }
            BlockKind::Row { header: false, cells, table } => {
                let columns = self.columns.get(*table);
                Vec::from_iter(columns.and_then(|columns| from_row(block, cells, columns, about)))
            }
            BlockKind::Paragraph if block.within.is_some() => Vec::new(),
            BlockKind::Paragraph if self.marked[block.section] && about.says == 0 => Vec::new(),
            BlockKind::Paragraph if self.prose[block.section] => {
                let told = paragraphs::items(self.document, block, about.says);
                let plain = || paragraphs::plain(block, about.says).filter(|_| self.all[block.section]);
                if told.is_empty() { Vec::from_iter(plain()) } else { told }
            }
            BlockKind::Paragraph => Vec::from_iter(promised::beside_list(block, about.says)),
            _ => Vec::new(),
        }
    }
}

/// What the items tell of each other, and what prose promises beside them, or instead.
fn complete(document: &Document<'_>, outline: &[About], mut found: Vec<Found>) -> Vec<Found> {
    agree(document, &mut found);
    repeated::leave_out(document, &mut found);
    untracked::leave_out(document, &mut found);
    ideas::leave_out(document, &mut found);
    mending::leave_out(document, &mut found);
    repeated::leave_out_check_list(document, &mut found);
    promised::beside_done(document, outline, &mut found);
    if found.is_empty() { promised::items(document, outline) } else { found }
}

/// The item that a numbered paragraph is.
fn from_part(document: &Document<'_>, at: usize, part: Part) -> Option<Found> {
    let Part::Item(words) = part else { return None };
    let block = &document.blocks[at];
    let item = below_heading(document, block, from_words(block, words, None)?);
    Some(Found { item, block: at })
}

/// May boxes to tick below such a heading be action items, where others are?
fn leaves_boxes(topic: Option<Topic>) -> bool {
    matches!(topic, Some(Topic::Detection | Topic::Resolution | Topic::Lessons | Topic::Wrong))
}

/// Does anything stand under a heading of actions?
fn tells_actions(outline: &[About]) -> bool {
    outline.iter().any(|about| !about.heading && about.topic == Some(Topic::Actions))
}

/// A box of a check list on the document itself, a field of all the items (`- Owner: the shop's team`), or an entry of a
/// time line.
fn is_no_item(block: &Block, task: Option<bool>) -> bool {
    if task.is_some() {
        return CUES.has("paperwork", &block.text);
    }
    // `11:08: restarted the workers` is what was done then, and `Sunday, 3 May` heads such entries.
    let found = stamps(&block.text);
    let timed = |first: &Stamp| first.clock.is_some() || !block.text[first.range.end..].contains(char::is_alphanumeric);
    if begins_with(&block.text, &found) && found.iter().take(1).all(timed) {
        return true;
    }
    let value = |value: &Text| !value.is_empty() && value.split_whitespace().count() <= FIELD;
    let field = block.label().filter(|(_, says)| value(says));
    field.is_some_and(|(label, _)| CUES.has("item-field", &label))
}

/// An item with what the heading that it stands under adds to it.
fn below_heading(document: &Document<'_>, block: &Block, mut item: ActionItem) -> ActionItem {
    item.status = if item.status == Status::Unknown { heading_status(document, block) } else { item.status };
    if item.links.is_empty() {
        item.links = heading_tickets(document, block);
    }
    let goes_on = |outer: &Text| CUES.has("goes-on", outer) && asks::asks_for_alert(outer);
    let inside = || block.within.is_some_and(|outer| goes_on(&document.blocks[outer].text));
    let led = || inside() || is_led(document, block);
    if !item.asks_for_alert && (watches(document, block) || led()) && !asks::refuses(&item.text) {
        item.asks_for_alert = true;
        item.kind = ActionKind::Detect;
    }
    item
}

/// How an item stands by its own words, or by the sentence that leads to its list: `We made these changes:`.
fn led_status(document: &Document<'_>, block: &Block, about: &About, own: Status) -> Status {
    // Of a short one only the words are kept.
    let is_short = document.sections[block.section].level == COLON_LEVEL;
    let leads = |lead: &Text| (is_short || lead.ends_with([':', '：'])) && CUES.has("lead-done", lead);
    let led = own == Status::Unknown && about.because.as_ref().is_some_and(leads);
    if led { Status::Done } else { own }
}

/// Does the line above the list that an item stands in ask for alerts on what follows? It is read as a heading.
fn is_led(document: &Document<'_>, block: &Block) -> bool {
    let heading = &document.sections[block.section].heading;
    asks::asks_for_alert(heading) && CUES.has("goes-on", &format!("{}:", &**heading))
}

/// `The load should have been tested` among actions is a lesson, unless somebody tracks it.
fn looks_back(item: &ActionItem) -> bool {
    !is_tracked(item) && !item.asks_for_alert && !is_order(&item.text) && CUES.has("hindsight", &item.text)
}

/// Does somebody say of an item how far it is, whose, by when, or under which ticket?
pub(super) fn is_tracked(item: &ActionItem) -> bool {
    item.status != Status::Unknown || item.owner.is_some() || item.due.is_some() || !item.links.is_empty()
}

/// An item whose words begin at `says`. `None` where it has none.
pub(super) fn from_words(block: &Block, says: usize, task: Option<bool>) -> Option<ActionItem> {
    let text = slice(&block.text, says.min(block.text.len())..block.text.len());
    if is_nothing(&text) && block.links.is_empty() {
        return None;
    }
    let status = match task {
        Some(true) => Status::Done,
        _ if block.struck => Status::Done,
        Some(false) => Status::Open,
        // `DONE: …`, `TODO: …`
        None => match status(&block.text[..says.min(block.text.len())]) {
            Status::Unknown => said_status(&text),
            told => told,
        },
    };
    Some(item(text, status, block.links.clone()))
}

/// An item that is one sentence of a block.
pub(super) fn from_sentence(block: &Block, text: Text) -> ActionItem {
    let place = text.place;
    let links = block.links.iter().filter(|link| place.range().contains(&link.place.start())).cloned();
    let status = said_status(&text);
    item(text, status, links.collect())
}

/// An item that is a heading, with what the headings around it add.
fn from_heading(document: &Document<'_>, block: &Block, heading: &Text) -> ActionItem {
    let status = if block.struck { Status::Done } else { status(&block.text) };
    below_heading(document, block, item(heading.clone(), status, block.links.clone()))
}

/// `| **Prevention** | | |` sorts the rows below it.
fn sorts_rows(block: &Block, cells: &[Text]) -> bool {
    let mut filled = cells.iter().filter(|cell| !cell.is_empty());
    let (only, none) = (filled.next(), filled.next().is_none());
    let bold = |cell: &Text| block.strong.iter().any(|bold| bold.len() + 1 >= cell.len());
    cells.len() > 2 && none && only.is_some_and(bold)
}

fn from_row(block: &Block, cells: &[Text], columns: &Columns, about: &About) -> Option<ActionItem> {
    if sorts_rows(block, cells) {
        return None;
    }
    let said = |column: Option<usize>| column.and_then(|at| cells.get(at));
    let cell = |column: Option<usize>| said(column).filter(|cell| !is_nothing(cell)).cloned();
    let text = cell(columns.action)?;
    // Here `TODO` says something.
    // `DONE in v2` among the dates.
    let told =
        said(columns.status).map(|cell| told_status(cell)).or_else(|| said(columns.due).map(|cell| status(cell)));
    let status = match told {
        Some(told) if told != Status::Unknown => told,
        _ if block.struck => Status::Done,
        _ => match (status(&text), said(columns.ticket)) {
            // `BUG-12 (DONE)`
            (Status::Unknown, Some(ticket)) if status(ticket) != Status::Unknown => status(ticket),
            (Status::Unknown, _) if columns.status.is_none() => alone::taken(noted_status(cells), about),
            (Status::Unknown, _) => noted_status(cells),
            (status, _) => status,
        },
    };
    let mut links = block.links.clone();
    let ticket = cell(columns.ticket)
        .filter(|ticket| !links.iter().any(|link| ticket.place.range().contains(&link.place.start())));
    links.extend(ticket);
    let kind = cell(columns.kind);
    let told = kind.as_ref().and_then(|kind| asks::told_kind(kind));
    let mut item = item(text, status, links);
    item.owner = cell(columns.owner).or(item.owner);
    // The row is the item: a finding about it underlines its words, but its lines are the row's.
    item.due = cell(columns.due).or(item.due);
    item.kind = told.filter(|_| !item.asks_for_alert).unwrap_or(item.kind);
    if let Some(kind) = kind
        && CUES.has("watch", &kind)
        && !asks::refuses(&item.text)
    {
        item.kind = ActionKind::Detect;
        item.asks_for_alert = true;
    }
    Some(item)
}

fn item(text: Text, status: Status, mut links: Vec<Text>) -> ActionItem {
    for range in asks::bare_links(&text) {
        let place = text.at(range.clone());
        if !links.iter().any(|link| link.place.start() < place.end() && place.start() < link.place.end()) {
            links.push(slice(&text, range));
        }
    }
    links.sort_by_key(|link| link.place);
    let asks_for_alert = asks::asks_for_alert(&text);
    let kind = if asks_for_alert { ActionKind::Detect } else { asks::kind(&text) };
    let Assigned { owner, due } = assigned(&text);
    let [owner, due] = [owner, due].map(|range| Some(slice(&text, range?)));
    ActionItem { text, kind, status, owner, due, links, asks_for_alert, original: None }
}

/// The tickets of the heading that an item stands under: `### Short term (tracked in #40)`.
fn heading_tickets(document: &Document<'_>, block: &Block) -> Vec<Text> {
    let heading = &document.blocks[document.sections[block.section].blocks.start];
    let is_heading = matches!(heading.kind, BlockKind::Heading { .. });
    heading.links.iter().filter(|link| is_heading && link.contains(|c: char| c.is_ascii_digit())).cloned().collect()
}

/// Does an item stand under a heading such as `### Monitoring`? There, "look for stuck pods" asks for a machine to do so.
fn watches(document: &Document<'_>, block: &Block) -> bool {
    let heading = &document.sections[block.section].heading;
    heading.split_whitespace().count() <= 3 && CUES.has("watch", heading)
}

/// A line inside an item that tells its owner, its date or its status: `- Owner: @db-team`, `- This has been done`.
fn details(document: &Document<'_>, at: usize, found: &mut [Found]) {
    let block = &document.blocks[at];
    let inside = |last: &&mut Found| {
        let within = &document.blocks[last.block];
        let headed = matches!(within.kind, BlockKind::Heading { .. }) && within.section == block.section;
        headed || Some(last.block) == block.within
    };
    let Some(last) = found.last_mut().filter(inside) else { return };
    let headed = block.kind == BlockKind::Paragraph && block.within.is_none();
    // `1. **Make a full disk visible.**`, `- Alert before it is full.`
    if is_order(&block.text) && !last.item.asks_for_alert && asks::asks_for_alert(&block.text) {
        last.item.asks_for_alert = true;
    }
    if last.item.status == Status::Unknown && (headed || block.text.split_whitespace().count() <= REMARK) {
        last.item.status = status(&block.text);
    }
    for (label, value) in block.labels().into_iter().filter(|(_, value)| !value.is_empty()) {
        match tables::column_of(&label) {
            Some("column-owner") => last.item.owner = Some(value),
            Some("column-due") => last.item.due = Some(value),
            // `Done: on Monday`
            Some("column-status") if CUES.has("done", &label) && !CUES.has("answer-no", &value) => {
                last.item.status = Status::Done;
            }
            Some("column-status") => last.item.status = told_status(&value),
            Some("column-ticket") => last.item.links.push(value),
            _ => {}
        }
    }
}
