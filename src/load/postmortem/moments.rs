//! When it began, was noticed, was mitigated and was over: labelled times first, then the time line, then prose.

use super::cues::CUES;
use super::line::Line;
use super::prose::Told;
use super::signs::{Field, SIGNS};
use super::timeline::{Entry, Labelled, Scan};
use super::times::Reading;
use crate::model::Moment;
use crate::source::Place;

/// A time and where it is said.
pub(super) type Seen = (Reading, Place);

/// The four times of an incident.
#[derive(Clone, Debug, Default)]
pub(super) struct Moments {
    /// When it began.
    pub(super) started: Option<Seen>,
    /// When it was noticed.
    pub(super) detected: Option<Seen>,
    /// When the harm was stopped.
    pub(super) mitigated: Option<Seen>,
    /// When it was over.
    pub(super) resolved: Option<Seen>,
    /// Is when it began only the time of a label such as `Date/time`, which may as well be when it was noticed?
    pub(super) loose: bool,
    /// Index into the entries: the one that says it was noticed.
    pub(super) noticed: Option<usize>,
}

/// Durations that the document states, in seconds.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Stated {
    /// How long it lasted.
    pub(super) duration: Option<u64>,
    /// How long until it was noticed.
    pub(super) time_to_detect: Option<u64>,
}

/// The times that `scan` holds. Stated durations help to choose: where two entries lie just that far apart, they are
/// the two that the author measured between.
pub(super) fn moments(scan: &Scan, stated: Stated) -> Moments {
    let mut moments = Moments {
        started: labelled(&scan.labelled, Field::Started),
        detected: labelled(&scan.labelled, Field::Detected),
        mitigated: labelled(&scan.labelled, Field::Mitigated),
        resolved: labelled(&scan.labelled, Field::Resolved),
        loose: false,
        noticed: None,
    };
    from_spans(&mut moments, scan);
    moments.started.take_if(|known| dates_the_paper(known, scan));
    let stated_start = moments.started.clone();
    from_sentence(&mut moments, scan);
    from_prose(&mut moments, scan);
    from_entries(&mut moments, scan, stated);
    if moments.started.is_none() {
        moments.started = told_before(scan);
    }
    measured(&mut moments, stated);
    // `Date: 2026-03-02` above a time line that begins the day before dates the paper, and "from about seven" is no time
    // to hold against the alert of 6:54.
    let weak = |known: &Seen| known.0.clock.is_none() || stated_start.is_none();
    let late = |known: &Seen| moments.detected.as_ref().is_some_and(|noticed| noticed.0.before(&known.0));
    if moments.started.as_ref().is_some_and(|known| weak(known) && late(known)) {
        moments.started = None;
        if stated_start.is_none() && !scan.entries.iter().any(Entry::is_of_time_line) {
            moments.started = first_before(scan, &moments).map(first_time);
        }
    }
    moments
}

/// Is a labelled day later than every hour that is told? `Date: 2026-03-04` is when it was written down.
fn dates_the_paper((day, _): &Seen, scan: &Scan) -> bool {
    let told = scan.told.iter().flat_map(|told| &told.times).chain(scan.entries.iter().map(|entry| &entry.at));
    let mut hours = told.filter(|time| time.clock.is_some() && time.date.is_some()).peekable();
    day.clock.is_none() && hours.peek().is_some() && hours.all(|hour| hour.date < day.date)
}

/// Where it was over just as long after it was noticed as it lasted, it was noticed at once.
fn measured(moments: &mut Moments, stated: Stated) {
    let (Some(lasted), Some(noticed), Some(over)) = (stated.duration, &moments.detected, &moments.resolved) else {
        return;
    };
    let apart = over.0.since(&noticed.0).is_some_and(|seconds| seconds > 0 && seconds.unsigned_abs() == lasted);
    if apart && missing(moments.started.as_ref()) {
        moments.started = Some(noticed.clone());
    }
}

/// A sentence that tells from when to when it was down is the author's own measure, and goes before what the entries
/// of a time line let us guess.
fn from_sentence(moments: &mut Moments, scan: &Scan) {
    // A date that no entry has is a slip of the pen, or tells of another incident.
    let known = |told: &Told| {
        let listed = |entry: &Entry| told.times.iter().any(|time| time.date == entry.at.date);
        scan.entries.is_empty() || scan.entries.iter().any(listed)
    };
    // Days will do where the time line knows no hours.
    let days = scan.entries.iter().all(|entry| entry.at.clock.is_none());
    let clocked = |told: &Told| told.times.len() == 2 && told.times.iter().all(|time| days || time.clock.is_some());
    let whole = |told: &&Told| told.sums_up && clocked(told) && known(told);
    let mut spans: Vec<&Told> = scan.told.iter().filter(whole).collect();
    if spans.is_empty() {
        let listed = |time: &Reading| scan.entries.iter().any(|entry| entry.at.agrees(time));
        spans = scan.told.iter().filter(|told| told.breaks && clocked(told) && told.times.iter().all(listed)).collect();
    }
    let broke: Vec<&Told> = spans.iter().copied().filter(|told| told.breaks).collect();
    // Where several tell a span, only one of them may say that something broke then.
    let (([told], _) | (_, [told])) = (broke.as_slice(), spans.as_slice()) else { return };
    // The entry may say in which zone it was.
    let exact =
        |time: &Reading| scan.entries.iter().map(|entry| &entry.at).find(|at| at.agrees(time)).unwrap_or(time).clone();
    let seen = |at: usize| Some((exact(&told.times[at]), told.place));
    if missing(moments.started.as_ref()) && missing(moments.resolved.as_ref()) {
        moments.started = seen(0);
        moments.resolved = seen(1).filter(|(end, _)| fully_over(scan, end).is_none() && !only_mitigated(scan, end));
    }
}

/// The last sentence that says outright that all was over, where that was later than `end`: "Between 3 and 4 logins failed. All
/// of it was restored on Friday at 9."
fn fully_over<'s>(scan: &'s Scan, end: &Reading) -> Option<&'s Told> {
    scan.told.iter().rev().find(|told| told.ends && end.before(&told.times[0]))
}

/// Does the time line call it mitigated then, and over at a later hour?
fn only_mitigated(scan: &Scan, end: &Reading) -> bool {
    let mut entries = scan.entries.iter().skip_while(|entry| !entry.at.agrees(end));
    let mitigated = entries.next().is_some_and(|entry| SIGNS.mitigates.is_match(&entry.words));
    mitigated && entries.any(|entry| SIGNS.ends.is_match(&SIGNS.ends_not.blanked(&entry.words)))
}

/// Where the entries begin only when it was noticed, the sentence that tells from when on it was broken.
fn told_before(scan: &Scan) -> Option<Seen> {
    let first = &scan.entries.first()?.at;
    let broke = |told: &&Told| told.breaks && !told.notices && (!told.over || told.times.len() == 2);
    let before = |told: &&Told| told.times[0].date.is_some() && told.times[0].date <= first.date;
    let told = scan.told.iter().filter(broke).find(before)?;
    Some((told.times[0].clone(), told.place))
}

/// As the model has it; a time that lies before the beginning cannot have been.
pub(super) fn moment(seen: Option<Seen>, started: Option<&Seen>) -> Option<Moment> {
    let (reading, place) = seen?;
    let backwards = started.is_some_and(|(started, _)| reading.before(started));
    Some(Moment { possible: reading.possible && !backwards, iso: reading.iso, place })
}

pub(super) fn labelled(all: &[Labelled], field: Field) -> Option<Seen> {
    let named = |one: &&Labelled| SIGNS.names(field, &one.label) && !one.times.is_empty();
    // A tracker tells when the ticket was resolved beside when the incident was over.
    let harm = |one: &&Labelled| field == Field::Resolved && one.apart && CUES.has("end-label", &one.label);
    let over = all.iter().filter(named).find(harm);
    let found = over.or_else(|| all.iter().filter(named).find(|one| one.apart)).or_else(|| all.iter().find(named))?;
    // `Reported: 2026-03-02. … Detected 10:20`
    let finer = |one: &&Labelled| {
        let (day, time) = (&found.times[0], &one.times[0]);
        day.clock.is_none() && time.clock.is_some() && time.date == day.date
    };
    let found = all.iter().filter(named).find(finer).unwrap_or(found);
    Some((found.times.first()?.clone(), found.place))
}

/// `Duration: 21:45 to 23:28 UTC`, `Start/End: …`, `Date: 2026-03-02`.
fn from_spans(moments: &mut Moments, scan: &Scan) {
    for one in &scan.labelled {
        let at_start = SIGNS.names(Field::Started, &one.label);
        let named =
            [Field::Detected, Field::Mitigated, Field::Resolved].iter().any(|field| SIGNS.names(*field, &one.label));
        let [first, rest @ ..] = one.times.as_slice() else { continue };
        // `Date: 2026-03-04 20:12` behind the time line is when the paper was written.
        let behind = scan.entries.last().is_some_and(|last| last.place < one.place);
        if !at_start && (named || rest.is_empty() && behind) {
            continue;
        }
        // A span tells more than the one day that may be the paper's.
        let spans = moments.loose && !rest.is_empty();
        if moments.started.as_ref().is_none_or(|(known, _)| known.clock.is_none() && (first.clock.is_some() || spans)) {
            moments.started = Some((first.clone(), one.place));
            moments.loose = !at_start && rest.is_empty();
        }
        let finer = |(known, _): &Seen, end: &Reading| known.clock.is_none() && known.date == end.date;
        if let Some(end) = rest.first().filter(|end| moments.resolved.as_ref().is_none_or(|known| finer(known, end))) {
            moments.resolved = Some((end.clone(), one.place));
        }
    }
}

/// Sentences count only where nothing is listed: they tell of much besides.
fn from_prose(moments: &mut Moments, scan: &Scan) {
    if scan.entries.iter().any(Entry::is_of_time_line) {
        return;
    }
    // A sentence of another day than that of the labels tells of what led to it, or came of it.
    let labelled = [&moments.started, &moments.detected, &moments.resolved].into_iter().flatten();
    let days: Vec<_> = labelled.map(|(time, _)| time.date).collect();
    let fits = |told: &&Told| days.is_empty() || days.contains(&told.times[0].date);
    let told: Vec<&Told> = scan.told.iter().filter(fits).collect();
    if moments.detected.is_none() {
        let noticed = |told: &Told| told.notices && !told.over && told.times.len() == 1;
        let mut clocked = told.iter().copied().filter(|told| noticed(told) && has_hour(told));
        let clocked = clocked.clone().find(|told| told.asked).or_else(|| clocked.next());
        let day = || scan.told.iter().find(|told| noticed(told)).filter(|_| scan.entries.is_empty());
        moments.detected = clocked.or_else(day).map(first_time);
    }
    if missing(moments.started.as_ref()) {
        let began = began_in_prose(moments, scan, &told).map(first_time);
        let known = moments.started.take();
        moments.started = began.filter(|(time, _)| known.is_none() || time.clock.is_some()).or(known);
    }
    if missing(moments.resolved.as_ref()) {
        let mended = || last_mended(moments, scan).map(first_time);
        let over = over_in_prose(scan, &told).or_else(mended);
        let known = moments.resolved.take();
        let fits =
            |(time, _): &Seen| known.as_ref().is_none_or(|(day, _)| time.clock.is_some() && time.date == day.date);
        // What a story tells of the days that led to it did not end it.
        let late = |(time, _): &Seen| moments.started.as_ref().is_none_or(|(began, _)| !time.before(began));
        moments.resolved = over.filter(|over| fits(over) && late(over)).or(known);
    }
}

/// The last sentence of the story that tells with its hour that something was done about it, after all that broke.
fn last_mended<'s>(moments: &Moments, scan: &'s Scan) -> Option<&'s Told> {
    let known = || [&moments.started, &moments.detected].into_iter().flatten();
    let (from, _) = known().find(|(time, _)| time.clock.is_some())?;
    let within = |time: &Reading| time.since(from).is_some_and(|seconds| (1..86_400).contains(&seconds));
    let after = |told: &&Told| known().all(|(time, _)| time.before(&told.times[0]));
    let told =
        scan.told.iter().chain(&scan.passing).filter(|told| told.mends && !told.notices && within(&told.times[0]));
    told.filter(after).max_by_key(|told| told.times[0].since(from))
}

fn first_time(told: &Told) -> Seen {
    (told.times[0].clone(), told.place)
}

fn has_hour(told: &Told) -> bool {
    told.times[0].clock.is_some()
}

/// The first sentence that tells from when to when it was broken.
fn span<'s>(told: &[&'s Told]) -> Option<&'s Told> {
    told.iter().copied().find(|told| told.breaks && told.times.len() == 2)
}

/// The sentence that tells when it began.
fn began_in_prose<'s>(moments: &Moments, scan: &'s Scan, told: &[&'s Told]) -> Option<&'s Told> {
    // "It came back at 11:21, and nobody had been hurt by the outage" tells of the end.
    let ended = |told: &Told| told.over && has_hour(told);
    let mut broken = told.iter().copied().filter(|told| told.breaks && !ended(told));
    let broke = broken.clone().find(|told| !told.over && has_hour(told)).or_else(|| broken.next());
    // "It went unnoticed until 10:34" does not tell when it began, nor does "we told them of the outage at 10:50".
    let seen_by = |(seen, _): &Seen, time: &Reading| seen.agrees(time) || seen.before(time);
    let apart = |told: &&Told| !moments.detected.as_ref().is_some_and(|seen| seen_by(seen, &told.times[0]));
    let before = || broken_before(scan, moments).or_else(|| first_before(scan, moments));
    span(told).or(broke.filter(apart)).or_else(before).or(broke).or_else(|| relapsed(moments, told))
}

/// "At 10:14 it got slow, then fast again, then slow": what broke and came back, before it was noticed.
fn relapsed<'s>(moments: &Moments, told: &[&'s Told]) -> Option<&'s Told> {
    let (noticed, _) = moments.detected.as_ref()?;
    told.iter().copied().find(|told| told.breaks && has_hour(told) && told.times[0].before(noticed))
}

/// The first hour of the story before it was noticed, within a day: "We switched to the new list at 10:14. Ada saw at 10:20 that
/// it was empty."
fn first_before<'s>(scan: &'s Scan, moments: &Moments) -> Option<&'s Told> {
    let (noticed, _) = moments.detected.as_ref().filter(|(noticed, _)| noticed.clock.is_some())?;
    let before = |told: &&Told| {
        let apart = told.times[0].clock.and_then(|_| noticed.since(&told.times[0]));
        apart.is_some_and(|seconds| (1..86_400).contains(&seconds))
    };
    let told = scan.told.iter().filter(|told| told.notices && !told.over).chain(&scan.passing).filter(before);
    told.max_by_key(|told| noticed.since(&told.times[0]))
}

/// When it was over: by the sentence that says so outright, by the end of a span, or by one that says that things work again.
fn over_in_prose(scan: &Scan, told: &[&Told]) -> Option<Seen> {
    let over: Vec<&Told> = told.iter().copied().filter(|told| told.over && has_hour(told)).collect();
    let Some(span) = span(told) else { return last_of_the_day(&over).map(first_time) };
    let end = &span.times[1];
    Some(fully_over(scan, end).map_or_else(|| (end.clone(), span.place), first_time))
}

/// The sentence that tells of what broke before it was noticed, on whatever day.
fn broken_before<'s>(scan: &'s Scan, moments: &Moments) -> Option<&'s Told> {
    let (noticed, _) = moments.detected.as_ref()?;
    let whole = |time: &Reading| time.date.is_some() && time.clock.is_some() && time.before(noticed);
    scan.told.iter().find(|told| told.breaks && !told.notices && !told.over && whole(&told.times[0]))
}

/// Of the sentences that say it was over, the last that says so in so many words; else the last of the same day that does
/// not tell of another failure.
fn last_of_the_day<'t>(over: &[&'t Told]) -> Option<&'t Told> {
    let first = over.first()?;
    let day = |told: &&&Told| {
        let apart = told.times[0].since(&first.times[0]);
        told.times[0].date == first.times[0].date || apart.is_some_and(|seconds| (0..43_200).contains(&seconds))
    };
    let mut same = over.iter().rev().filter(day);
    let ends = over.iter().rev().find(|told| told.ends);
    ends.or_else(|| same.clone().find(|told| !told.breaks)).or_else(|| same.next_back()).copied()
}

/// A label that gives only the day is as good as nothing where the time line knows the hour of that day.
fn missing(known: Option<&Seen>) -> bool {
    known.is_none_or(|(reading, _)| reading.clock.is_none() && reading.possible)
}

/// What the entries of time lines say, for the times that no label gives, or only by their day.
fn from_entries(moments: &mut Moments, scan: &Scan, stated: Stated) {
    let entries = scan.entries.as_slice();
    if entries.is_empty() {
        return;
    }
    let line = Line::of(scan, stated);
    let seen = |at: usize| Some((entries[at].at.clone(), entries[at].place));
    let pair = line.measured();
    let noticed = pair.map(|(_, noticed)| noticed).or_else(|| line.noticed());
    let began = line.began(pair.map(|(began, _)| began), noticed);
    moments.noticed = noticed;
    let outspoken = began.filter(|at| moments.loose && line.marks[*at].begins());
    if let Some(at) = outspoken.filter(|at| entries[*at].at.clock.is_some()) {
        moments.started = seen(at);
    }
    if missing(moments.started.as_ref()) {
        let marked = pair.is_some() || began.is_some_and(|at| line.marks[at].begins());
        let after = || began.and_then(|at| line.told_after(at));
        let told = if marked { None } else { line.told_before(noticed.unwrap_or(0)).or_else(after) };
        // A label that gives the day says more of the beginning than the entry that noticed it, and than any of a later day.
        let later = |(day, _): &Seen, at: usize| {
            entries[at].at.date > day.date && entries.iter().any(|one| one.at.date == day.date)
        };
        let named =
            moments.started.as_ref().is_some_and(|day| began == noticed || began.is_some_and(|at| later(day, at)));
        moments.started = told.or(began.filter(|_| !named).and_then(seen)).or(moments.started.take());
    }
    if let (true, Some(at)) = (missing(moments.detected.as_ref()), noticed) {
        moments.detected = seen(at);
    }
    // "A reader wrote to us at 10:20" above a time line that leaves it out.
    let within = |time: &Reading| entries.last().is_some_and(|last| time.date <= last.at.date && !last.at.before(time));
    let tells = |told: &&Told| told.notices && !told.over && told.times.len() == 1 && has_hour(told);
    let told = || scan.told.iter().filter(tells).find(|told| within(&told.times[0]));
    moments.detected = moments.detected.take().or_else(|| told().map(first_time));
    let first = began.or(noticed).unwrap_or(0);
    if moments.mitigated.is_none() {
        moments.mitigated = (first..entries.len()).find(|&at| line.marks[at].mitigates()).and_then(seen);
    }
    if missing(moments.resolved.as_ref()) {
        // It was not over with the entry that tells of its beginning.
        let over = over_in_entries(&line, moments, first).filter(|at| Some(*at) != began || line.is_over(*at));
        // What was over on the 10th was not over with the fix of the 8th.
        let known = moments.resolved.take();
        let fits = |(over, _): &Seen| !known.as_ref().is_some_and(|(known, _)| over.before(known));
        moments.resolved = over.and_then(seen).filter(fits).or(known);
    }
}

/// Index of the entry of `line` that says it was over, looked for from `first` on.
fn over_in_entries(line: &Line<'_>, moments: &Moments, first: usize) -> Option<usize> {
    let started = moments.started.as_ref().map(|(started, _)| started);
    // What is said to work before anybody had noticed was not over yet, where a later entry says that it was.
    let late = moments.noticed.and_then(|at| line.over(at, started)).filter(|at| line.is_over(*at));
    late.or_else(|| line.over(first, started))
}

/// The first `limit` bytes of `words`, cut between two characters.
pub(super) fn head(words: &str, limit: usize) -> &str {
    let end = (0..=limit.min(words.len())).rev().find(|at| words.is_char_boundary(*at)).unwrap_or(0);
    &words[..end]
}

/// The last `limit` bytes of `words`, cut between two characters.
pub(super) fn tail(words: &str, limit: usize) -> &str {
    let from = words.len().saturating_sub(limit);
    let from = (from..=words.len()).find(|at| words.is_char_boundary(*at)).unwrap_or(words.len());
    &words[from..]
}
