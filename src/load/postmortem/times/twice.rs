//! A time that is told twice, in two zones, is one time: `10:02 UTC (11:02 CET)`, `02:02 PST / 10:02 UTC`.

use super::stamp::{Clock, Day, Stamp};
use super::zone::Zone;

/// Half a day, in minutes. Clocks that are further apart may be on two days.
const HALF_A_DAY: i32 = 720;

/// The stamps of `text` without those that tell the one before again.
pub(super) fn told_once(text: &str, found: Vec<Stamp>) -> Vec<Stamp> {
    let mut kept: Vec<Stamp> = Vec::with_capacity(found.len());
    for stamp in found {
        match kept.last().and_then(|last| both(text, last, &stamp)) {
            Some(one) => {
                kept.pop();
                kept.push(one);
            }
            None => kept.push(stamp),
        }
    }
    kept
}

/// Both as one, where `second` tells `first` in another zone. The first is what it says, unless its zone is none that is
/// known (`9:14am IST (03:44 UTC)`).
fn both(text: &str, first: &Stamp, second: &Stamp) -> Option<Stamp> {
    let gap = text.get(first.range.end..second.range.start).filter(|gap| gap.len() <= 12)?.trim();
    let equal = gap.ends_with('=');
    let gap = gap.trim_end_matches(['=', ' ']);
    let bracket = gap.strip_suffix(['(', '（']);
    let name = bracket.or(gap.strip_suffix('/')).or(equal.then_some(gap))?.trim_end();
    let unknown = is_name(name) && !matches!(first.zone, Zone::Offset(_));
    let end = closed(text, second);
    let is_set_off = if bracket.is_some() { end.is_some() } else { equal || unknown || first.zone != Zone::Unsaid };
    let another = second.zone == Zone::Unclear || second.zone != first.zone;
    let is_elsewhere = second.day == Day::Unsaid && second.zone != Zone::Unsaid && another;
    let apart = (minutes(first.clock?) - minutes(second.clock?)).abs();
    if !(name.is_empty() || unknown) || !is_set_off || !is_elsewhere || apart % 15 != 0 {
        return None;
    }
    let is_known = matches!(second.zone, Zone::Offset(_));
    let told = if unknown && is_known && apart <= HALF_A_DAY { second } else { first };
    let range = first.range.start..end.filter(|_| bracket.is_some()).unwrap_or(second.range.end);
    Some(Stamp { range, clock: told.clock, zone: told.zone.clone(), ..first.clone() })
}

/// Where the bracket ends that `stamp` and its zone fill.
fn closed(text: &str, stamp: &Stamp) -> Option<usize> {
    let behind = &text[stamp.range.end..];
    let zone = behind.len() - behind.trim_start().trim_start_matches(|c: char| c.is_ascii_uppercase()).len();
    let is_filled = zone == 0 || (stamp.zone == Zone::Unclear && is_name(behind[..zone].trim()));
    let bracket = behind[zone..].chars().next().filter(|sign| matches!(sign, ')' | '）'))?;
    is_filled.then_some(stamp.range.end + zone + bracket.len_utf8())
}

/// May it be a zone, though of no offset that is known?
fn is_name(name: &str) -> bool {
    (2..=5).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_uppercase())
}

fn minutes(clock: Clock) -> i32 {
    i32::from(clock.hour) * 60 + i32::from(clock.minute)
}

#[cfg(test)]
mod tests {
    use super::super::stamps;

    fn told(text: &str) -> Vec<String> {
        let of = |stamp: &super::Stamp| {
            let clock = stamp.clock.expect("the cases are times of day");
            format!("{:02}:{:02} in `{}`", clock.hour, clock.minute, &text[stamp.range.clone()])
        };
        stamps(text).iter().map(of).collect()
    }

    #[test]
    fn a_time_in_two_zones_is_one_time() {
        assert_eq!(told("at 10:02 UTC (11:02 CET) it hung"), ["10:02 in `10:02 UTC (11:02 CET)`"]);
        assert_eq!(told("02:02 PST / 10:02 UTC: it hung"), ["02:02 in `02:02 PST / 10:02 UTC`"]);
        assert_eq!(told("06:00 (= 23:00 PT) it slept"), ["06:00 in `06:00 (= 23:00 PT)`"]);
        assert_eq!(told("at 17:14 UTC (9:14am PT)."), ["17:14 in `17:14 UTC (9:14am PT)`"]);
        assert_eq!(told("at 9:14am PT (12:14pm ET)."), ["09:14 in `9:14am PT (12:14pm ET)`"]);
        // IST is one of several zones; the other one tells.
        assert_eq!(told("at 9:14am IST (03:44 UTC)"), ["03:44 in `9:14am IST (03:44 UTC)`"]);
        assert_eq!(told("17:14 (18:14 CET) it hung"), ["17:14 in `17:14 (18:14 CET)`"]);
    }

    #[test]
    fn two_times_stay_two() {
        for text in [
            "10:02 UTC (alert at 10:07 UTC)",
            "10:02 UTC (10:07 UTC)",
            "10:00 / 11:00 CET",
            "10:02 UTC to 11:02 CET",
            "10:02 UTC (11:09 CET)",
        ] {
            assert_eq!(told(text).len(), 2, "{text}");
        }
    }

    #[test]
    fn a_span_may_be_told_twice() {
        let found = stamps("From 10:02 UTC (11:02 CET) to 10:41 UTC (11:41 CET) it failed.");
        assert_eq!(found.iter().map(|stamp| stamp.until).collect::<Vec<_>>(), [false, true]);
    }
}
