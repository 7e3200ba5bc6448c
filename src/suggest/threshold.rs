//! A threshold that a text gives, put into a rule; its unit test follows, so that it says the same as before.

use super::draft::Draft;
use super::series::{Series, shown};
use super::shape::{Measure, Shape, selector, shape};
use super::words;
use crate::model::expr::Direction;
use crate::promql::{self, NodeKind, Tree};

/// A threshold further than this from the suggested one is not what the sentence was about.
const FURTHEST: f64 = 50.0;

/// The draft with the threshold that `text` gives, where it gives one that fits the rule.
pub(super) fn with_threshold(draft: &Draft, text: &str) -> Option<Draft> {
    let tree = promql::parse(&draft.expr).ok()?;
    let shape = shape(&tree)?;
    let wanted = wanted(&shape, text)?;
    if wanted == shape.threshold || is_read_elsewhere(&tree, &shape) {
        return None;
    }
    let follow = |series: &[Series]| followed(&tree, &shape, wanted, series);
    let (fires, quiet) = (follow(&draft.fires)?, follow(&draft.quiet)?);
    let mut expr = draft.expr.clone();
    expr.replace_range(shape.span.clone(), &written(shape.measure, wanted));
    let (old, new) = (in_words(shape.measure, shape.threshold), in_words(shape.measure, wanted));
    let annotations = draft.annotations.iter().map(|(name, value)| (name.clone(), value.replace(&old, &new)));
    Some(Draft { expr, fires, quiet, annotations: annotations.collect(), ..draft.clone() })
}

/// The threshold in the unit of the expression.
fn wanted(shape: &Shape, text: &str) -> Option<f64> {
    let (said, direction) = words::threshold(text, shape.measure)?;
    let wanted = match shape.measure {
        Measure::Share { unit } => {
            // "Above 90% used" is "below 10% free".
            let turned = direction.is_some_and(|way| way != shape.direction);
            let share = if turned { 1.0 - said } else { said };
            ((share * unit) * 1e9).round() / 1e9
        }
        Measure::Days => said / 86400.0,
        Measure::Left | Measure::Age | Measure::Quantile | Measure::Seconds => said,
    };
    let fits = match shape.measure {
        Measure::Share { unit } => {
            wanted > 0.0 && wanted < unit && (wanted <= unit / 2.0) == (shape.threshold <= unit / 2.0)
        }
        Measure::Left | Measure::Days => shape.direction == Direction::Below,
        Measure::Age | Measure::Quantile | Measure::Seconds => shape.direction == Direction::Above,
    };
    let factor = wanted / shape.threshold;
    (fits && factor < FURTHEST && factor > 1.0 / FURTHEST).then_some(wanted)
}

/// Are the series that have to follow asked for anything else?
fn is_read_elsewhere(tree: &Tree<'_>, shape: &Shape) -> bool {
    let name = |at: usize| selector(tree, at).name.as_ref().map(|name| name.text.to_string());
    let part: Vec<_> = shape.part.iter().map(|&at| name(at)).collect();
    let others = (0..tree.nodes().len()).filter(|at| !shape.part.contains(at) && !shape.whole.contains(at));
    let mut others = others.filter(|&at| matches!(tree.nodes()[at].kind, NodeKind::Selector(_)));
    others.any(|at| part.contains(&name(at)))
}

/// What becomes of a series.
type Change = Box<dyn Fn(&Series) -> Option<Series>>;

/// The series with which the rule does at the wanted threshold what it did at its own.
fn followed(tree: &Tree<'_>, shape: &Shape, wanted: f64, series: &[Series]) -> Option<Vec<Series>> {
    let reads = |selectors: &[usize], it: &Series| selectors.iter().any(|&at| it.is_read_by(selector(tree, at)));
    let (grows, whole): (Vec<bool>, Vec<bool>) =
        series.iter().map(|it| (reads(&shape.part, it), reads(&shape.whole, it))).unzip();
    let (delta, factor) = (wanted - shape.threshold, wanted / shape.threshold);
    let change: Change = match shape.measure {
        Measure::Share { unit } => {
            let factor = growth(shape, (shape.threshold / unit, wanted / unit), (&grows, &whole))?;
            Box::new(move |it| it.scaled(factor))
        }
        Measure::Left => Box::new(move |it| it.shifted(delta)),
        Measure::Age => Box::new(move |it| it.shifted(-delta)),
        Measure::Quantile => Box::new(move |it| it.widened(factor)),
        Measure::Seconds | Measure::Days => Box::new(move |it| it.scaled(factor)),
    };
    let followed = |(it, grows): (&Series, &bool)| if *grows { change(it) } else { Some(it.clone()) };
    series.iter().zip(&grows).map(followed).collect()
}

/// By how much the numerator has to grow, so that it lies as far from the new threshold as from the old one.
fn growth(shape: &Shape, (old, new): (f64, f64), (part, whole): (&[bool], &[bool])) -> Option<f64> {
    let (old, new) = if shape.complement { (1.0 - old, 1.0 - new) } else { (old, new) };
    let both = part.iter().zip(whole).filter(|(part, whole)| **part && **whole).count();
    let of_part = part.iter().filter(|part| **part).count();
    match both {
        0 => Some(new / old),
        // The numerator is counted in the denominator too: what it is to the rest grows with the odds.
        _ if both == of_part => Some((new / (1.0 - new)) / (old / (1.0 - old))),
        _ => None,
    }
}

fn written(measure: Measure, value: f64) -> String {
    let times = |seconds: f64| format!("{} * {seconds}", value / seconds);
    match measure {
        Measure::Left | Measure::Age if value % 86400.0 == 0.0 => times(86400.0),
        Measure::Left | Measure::Age if value % 3600.0 == 0.0 => times(3600.0),
        _ => shown(value),
    }
}

/// As an annotation says it.
fn in_words(measure: Measure, value: f64) -> String {
    match measure {
        Measure::Share { unit } => format!("{}%", shown(value / unit * 100.0)),
        Measure::Days => counted(value, "day"),
        _ if value >= 86400.0 => counted(value / 86400.0, "day"),
        _ if value >= 3600.0 => counted(value / 3600.0, "hour"),
        _ => counted(value, "second"),
    }
}

/// "1 second", "0.5 seconds"
fn counted(value: f64, unit: &str) -> String {
    format!("{} {unit}{}", shown(value), if value == 1.0 { "" } else { "s" })
}
