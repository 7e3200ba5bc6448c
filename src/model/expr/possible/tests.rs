use super::{Possible, Presence};
use crate::model::Expr;

fn of(text: &str) -> Possible {
    Expr::read(text).unwrap_or_else(|errors| panic!("{text}: {errors:?}")).possible
}

/// Expressions that can never give anything.
const NEVER: &str = include_str!("never.txt");

/// Expressions that may, and of which nothing else may be said.
const MAY: &str = include_str!("may.txt");

#[test]
fn what_never_holds_is_known() {
    for text in NEVER.lines() {
        assert!(of(text).never.is_some(), "{text}");
    }
}

#[test]
fn what_may_hold_is_left_alone() {
    for text in MAY.lines() {
        assert_eq!(of(text).never, None, "{text}");
    }
}

#[test]
fn the_reason_and_its_place_are_given() {
    let never = of("a > 1 and up > 1").never.expect("it never holds");
    assert_eq!((never.span, never.why.as_str()), (10..16, "it is 0 or 1"));
}

#[test]
fn a_clock_holds_for_its_hours() {
    assert_eq!(of("x > 1 and on() hour() == 3").longest_hold, Some(3_600_000));
    assert_eq!(of("x > 1 and on() (hour() >= 3 < 5)").longest_hold, Some(2 * 3_600_000));
    assert_eq!(of("x > 1 and on() (hour() >= 22 or hour() < 5)").longest_hold, Some(7 * 3_600_000));
    assert_eq!(of("x > 1 and on() (hour() >= 8 and hour() < 20)").longest_hold, Some(12 * 3_600_000));
    assert_eq!(of("x > 1 and on() day_of_week() > 0 < 6").longest_hold, Some(5 * 86_400_000));
    assert_eq!(of("x > 1 and on() 8 < hour()").longest_hold, Some(15 * 3_600_000));
    assert_eq!(of("x > 1 and on() hour() != 3").longest_hold, Some(23 * 3_600_000));
    assert_eq!(of("x > 1 and on() day_of_week() == 1").longest_hold, Some(86_400_000));
    assert_eq!(of("x > 1 and on() hour() >= 0").longest_hold, None);
    assert_eq!(of("x > 1 or on() hour() == 3").longest_hold, None);
    assert_eq!(of("x > 1 unless on() hour() == 3").longest_hold, None);
    assert_eq!(of("max_over_time((hour() == 3)[1d:])").longest_hold, None);
    assert_eq!(of("hour(x) == 3").longest_hold, None);
}

#[test]
fn an_expression_without_a_condition_is_known() {
    for text in ["x", "vector(1)", "sum(rate(x[5m]))", "x > bool 1", "x or y > 1", "x + 1"] {
        assert!(of(text).unconditional, "{text}");
    }
    for text in ["x > 1", "absent(x)", "x and y", "x unless y", "sum(x > 1)", "x > 1 or y > 2", "1 + (x == 2)"] {
        assert!(!of(text).unconditional, "{text}");
    }
}

#[test]
fn what_has_to_be_there_is_known() {
    let missing = |text: &str, gone: &[usize]| {
        of(text).presence(|at| if gone.contains(&at) { Presence::Missing } else { Presence::There })
    };
    assert_eq!(missing("a / b > 1", &[1]), Presence::Missing);
    assert_eq!(missing("a > 1 or b > 1", &[1]), Presence::There);
    assert_eq!(missing("a > 1 or b > 1", &[0, 1]), Presence::Missing);
    assert_eq!(missing("a > 1 unless b", &[1]), Presence::There);
    assert_eq!(missing("absent(a)", &[0]), Presence::There);
    assert_eq!(missing("a > scalar(b)", &[1]), Presence::Unknown);
    assert_eq!(missing("sum(a) or vector(0)", &[0]), Presence::There);
    assert_eq!(missing("topk(3, a) > 1", &[0]), Presence::Missing);
    assert_eq!(missing("histogram_quantile(0.9, sum(a))", &[0]), Presence::Missing);
}

#[test]
fn a_long_chain_does_no_harm() {
    let text = vec!["x"; 20_000].join(" + ");
    assert_eq!(of(&text).never, None);
}
