//! Whether a line through the past sees in time what came all at once: `predict_linear(x[6h], 3600) < 0` needs a good part of its six
//! hours to turn.

use super::in_time::lasted;
use super::{Asked, only_compared};
use crate::link::coverage::{Flaw, Rung};
use crate::link::words::WORDS;
use crate::model::expr::{Direction, Expr};
use crate::model::{Alert, shown_millis};

/// Why an alert on a line through the past fires only when all is over, where what it foretells came without a beginning.
pub(super) fn too_flat(alert: &Alert, expr: &Expr, asked: &Asked<'_>) -> Option<Rung> {
    let compared = only_compared(expr)?;
    let to_zero = compared.direction == Direction::Below && compared.threshold == Some(0.0);
    let [selector] = expr.selectors.get(compared.series.clone()).filter(|_| to_zero)? else { return None };
    let (range, ahead) = (selector.range?, expr.horizon()? * 1_000.0);
    let lasted = lasted(asked.incident)?;
    // A story says of many things that they came at once.
    let is_sudden = || WORDS.silences().is_sudden(asked.text).then_some(0.0);
    let fell = WORDS.silences().filled_within(asked.text).or_else(|| WORDS.silences().filled_within(asked.story));
    let fell = fell.map(|seconds| seconds * 1_000.0).or_else(is_sudden)?;
    let turns = until_below_zero(range as f64, ahead, fell) as u64;
    let why = || {
        format!(
            "a line through {} turns below zero {} after the beginning of such a fall at the earliest, for asks for {}, and it was over after {}",
            shown_millis(range),
            shown_millis(turns / 60_000 * 60_000),
            shown_millis(alert.hold),
            shown_millis(lasted)
        )
    };
    let is_late = selector.is_within("predict_linear") && turns + alert.hold > lasted;
    is_late.then(|| Rung::broken(Flaw::Unmoved, why()).at(alert.text.at(compared.span.clone())))
}

/// So finely it is looked for when a line turns.
const STEPS: u32 = 2_000;

/// How long after the beginning of a fall from any level to zero, which takes as long as `fell`, the line of least squares through
/// `range` is below zero so far ahead, all in milliseconds. What falls in a moment gets there soonest: the samples before it weigh
/// towards above.
fn until_below_zero(range: f64, ahead: f64, fell: f64) -> f64 {
    let is_below = |fallen: &f64| {
        // Of a level of one: its integral over the range, and that of its moment.
        let (begins, falls) = (range - fallen, fallen.min(fell));
        let lost = if fell > 0.0 { falls / fell } else { 0.0 };
        let slope = falls * (1.0 - lost / 2.0);
        let sum = begins + slope;
        let moment = begins * begins / 2.0 + begins * slope + falls * falls * (0.5 - lost / 3.0);
        let rises = (moment - sum * range / 2.0) * 12.0 / range.powi(3);
        sum / range + rises * (range / 2.0 + ahead) < 0.0
    };
    let mut fallen = (1..STEPS).map(|step| range * f64::from(step) / f64::from(STEPS));
    fallen.find(is_below).unwrap_or(range)
}

#[cfg(test)]
mod tests {
    use super::until_below_zero;

    /// The same by the line itself, a sample a minute.
    fn by_samples(range: u32, ahead: f64, fell: f64) -> u32 {
        let below = |fallen: &u32| {
            let n = f64::from(range);
            let mean_x = (n - 1.0) / 2.0;
            let value = |at: u32| {
                let since = f64::from(at) - f64::from(range - fallen);
                if since < 0.0 { 1.0 } else { (1.0 - since / fell).max(0.0) }
            };
            let mean: f64 = (0..range).map(value).sum::<f64>() / n;
            let (mut up, mut down) = (0.0, 0.0);
            for at in 0..range {
                let x = f64::from(at) - mean_x;
                up += x * (value(at) - mean);
                down += x * x;
            }
            mean + up / down * (n - 1.0 - mean_x + ahead) < 0.0
        };
        (0..range).find(below).unwrap_or(range)
    }

    #[test]
    fn a_line_turns_as_its_samples_say() {
        let hours = [
            (360, 60.0, 0.01),
            (360, 240.0, 0.01),
            (60, 240.0, 0.01),
            (1440, 60.0, 0.01),
            (1440, 240.0, 35.0),
            (360, 240.0, 120.0),
        ];
        for (range, ahead, fell) in hours {
            let told = until_below_zero(f64::from(range), ahead, fell);
            let counted = f64::from(by_samples(range, ahead, fell));
            assert!((told - counted).abs() <= 2.0, "{range}m, {ahead}m ahead, in {fell}m: {told} and {counted}");
        }
    }
}
