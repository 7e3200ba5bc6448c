use super::*;

#[test]
fn a_unit_factor_moves_to_the_threshold() {
    let expr = Expr::read("x * 100 > 90").unwrap();
    let comparison = &expr.comparisons[0];
    assert_eq!((comparison.threshold, comparison.direction), (Some(0.9), Direction::Above));
}
