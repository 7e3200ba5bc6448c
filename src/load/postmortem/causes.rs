//! Root causes and contributing factors: under their headings and labels, and where no heading says them, in the
//! sentences that state a cause.
//!
//! Every statement of the document is weighed, by where it stands and by its words; the few that weigh most are the
//! document's risks. Three good ones beat ten sentences.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::cues::CUES;
use super::document::{BlockKind, Document, slice};
use super::echoes;
use super::episodes;
use super::sentences::sentences;
use super::stated;
use super::stating::{is_bold_statement, may_state, told_before_it_leads};
use super::tables;
use super::topics::{About, Topic};
use super::weight::{beside_others, is_stated, says_why, tells_the_time, weight};
use super::whys;
use crate::model::{Basis, Risk, RiskKind, Text};

/// The most causes and factors that one document gives,
const MOST: usize = 5;
/// and the most where each is an item of a list of factors.
const MOST_LISTED: usize = 12;
/// The most root causes, where they are no headings.
const MOST_ROOTS: usize = 3;
/// The same where each is a heading.
const MOST_HEADED: usize = 9;
/// A statement of less weight is none.
pub(super) const LEAST: i32 = 12;
/// Beside so many others, one that no heading makes a cause
const FEW: usize = 3;
/// needs as much weight as this.
const BESIDE: i32 = 24;
/// So much more weighs what stands below a heading that says "root cause".
const NAMED_ROOT: i32 = 40;
/// So much more weighs the end of a chain of whys.
const LAST_WHY: i32 = 40;
/// So much less weighs the second statement of a paragraph: it has to speak for itself.
const SECOND: i32 = 10;
/// So much less weighs a statement for each one before it under the same topic,
const REPEATED: i32 = 3;
/// and for all of them no more than this.
const REPEATED_MOST: i32 = 30;
/// So much less weighs prose beside causes and factors that headings name.
const TOLD: i32 = 30;
/// So much less weighs each root cause beyond the third where factors stand beside them.
const CROWDED: i32 = 25;
/// A text longer than this is judged by its sentences, not as a whole.
const LONG: usize = 400;

/// A question is not longer than so many characters.
const QUESTION: usize = 160;

/// A statement that may be a cause.
#[derive(Clone, Debug)]
pub(super) struct Statement {
    /// Index into [`Document::blocks`].
    pub(super) block: usize,
    /// Where it stands in the block's text.
    pub(super) range: Range<usize>,
    /// What it stands under.
    pub(super) topic: Option<Topic>,
    /// How much speaks for it.
    pub(super) weight: i32,
    /// Of a report on several incidents, the section of the one that it tells of.
    pub(super) episode: Option<usize>,
    /// Its words, where they go on behind the block.
    pub(super) whole: Option<Text>,
}

/// The causes and factors that the prose of a document states, in the order of the text.
pub(super) fn read(document: &Document<'_>, outline: &[About]) -> Vec<Risk> {
    let mut statements = statements(document, outline);
    weigh_by_headings(document, outline, &mut statements);
    step_back(&mut statements);
    echoes::leave_out(document, outline, &mut statements);
    // What set it off is a factor beside the root cause.
    let is_root = |it: &Statement| it.topic == Some(Topic::RootCause) && !triggers(outline, it);
    if statements.iter().any(is_root) {
        for statement in statements.iter_mut().filter(|it| it.topic == Some(Topic::RootCause) && !is_root(it)) {
            statement.topic = Some(Topic::Factors);
        }
    }
    let mut chosen = choose(document, statements);
    chosen.sort_by_key(|statement| (statement.block, statement.range.start));
    for statement in &mut chosen {
        if statement.topic == Some(Topic::Factors) && CUES.has("root-outright", words_of(document, statement)) {
            statement.topic = Some(Topic::RootCause);
        }
    }
    let rooted = chosen.iter().any(|statement| statement.topic == Some(Topic::RootCause));
    // Beside a stated root cause, prose has to say itself that something broke.
    let tells = |it: &Statement| is_stated(it.topic) || it.episode.is_some() || says_a_fault(document, it);
    chosen.retain(|statement| !rooted || tells(statement));
    // A heading's factors are none of them the root; what the prose says best is, before what nobody saw. Beside them, what
    // was seen at which hour is none.
    let unseen = |statement: &Statement| CUES.has("unseen", words_of(document, statement));
    let factors = chosen.iter().any(|statement| is_stated(statement.topic));
    let explains = |statement: &Statement| {
        let words = words_of(document, statement);
        !factors || says_why(words) || !tells_the_time(words) && !unseen(statement)
    };
    let inferred = chosen.iter().filter(|statement| !is_stated(statement.topic) && explains(statement));
    let best = inferred.map(|statement| (!unseen(statement), rank(document, statement))).max();
    chosen
        .into_iter()
        .map(|statement| {
            let weight = (!unseen(&statement), rank(document, &statement));
            let leads = !rooted && !is_stated(statement.topic) && explains(&statement) && Some(weight) == best;
            risk(document, &outline[statement.block], &statement, leads)
        })
        .collect()
}

/// Does it stand below "Trigger"?
fn triggers(outline: &[About], statement: &Statement) -> bool {
    let heading = outline[statement.block].because.as_ref();
    statement.topic == Some(Topic::RootCause) && heading.is_some_and(|heading| CUES.has("trigger-named", heading))
}

/// All statements of the document that may be causes, in the order of the text.
fn statements(document: &Document<'_>, outline: &[About]) -> Vec<Statement> {
    let steps = whys::steps(document, outline);
    // The last of nested whys is no detail of the first.
    let last: BTreeSet<usize> = whys::roots(document, outline).into_iter().collect();
    let stated = stated::read(document, outline);
    let episodes = episodes::told(document);
    let mut statements: Vec<Statement> = Vec::new();
    for (at, about) in outline.iter().enumerate() {
        if steps.symptoms.contains(&at) || stated.part[at] || is_of_people(&document.blocks[at].text) {
            continue;
        }
        let about = if steps.on_the_way.contains(&at) {
            &About { topic: Some(Topic::Factors), ..about.clone() }
        } else {
            about
        };
        if let Some(whole) = &stated.causes[at] {
            let row = matches!(document.blocks[at].kind, BlockKind::Row { .. });
            let topic = match about.topic {
                _ if stated.confirmed.contains(&at) => Some(Topic::RootCause),
                topic if row && !is_stated(topic) => Some(Topic::Factors),
                topic => topic,
            };
            statements.extend(statement_over(whole, topic, at));
        } else if !stated.one_of[at] && (last.contains(&at) || may_state(document, outline, at)) {
            let section = document.blocks[at].section;
            let episode = Some(section).filter(|section| episodes[*section] && episodes::leaves_open(about.topic));
            let about = if episode.is_some() { &About { topic: None, ..about.clone() } } else { about };
            statements.extend(statements_of(document, about, at, episode));
        }
    }
    statements
}

/// Does it name people, and say nothing of them: `@ada https://code.example.com/ada`?
fn is_of_people(text: &str) -> bool {
    let is_handle = |word: &str| word.starts_with('@') || word.starts_with("http");
    text.trim_start().starts_with('@') && text.split_whitespace().all(is_handle)
}

/// What a heading that says "root cause" makes of the statements: those below it weigh more, and so does the end of a chain
/// of whys.
fn weigh_by_headings(document: &Document<'_>, outline: &[About], statements: &mut Vec<Statement>) {
    let roots = whys::roots(document, outline);
    // Others may be told of the fault, of the trigger and of what made it worse.
    let named = |statement: &Statement| {
        let heading = outline[statement.block].because.as_ref();
        is_stated(statement.topic) && heading.is_some_and(|heading| CUES.has("root-named", heading))
    };
    // Below "Diagnosis", what was tried and what was seen stand beside them as well.
    if statements.iter().any(named) {
        let tells = |statement: &Statement| {
            let answers = statement.whole.is_some() || roots.contains(&statement.block);
            answers || stated::tells_a_fault(words_of(document, statement))
        };
        // "Trigger" asks for the one thing that set it off, whatever its words are.
        let keeps = |it: &Statement| named(it) || triggers(outline, it) || tells(it);
        statements.retain(|it| it.topic != Some(Topic::RootCause) || keeps(it));
        let beside = |it: &&mut Statement| it.topic == Some(Topic::RootCause) && it.whole.is_none() && !named(it);
        for it in statements.iter_mut().filter(beside).filter(|it| !roots.contains(&it.block)) {
            it.topic = Some(Topic::Factors);
        }
    }
    for statement in statements {
        if roots.contains(&statement.block) {
            statement.weight += LAST_WHY;
        }
        if named(statement) {
            statement.weight += NAMED_ROOT;
        }
    }
}

/// Where headings name both the root cause and what contributed, prose elsewhere has little to add.
fn step_back(statements: &mut [Statement]) {
    let under = |topic: Topic| statements.iter().any(|statement| statement.topic == Some(topic));
    if under(Topic::RootCause) && under(Topic::Factors) {
        let inferred = statements.iter_mut().filter(|statement| !is_stated(statement.topic));
        inferred.for_each(|statement| statement.weight -= TOLD);
    }
}

/// How many may weigh more than a statement that is no item of a list of factors: more where it is a heading.
fn most(document: &Document<'_>, statement: &Statement) -> usize {
    let is_heading = matches!(document.blocks[statement.block].kind, BlockKind::Heading { .. });
    if is_heading { MOST_HEADED } else { MOST }
}

/// Is it an item of a list of causes or factors?
fn is_listed(document: &Document<'_>, statement: &Statement) -> bool {
    is_stated(statement.topic) && matches!(document.blocks[statement.block].kind, BlockKind::Item { .. })
}

pub(super) fn words_of<'d>(document: &'d Document<'_>, statement: &Statement) -> &'d str {
    &document.blocks[statement.block].text[statement.range.clone()]
}

fn says_a_fault(document: &Document<'_>, statement: &Statement) -> bool {
    if statement.whole.is_some() {
        return true;
    }
    let words = words_of(document, statement);
    // What went wrong has to say that it did.
    let broke = statement.topic == Some(Topic::Wrong) && CUES.has("broke", words);
    let seen = CUES.has("symptom", words) && !CUES.has("cause-named", words);
    broke || (says_why(words) || CUES.has("unseen", words)) && !seen
}

/// The best statement of a block; of a long paragraph about causes the best two.
fn statements_of(document: &Document<'_>, about: &About, at: usize, episode: Option<usize>) -> Vec<Statement> {
    let block = &document.blocks[at];
    let label = about.says.min(block.text.len());
    let says = if about.heading && !is_bold_statement(block) {
        0..told_before_it_leads(block)
    } else {
        behind_question(&block.text, label)..block.text.len()
    };
    // What answers a why is a factor, wherever it stands.
    let story = matches!(about.topic, None | Some(Topic::Summary | Topic::Detection));
    let why = says.start > label && story && CUES.has("why", &block.text[label..says.start]);
    let topic = if why { Some(Topic::Factors) } else { about.topic };
    let whole = !matches!(block.kind, BlockKind::Paragraph) && says.len() <= LONG;
    let from = says.start;
    let pieces = if whole {
        vec![says]
    } else {
        let cut = sentences(&block.text[says.clone()]).into_iter();
        let cut = cut.map(|piece| piece.start + says.start..piece.end + says.start).collect();
        if episode.is_some() { episodes::going_on(&block.text, cut) } else { cut }
    };
    let statement = |range: Range<usize>| {
        let weight = weight(&block.text[range.clone()], topic)?;
        Some(Statement { block: at, range, topic, weight, episode, whole: None })
    };
    let mut found: Vec<Statement> = pieces.into_iter().filter_map(statement).collect();
    let opening = found.first().map(|statement| statement.range.clone());
    found.sort_by_key(|statement| (-statement.weight, statement.range.start));
    let several = matches!(topic, Some(Topic::Summary | Topic::RootCause | Topic::Factors) | None);
    found.truncate(if several { 2 } else { 1 });
    if let [first, second] = found.as_mut_slice() {
        second.weight -= SECOND;
        if second.weight < first.weight / 2 && !says_why(&block.text[second.range.clone()]) {
            found.pop();
        } else if is_stated(topic) {
            // Two sentences of one paragraph under a heading of causes tell one cause.
            first.range = first.range.start.min(second.range.start)..first.range.end.max(second.range.end);
            found.pop();
        }
    }
    if topic == Some(Topic::RootCause) {
        for statement in &mut found {
            let begins = begin(&block.text, &statement.range, from);
            // What is said first below "Root cause" is mostly it, and what follows explains.
            let opening = opening.as_ref().filter(|opening| statement.range.end - opening.start <= 2 * LONG);
            statement.range.start = opening.map_or(begins, |opening| opening.start.min(begins));
        }
    }
    found
}

/// Where a statement begins with the sentence that it goes on about: `The driver retried at once. This filled the store.`
fn begin(text: &str, range: &Range<usize>, says: usize) -> usize {
    if says >= range.start || !CUES.has("refers-back", &text[range.clone()]) {
        return range.start;
    }
    let before = sentences(&text[says..range.start]).pop().map(|before| says + before.start);
    before.unwrap_or(range.start)
}

/// A cause that goes on in the blocks below, or is one cell of its row.
fn statement_over(whole: &Text, topic: Option<Topic>, at: usize) -> Option<Statement> {
    let weight = weight(whole, topic)?;
    Some(Statement { block: at, range: 0..0, topic, weight, episode: None, whole: Some(whole.clone()) })
}

/// Where the answer begins: `5. Why did nobody notice? Nothing watched the queue.`
fn behind_question(text: &str, from: usize) -> usize {
    let mut marks = text[from..].match_indices(['?', '？']);
    let Some((at, mark)) = marks.next() else { return from };
    let answer = from + at + mark.len();
    let lead = text[answer..].chars().take_while(|c| !c.is_alphanumeric()).map(char::len_utf8).sum::<usize>();
    let asks = text[from..answer].chars().count() <= QUESTION && !text[from..answer].contains(['.', '。']);
    if asks && answer + lead < text.len() { answer + lead } else { from }
}

/// The statements that weigh most. Each further one of the same topic weighs less, so that a long list of factors does
/// not hide what the summary says.
fn choose(document: &Document<'_>, mut statements: Vec<Statement>) -> Vec<Statement> {
    let factors = statements.iter().any(|statement| statement.topic == Some(Topic::Factors));
    let mut before: BTreeMap<Option<Topic>, i32> = BTreeMap::new();
    for statement in &mut statements {
        // In the order of the text: what is said first is mostly what matters.
        let before = before.entry(statement.topic).or_default();
        statement.weight -= (*before * REPEATED).min(REPEATED_MOST);
        // A long section about the root cause leaves places to its factors.
        if factors && statement.topic == Some(Topic::RootCause) {
            statement.weight -= (*before - 2).max(0) * CROWDED;
        }
        *before += 1;
    }
    statements.sort_by_key(|it| (-rank(document, it), it.block, it.range.start));
    statements.retain(|it| it.weight >= if it.episode.is_some() { 0 } else { LEAST });
    let mut before = 0..;
    statements.retain(|statement| {
        let few = before.next().is_none_or(|others| others < FEW);
        few || is_stated(statement.topic) || statement.weight >= BESIDE || statement.episode.is_some()
    });
    let root = root_beside_factors(document, &statements);
    // The first that tells what nothing watched keeps a place beside a full section of causes.
    let mut blind = false;
    let mut episodes: BTreeSet<usize> = BTreeSet::new();
    let (mut all, mut stated, mut roots) = (0, 0, 0);
    statements.retain(|statement| {
        // Of a long section below "Root cause", the rest explains what was said before.
        let is_root = statement.topic == Some(Topic::RootCause) && !is_listed(document, statement);
        roots += usize::from(is_root);
        let explains = is_root && roots > MOST_ROOTS && most(document, statement) < MOST_HEADED;
        // What prose says beside it takes no place of a list of factors.
        let fits = if is_listed(document, statement) { stated < MOST_LISTED } else { all < most(document, statement) };
        all += 1;
        stated += usize::from(is_stated(statement.topic));
        let keeps = !blind && all <= MOST_LISTED && CUES.has("unseen", words_of(document, statement));
        blind |= keeps;
        // The best of each incident that a report tells of.
        if let Some(episode) = statement.episode {
            return all <= MOST_LISTED && episodes.insert(episode);
        }
        (fits || keeps) && !explains || Some((statement.block, statement.range.start)) == root
    });
    statements
}

/// How much speaks for a statement beside others: more where it names what breaks.
fn rank(document: &Document<'_>, statement: &Statement) -> i32 {
    statement.weight + beside_others(words_of(document, statement), statement.topic)
}

/// Where the statement stands that may be the root beside a long list of factors, none of which is one: the first by
/// weight that says why, or what broke.
fn root_beside_factors(document: &Document<'_>, statements: &[Statement]) -> Option<(usize, usize)> {
    if statements.iter().any(|statement| statement.topic == Some(Topic::RootCause)) {
        return None;
    }
    let may_be = |statement: &&Statement| {
        let words = words_of(document, statement);
        !is_stated(statement.topic) && (says_why(words) || CUES.has("broke", words)) && !CUES.has("unseen", words)
    };
    statements.iter().find(may_be).map(|statement| (statement.block, statement.range.start))
}

fn risk(document: &Document<'_>, about: &About, statement: &Statement, leads: bool) -> Risk {
    let own = || slice(&document.blocks[statement.block].text, statement.range.clone());
    let text = statement.whole.clone().unwrap_or_else(own);
    let under = about.because.as_ref().map(|heading| heading.value.as_str());
    let (kind, basis) = match statement.topic {
        Some(Topic::RootCause) => (RiskKind::RootCause, Basis::Stated),
        Some(Topic::Factors) => (RiskKind::ContributingFactor, Basis::Stated),
        _ if leads || CUES.has("root-outright", &text) => (RiskKind::RootCause, Basis::Inferred),
        _ => (RiskKind::ContributingFactor, Basis::Inferred),
    };
    let row = matches!(document.blocks[statement.block].kind, BlockKind::Row { .. });
    let because = match (basis, under) {
        (Basis::Stated, _) if row && statement.whole.is_some() => "it stands in a column of causes".to_owned(),
        (Basis::Stated, Some(heading)) => format!("it stands under “{heading}”"),
        (Basis::Stated, None) => "it answers a why".to_owned(),
        _ => because(&text),
    };
    let alerts = if row { tables::guards(document, statement.block) } else { Vec::new() };
    Risk { kind, basis, id: None, text, because, alerts, monitors: Vec::new(), item: None, original: None }
}

/// The words by which a sentence was taken for a cause.
fn because(words: &str) -> String {
    let cue = ["cause-named", "cause", "broke"].into_iter().find_map(|list| CUES.find(list, words));
    cue.map_or_else(|| "it says what went wrong".to_owned(), |cue| format!("the sentence says “{}”", &words[cue]))
}
