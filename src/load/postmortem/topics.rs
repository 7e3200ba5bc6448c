//! What each block of a document is about, by the headings, labels and list items that it stands under.

use std::sync::LazyLock;

use super::asks::asks_for_alert;
use super::carried::carry;
use super::cues::CUES;
use super::document::{Block, BlockKind, COLON_LEVEL, Document, slice};
use super::leading::is_order;
use super::remembered::Remembered;
use super::sentences::sentences;
use super::stamped::tells_in_order;
use super::stripped::stripped;
use super::words::{self, Cues};
use crate::model::Text;

const FILE: &str = include_str!(concat!(env!("OUT_DIR"), "/headings.json"));

/// Headings and labels, from `rules/headings.yml`.
pub(super) static HEADINGS: LazyLock<Cues> = LazyLock::new(|| Cues::embedded(FILE));

/// The languages in which headings are known.
pub(in crate::load) fn languages() -> Vec<String> {
    words::languages_of(FILE)
}

/// What stands under a heading or a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Topic {
    /// What began it.
    RootCause,
    /// What made it possible or worse.
    Factors,
    /// What is to be done.
    Actions,
    /// What went wrong, beside the cause.
    Wrong,
    /// What went well.
    Well,
    /// Where there was luck.
    Lucky,
    /// When things happened.
    Timeline,
    /// Whom it hurt.
    Impact,
    /// How it was noticed.
    Detection,
    /// How it ended.
    Resolution,
    /// What happened, in short or at length.
    Summary,
    /// What was learnt.
    Lessons,
    /// Names, links, logs.
    Aside,
}

thread_local! {
    /// The topics of the headings and labels that were last asked about: most documents have the same.
    static TOPICS: Remembered<Option<Topic>> = const { Remembered::new(512) };
}

impl Topic {
    const ALL: [(&'static str, Topic); 14] = [
        ("readers", Topic::Aside),
        ("root-cause", Topic::RootCause),
        ("factors", Topic::Factors),
        ("actions", Topic::Actions),
        ("wrong", Topic::Wrong),
        ("well", Topic::Well),
        ("lucky", Topic::Lucky),
        ("timeline", Topic::Timeline),
        ("impact", Topic::Impact),
        ("detection", Topic::Detection),
        ("resolution", Topic::Resolution),
        ("summary", Topic::Summary),
        ("lessons", Topic::Lessons),
        ("aside", Topic::Aside),
    ];

    /// The topic that a heading or a label announces.
    pub(super) fn of(heading: &str) -> Option<Topic> {
        TOPICS.with(|topics| topics.answer(heading, Topic::read))
    }

    fn read(heading: &str) -> Option<Topic> {
        let bare = stripped(heading);
        if bare.is_empty() || bare.chars().count() > 100 {
            return None;
        }
        // `Remediation, in priority order`
        let lead = || bare.split([',', '(', '（']).next().filter(|lead| lead.len() < bare.len());
        let named = || CUES.find("determiner", &bare).map(|word| &bare[word.end..]);
        let name = HEADINGS.first(&bare).or_else(|| HEADINGS.first(lead()?.trim_end()));
        // `Preventive / follow-up actions`
        let either =
            || bare.split(" / ").skip(1).filter(|part| part.contains([' ', '-'])).find_map(|part| HEADINGS.first(part));
        let name = name.or_else(|| HEADINGS.first(named()?)).or_else(either)?;
        Topic::ALL.iter().find(|(key, _)| *key == name).map(|(_, topic)| *topic)
    }
}

/// What a block is about, and why we think so.
#[derive(Clone, Debug, Default)]
pub(super) struct About {
    /// The topic; `None` where nothing around the block says one.
    pub(super) topic: Option<Topic>,
    /// The heading or label that says so.
    pub(super) because: Option<Text>,
    /// Where what the block says begins in its text: behind its label.
    pub(super) says: usize,
    /// Is the block nothing but a heading of what stands under it?
    pub(super) heading: bool,
}

/// What each block is about, in the order of [`Document::blocks`].
pub(super) fn outline(document: &Document<'_>) -> Vec<About> {
    let sections = section_topics(document);
    let mut outline: Vec<About> = Vec::with_capacity(document.blocks.len());
    let mut led: Option<About> = None;
    for (at, block) in document.blocks.iter().enumerate() {
        let own = own_topic(document, at).filter(|own| {
            match (sections[block.section].topic, own.topic) {
                // `TODO: tell them` in an appendix is a note.
                (Some(Topic::Aside), Some(Topic::Actions)) => own.heading && !is_for_readers(&sections[block.section]),
                (Some(Topic::Actions), Some(topic)) => {
                    !stays_actions(topic) && topic != Topic::Aside && (topic == Topic::Actions || !orders(block, own))
                }
                (Some(Topic::RootCause | Topic::Factors), Some(topic)) => {
                    own.heading || !stays_cause(topic) && !is_sentence(block, own)
                }
                (Some(Topic::Resolution), Some(Topic::Actions)) => !own.because.as_ref().is_some_and(is_taken),
                _ => true,
            }
        });
        let listed = matches!(block.kind, BlockKind::Item { .. } | BlockKind::Row { .. } | BlockKind::Code);
        if !listed || document.blocks[at.saturating_sub(1)].section != block.section {
            led = None;
        }
        // A heading inside an item begins a section of its own.
        let within = block.within.filter(|&item| document.blocks[item].section == block.section);
        let around = match (within, &led) {
            (Some(item), _) => outline[item].clone(),
            (None, Some(led)) => led.clone(),
            (None, None) => sections[block.section].clone(),
        };
        let inherited = About { says: 0, heading: matches!(block.kind, BlockKind::Heading { .. }), ..around };
        let about = own.unwrap_or(inherited);
        if block.within.is_none() && !listed && about.says > 0 && block.text[about.says..].trim().is_empty() {
            led = Some(about.clone());
        }
        outline.push(if leads_aside(block, &about) { sections[block.section].clone() } else { about });
    }
    carry(document, &mut outline);
    tell_causes(document, &mut outline);
    outline
}

/// Does a heading such as "What should you do?" say that readers are meant?
fn is_for_readers(about: &About) -> bool {
    about.because.as_ref().is_some_and(|heading| HEADINGS.first(&stripped(heading)) == Some("readers"))
}

/// Does a paragraph say something of its own, before its last sentence leads to what is beside the point?
fn leads_aside(block: &Block, about: &About) -> bool {
    let leads = block.kind == BlockKind::Paragraph && about.heading && about.says == block.text.len();
    leads && about.topic == Some(Topic::Aside) && sentences(&block.text).len() > 1
}

/// Where no heading speaks of causes, a story of what went wrong tells them; a list of it may hold what was no cause.
fn tell_causes(document: &Document<'_>, outline: &mut [About]) {
    let caused = |about: &About| matches!(about.topic, Some(Topic::RootCause | Topic::Factors));
    let asked = |heading: &Text| CUES.has("asks-what-broke", heading);
    let wrong = |about: &About| about.topic == Some(Topic::Wrong) && about.because.as_ref().is_some_and(asked);
    let listed = |block: &Block| matches!(block.kind, BlockKind::Item { .. } | BlockKind::Row { .. });
    let mut told = outline.iter().zip(&document.blocks).filter(|(about, _)| wrong(about));
    if outline.iter().any(caused) || told.any(|(_, block)| listed(block)) {
        return;
    }
    // Where a sentence elsewhere names the cause, they are what contributed.
    let names = |block: &Block| CUES.has("cause-named", &block.text) && CUES.has("broke", &block.text);
    let prose = |block: &Block| block.kind == BlockKind::Paragraph && names(block);
    let named = outline.iter().zip(&document.blocks).any(|(about, block)| !wrong(about) && prose(block));
    let told = if named { Topic::Factors } else { Topic::RootCause };
    outline.iter_mut().filter(|about| wrong(about)).for_each(|about| about.topic = Some(told));
}

/// A first heading of more words than this is the document's title.
const TITLE: usize = 4;

/// Is it a list of who contributed, and not of what did? `Jane Doe`, and not `Human error`
fn names_people(document: &Document<'_>, section: usize) -> bool {
    let section = &document.sections[section];
    let proper = |word: &str| {
        let mut letters = word.chars().filter(|c| !matches!(c, '-' | '.' | '\'' | '’'));
        letters.next().is_some_and(char::is_uppercase) && letters.all(char::is_alphabetic)
    };
    let named = |block: &Block| {
        let words = block.text.split_whitespace().count();
        (2..=3).contains(&words) && block.text.split_whitespace().all(proper) && !CUES.has("broke", &block.text)
    };
    let blocks = document.blocks[section.blocks.clone()].iter();
    let mut listed = blocks.filter(|block| matches!(block.kind, BlockKind::Item { .. })).peekable();
    CUES.has("who-contributed", &section.heading) && listed.peek().is_some() && listed.all(named)
}

/// The topics of the sections: their own heading's, else that of the section around.
fn section_topics(document: &Document<'_>) -> Vec<About> {
    let mut topics: Vec<About> = Vec::with_capacity(document.sections.len());
    let mut looked_back = false;
    let listed = document.sections.iter().any(|section| CUES.has("action-heading", &section.heading));
    for (at, section) in document.sections.iter().enumerate() {
        let around = section.parent.map(|parent| topics[parent].clone()).unwrap_or_default();
        // Under a time line, sub-headings are its entries, whatever they say.
        let entry = around.topic == Some(Topic::Timeline) && section.heading.starts_with(|c: char| c.is_ascii_digit());
        let lead = if section.level == COLON_LEVEL { led_topic(&section.heading) } else { None };
        // `# Chat was down` is the title, and no section on a chat.
        let first = at == 1 && section.level == 1;
        let title = first && (section.heading.split_whitespace().count() > TITLE || names_a_report(document, at));
        let own = if entry || title { None } else { Topic::of(&section.heading).or(lead) };
        // Where another heads the action items, `Code changes` does so too.
        let made = || listed && CUES.has("made-then", &section.heading);
        let taken = around.topic == Some(Topic::Resolution) && (is_taken(&section.heading) || made());
        let own = own.filter(|topic| !((taken || is_for_readers(&around)) && *topic == Topic::Actions));
        let may_sort = matches!(own, None | Some(Topic::Detection | Topic::Resolution));
        let own = if may_sort && sorts_actions(document, at, &topics) { Some(Topic::Actions) } else { own };
        // What mitigates, after what was learnt: nobody looks back at the end of the incident any more.
        let late = own == Some(Topic::Resolution) && looked_back && CUES.has("mitigation", &section.heading);
        let own = if late { Some(Topic::Actions) } else { own };
        let own = if own == Some(Topic::Factors) && names_people(document, at) { Some(Topic::Aside) } else { own };
        let own = if own == Some(Topic::Wrong) && tells_in_order(document, at) { Some(Topic::Timeline) } else { own };
        topics.push(match own {
            Some(topic) if !stays(around.topic, topic) => {
                About { topic: Some(topic), because: Some(section.heading.clone()), says: 0, heading: false }
            }
            _ => around,
        });
        looked_back |= matches!(topics[at].topic, Some(Topic::Well | Topic::Lucky | Topic::Lessons));
    }
    topics
}

/// A heading of no more words sorts.
const SORTS: usize = 2;

/// Does a short heading beside that of the actions stand above orders only: `## Monitoring` behind `## Prevention`?
fn sorts_actions(document: &Document<'_>, at: usize, topics: &[About]) -> bool {
    let section = &document.sections[at];
    let around = section.parent.map_or(0, |parent| parent + 1);
    let before = (around..at).rev().find(|&before| document.sections[before].parent == section.parent);
    let sibling = before.filter(|&before| document.sections[before].level == section.level);
    let beside = sibling.is_some_and(|before| topics[before].topic == Some(Topic::Actions));
    let short = section.heading.split_whitespace().count() <= SORTS;
    let blocks = &document.blocks[section.blocks.clone()];
    let items = || blocks.iter().filter(|block| matches!(block.kind, BlockKind::Item { .. }));
    let below = blocks.iter().filter(|block| !matches!(block.kind, BlockKind::Heading { .. })).count();
    beside
        && short
        && section.level > 1
        && items().count() == below
        && below > 0
        && items().all(|item| is_order(&item.text))
}

/// Does a heading of how it ended, or a label there, speak of what was done then: `Immediate actions`?
fn is_taken(heading: &Text) -> bool {
    CUES.has("taken", heading)
}

/// Is a first heading such as "Reason for outage (RFO)" the name of the report, below which another heads the cause?
fn names_a_report(document: &Document<'_>, at: usize) -> bool {
    let causes = |heading: &str| Topic::of(heading) == Some(Topic::RootCause);
    let labelled = || document.blocks.iter().any(|block| block.label().is_some_and(|(label, _)| causes(&label)));
    let others = || document.sections[at + 1..].iter().any(|section| causes(&section.heading)) || labelled();
    let heading = &document.sections[at].heading;
    causes(heading) && CUES.has("incident-title", heading) && others()
}

/// May what stands under it be told to be done all the same, though no heading speaks of actions?
pub(super) fn leaves_open(topic: Option<Topic>) -> bool {
    matches!(topic, None | Some(Topic::Summary | Topic::Lessons | Topic::Wrong | Topic::Resolution))
}

/// Does a sub-heading only sort what stands in the section around it? `### Detection` below the actions, or below what went wrong.
fn stays(around: Option<Topic>, topic: Topic) -> bool {
    match around {
        Some(Topic::Actions) => stays_actions(topic),
        Some(Topic::Wrong) => matches!(topic, Topic::Detection | Topic::Resolution),
        _ => false,
    }
}

/// Sub-headings of a section of actions that only sort the actions.
fn stays_actions(topic: Topic) -> bool {
    matches!(topic, Topic::Detection | Topic::Resolution | Topic::Summary | Topic::Impact)
}

/// Is it an item for all that its label says? `- [ ] Alerting gap: add an alert on stale clones`
fn orders(block: &Block, own: &About) -> bool {
    let ticked = matches!(block.kind, BlockKind::Item { task: Some(_), .. });
    let says = &block.text[own.says..];
    !says.trim().is_empty() && (ticked || matches!(block.kind, BlockKind::Item { .. }) && asks_for_alert(says))
}

/// Does a label end as a sentence does, and names what the block tells? `**Monitoring beside what it watches.** Both run on one host.`
fn is_sentence(block: &Block, own: &About) -> bool {
    block.text[..own.says].trim_end().ends_with(['.', '。'])
}

/// Labels inside a section of causes that only sort the causes: `**Problem**: …`, `**Alerting**: …`.
fn stays_cause(topic: Topic) -> bool {
    matches!(topic, Topic::Wrong | Topic::Detection | Topic::Summary)
}

/// The topic that a block announces for itself by its label, or, being an item with others below it, by its words.
fn own_topic(document: &Document<'_>, at: usize) -> Option<About> {
    let block = &document.blocks[at];
    let labelled = matches!(block.kind, BlockKind::Paragraph | BlockKind::Item { .. } | BlockKind::Quote);
    if let BlockKind::Row { header: false, cells, .. } = &block.kind
        && let [label, _] = cells.as_slice()
    {
        let topic = Topic::of(label)?;
        let says = block.text.find(" | ").map_or(0, |bar| bar + 3);
        return Some(About { topic: Some(topic), because: Some(label.clone()), says, heading: false });
    }
    if !labelled {
        return None;
    }
    if let Some((label, says)) = block.label_range() {
        let topic = Topic::of(&block.text[label.clone()])?;
        let because = Some(slice(&block.text, label));
        return Some(About { topic: Some(topic), because, says, heading: block.text[says..].trim().is_empty() });
    }
    if block.within.is_none() && block.kind == BlockKind::Paragraph {
        let topic = plain_heading(document, at)?;
        let because = Some(slice(&block.text, 0..block.text.len()));
        return Some(About { topic: Some(topic), because, says: block.text.len(), heading: true });
    }
    let leads = document.blocks.get(at + 1).is_some_and(|next| next.within == Some(at));
    if leads && block.text.chars().count() <= 60 {
        // `- Why did the failover not work?`, and its answer inside it.
        let asks_why = || (block.text.ends_with('?') && CUES.has("why", &block.text)).then_some(Topic::RootCause);
        let topic = Topic::of(&block.text).or_else(asks_why)?;
        let because = Some(slice(&block.text, 0..block.text.len()));
        return Some(About { topic: Some(topic), because, says: block.text.len(), heading: true });
    }
    None
}

/// The topic of the list below a paragraph, where the paragraph announces one: `Action Items` in a line of its own, or
/// a sentence that ends in a colon (`This was caused by two things:`, `To prevent this we will:`).
fn plain_heading(document: &Document<'_>, at: usize) -> Option<Topic> {
    let block = &document.blocks[at];
    let next = document.blocks.get(at + 1)?;
    let listed = matches!(next.kind, BlockKind::Item { depth: 1, .. } | BlockKind::Row { .. });
    if !listed || next.section != block.section {
        return None;
    }
    let last = block.text.rsplit(['.', '。']).next().unwrap_or_default();
    if last.ends_with([':', '：']) {
        return led_topic(last);
    }
    let short = block.text.split_whitespace().count() <= 4 && !block.text.ends_with(['.', '。']);
    if short { Topic::of(&block.text) } else { None }
}

/// The topic of what a sentence leads to.
fn led_topic(sentence: &str) -> Option<Topic> {
    // "What we do to address the underlying causes:" leads to what is done.
    let leads = [
        ("lead-timeline", Topic::Timeline),
        ("lead-ruled-out", Topic::Aside),
        ("lead-elsewhere", Topic::Aside),
        ("lead-hypothetical", Topic::Aside),
        ("lead-unseen", Topic::Detection),
        ("lead-background", Topic::Aside),
        ("lead-cure", Topic::Actions),
        ("lead-cause", Topic::RootCause),
        ("lead-factors", Topic::Factors),
        ("lead-actions", Topic::Actions),
    ];
    leads.iter().find(|(list, _)| CUES.has(list, sentence)).map(|(_, topic)| *topic)
}
