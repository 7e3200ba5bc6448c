//! Whether an alert counts in the unit that its own words name, or those of an item that names it: `rate(x[5m]) > 100` beside "more
//! than 100 a minute" counts seconds.

use super::only_compared;
use crate::link::asked::{in_words, longest_let_pass};
use crate::link::coverage::{Flaw, Rung};
use crate::link::words::WORDS;
use crate::model::expr::{Comparison, Direction, Expr};
use crate::model::{Alert, Exposition, Incident, Text};

/// How many thousandths a whole has.
const THOUSAND: f64 = 1_000.0;

/// Numbers by which a rate is made one of minutes, hours or days.
const FACTORS: [&str; 4] = ["60", "3600", "86400", "1m"];

/// Why an alert fires only far above what its own words say: it compares a rate, which counts seconds.
pub(super) fn other_unit(alert: &Alert, expr: &Expr, incident: &Incident) -> Option<Rung> {
    let compared = only_compared(expr)?;
    let threshold = compared.threshold.filter(|_| compared.direction == Direction::Above && is_rate(compared, expr))?;
    let written = alert.text.get(compared.span.clone())?;
    if FACTORS.iter().any(|factor| written.contains(&format!("* {factor}")) || written.contains(&format!("*{factor}")))
    {
        return None;
    }
    let unit = |text: &Text| {
        let text = text.to_lowercase();
        let mut told = WORDS.per_long().captures_iter(&text);
        told.find(|told| told["n"].parse() == Ok(threshold)).map(|told| told["unit"].to_owned())
    };
    let mut own = alert.comments.iter().chain(alert.annotations.iter().map(|annotation| &annotation.value));
    let mut items =
        incident.action_items.iter().map(|item| &item.text).filter(|item| item.contains(&*alert.name.value));
    let (whose, unit) = own
        .find_map(|text| Some(("its own words speak", unit(text)?)))
        .or_else(|| items.find_map(|text| Some(("the item that names it speaks", unit(text)?))))?;
    let why = format!("{whose} of {threshold} per {unit}, and a rate counts seconds");
    Some(Rung::broken(Flaw::NeverFires, why).at(alert.text.at(compared.span.clone())))
}

/// Why an alert fires a thousand times later than its own words say, or those of an item that names it: it takes seconds for
/// milliseconds.
pub(super) fn in_thousandths(alert: &Alert, expr: &Expr, incident: &Incident) -> Option<Rung> {
    let compared = only_compared(expr)?;
    let threshold = compared.threshold.filter(|_| compared.direction == Direction::Above)?;
    let name = expr.selectors.get(compared.series.clone())?.iter().find_map(|selector| selector.name())?;
    let first = longest_let_pass(alert).filter(|first| (first - threshold).abs() < 1e-9)?;
    let says = |text: &Text| {
        WORDS.reaches().spans(&text.to_lowercase()).iter().any(|told| (told * THOUSAND - first).abs() < 1e-6)
    };
    let own = alert.comments.iter().chain(alert.annotations.iter().map(|annotation| &annotation.value));
    let items = incident.action_items.iter().map(|item| &item.text).filter(|item| item.contains(&*alert.name.value));
    let whose =
        own.map(|text| ("its own words speak", text)).chain(items.map(|text| ("the item that names it speaks", text)));
    let (whose, _) = whose.into_iter().find(|(_, text)| says(text))?;
    let why = format!("{whose} of {}, and {name} counts seconds, not milliseconds", in_words(first / THOUSAND));
    Some(Rung::broken(Flaw::NeverFires, why).at(alert.text.at(compared.span.clone())))
}

/// Why an alert that says itself at how many hundredths it fires never does: it compares a part of one with what counts in
/// hundredths, as a page shows.
pub(super) fn in_hundredths(alert: &Alert, expr: &Expr, pages: &[Exposition]) -> Option<Rung> {
    let compared = only_compared(expr).filter(|it| matches!(it.direction, Direction::Above | Direction::Below))?;
    let share = compared.threshold.filter(|share| *share > 0.0 && *share < 1.0)?;
    let [selector] = expr.selectors.get(compared.series.clone())? else { return None };
    let name = selector.name().filter(|_| selector.range.is_none() && selector.keeps_its_level())?;
    let own = alert.comments.iter().chain(alert.annotations.iter().map(|annotation| &annotation.value));
    let hundredths = share * 100.0;
    let says = |text: &Text| WORDS.reaches().percents(text).any(|told| (told - hundredths).abs() < 1e-6);
    own.into_iter().find(|text| says(text))?;
    let shown: Vec<f64> = pages.iter().flat_map(|page| page.of(name)).map(|series| series.value).collect();
    let counts = !shown.is_empty() && shown.iter().all(|value| *value > 1.0 && *value <= 100.0);
    let why =
        || format!("its own words speak of {hundredths} %, which {name} counts as {hundredths}, and not as {share}");
    (counts && compared.direction == Direction::Below)
        .then(|| Rung::broken(Flaw::NeverFires, why()).at(alert.text.at(compared.span.clone())))
}

fn is_rate(compared: &Comparison, expr: &Expr) -> bool {
    let series = expr.selectors.get(compared.series.clone()).unwrap_or_default();
    let is_rate = |within: &[&str]| within.contains(&"rate") || within.contains(&"irate");
    series.len() == 1 && series.iter().all(|selector| is_rate(&selector.within))
}

#[cfg(test)]
mod tests {
    use super::other_unit;
    use crate::link::sample::{incident, rules};
    use crate::model::Text;

    #[test]
    fn a_rate_counts_seconds() {
        for (expr, words, is_other) in [
            ("sum(rate(mails_failed_total[5m])) > 100", "more than 100 failed mails per minute", true),
            ("sum(rate(mails_failed_total[5m])) > 100", "over 100/min", true),
            ("sum(rate(mails_failed_total[5m])) * 60 > 100", "more than 100 failed mails per minute", false),
            ("sum(rate(mails_failed_total[5m])) > 100", "more than 100 failed mails a second", false),
            ("sum(rate(mails_failed_total[5m])) > 2", "more than 100 failed mails per minute", false),
            ("sum(increase(mails_failed_total[1m])) > 100", "more than 100 failed mails per minute", false),
            ("rate(a_total[5m]) / rate(b_total[5m]) > 5", "5 percent of the calls each minute", false),
        ] {
            let mut rules = rules(&[("A", expr)]);
            let alert = &mut rules.alerts[0];
            alert.comments.push(Text::plain(words, alert.place));
            let rung = other_unit(alert, alert.expr.as_ref().expect("the case parses"), &incident(&[]));
            assert_eq!(rung.is_some(), is_other, "{expr}, {words}");
        }
    }
}
