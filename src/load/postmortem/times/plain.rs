//! Dates and times in the form that most have: `2026-03-02`, `10:14`. They are read without the groups of a pattern, of
//! which the search takes longer than everything else.

/// Year, month and day of a match of the pattern of dates that is written so; `None` of any other.
pub(super) fn date(written: &str) -> Option<(i32, i32, i32)> {
    let mut parts = written.split(['-', '/', '.']);
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let is_date = (4..=6).contains(&year.len()) && [month, day].iter().all(|part| (1..=2).contains(&part.len()));
    let all = [year, month, day].iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    let ends = parts.next().is_none();
    (is_date && all && ends).then_some(())?;
    Some((year.parse().ok()?, month.parse().ok()?, day.parse().ok()?))
}

/// Hour and minute of a match of the pattern of times that is written so, with or without the blank before; `None` of any
/// other.
pub(super) fn clock(written: &str) -> Option<(i32, i32)> {
    let (hour, minute) = written.strip_prefix(' ').unwrap_or(written).split_once(':')?;
    let all = hour.bytes().chain(minute.bytes()).all(|byte| byte.is_ascii_digit());
    ((1..=2).contains(&hour.len()) && minute.len() == 2 && all).then_some(())?;
    Some((hour.parse().ok()?, minute.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::{clock, date};

    #[test]
    fn only_the_common_form_is_read() {
        assert_eq!(date("2026-03-02"), Some((2026, 3, 2)));
        assert_eq!(date("2026/3.02"), Some((2026, 3, 2)));
        for other in ["02/03/2026", "2026-03", "2026-03-02-1", "２０２６-03-02", "2026 March 2", "20260302T10"] {
            assert_eq!(date(other), None, "{other}");
        }
        assert_eq!(clock(" 9:05"), Some((9, 5)));
        for other in ["10:14:02", "10:14 am", "10.14", "  10:14", "10：14", "110:14", "10:1"] {
            assert_eq!(clock(other), None, "{other}");
        }
    }
}
