//! Tables that show a quantity by the day: by how much it changed from one row to the next.

use jiff::civil::{Date, date};

use super::{DAY_HOURS, FILE};

/// A year like any other, where none is written: of two days only the time between them counts.
const ANY_YEAR: i16 = 2001;

/// By which part what `is_meant` by the head of a column changed, and in how many hours, in tables whose first column has days. A
/// change within a longer time may have come within a shorter one.
pub(super) fn steps(told: &str, is_meant: impl Fn(&str) -> bool) -> Vec<(f64, f64)> {
    let mut all = Vec::new();
    let mut rows: Vec<Vec<&str>> = Vec::new();
    for line in told.lines().chain([""]) {
        if let Some(row) = line.trim().strip_prefix('|') {
            rows.push(row.trim_end_matches('|').split('|').map(str::trim).collect());
        } else if let Some((heads, rows)) = std::mem::take(&mut rows).split_first() {
            let of_days = heads.first().is_some_and(|head| FILE.days.is_match(head));
            let columns = (1..heads.len()).filter(|at| of_days && is_meant(heads[*at]));
            columns.for_each(|at| all.extend(of_column(rows, at)));
        }
    }
    all
}

/// From each row to the next, with what came in a whole day at least.
fn of_column(rows: &[Vec<&str>], at: usize) -> Vec<(f64, f64)> {
    let read = |row: &Vec<&str>| Some((day(row.first()?)?, value(row.get(at)?)?));
    let values: Vec<(Date, f64)> = rows.iter().filter_map(read).collect();
    let step = |pair: &[(Date, f64)]| {
        let [(before, was), (after, is)] = pair else { return None };
        let days = (*after - *before).get_days();
        let part = (is - was).abs() / was;
        (days > 0 && *was > 0.0 && part < 1.0).then_some((part, f64::from(days) * DAY_HOURS))
    };
    values.windows(2).filter_map(step).collect()
}

/// `2026-03-16`, `16.03.`, `16 mar`, `march 16`.
fn day(cell: &str) -> Option<Date> {
    let cell =
        cell.split_whitespace().filter(|word| word.starts_with(char::is_alphanumeric)).collect::<Vec<_>>().join(" ");
    if let Ok(day) = cell.get(..10).unwrap_or(&cell).parse::<Date>() {
        return Some(day);
    }
    let parts: Vec<&str> = cell.split([' ', '.', '/', ',']).filter(|part| !part.is_empty()).collect();
    let month = |part: &&str| FILE.months.get(&part.chars().take(3).collect::<String>()).copied();
    let number = |part: &&str| part.trim_end_matches(char::is_alphabetic).parse::<i8>().ok();
    let named = parts.iter().find_map(month);
    let numbers: Vec<i8> = parts.iter().filter_map(number).collect();
    let (day, month) = match (named, &numbers[..]) {
        (Some(month), [day, ..]) => (*day, month),
        (None, [day, month, ..]) if cell.contains('.') => (*day, *month),
        _ => return None,
    };
    Date::new(ANY_YEAR, month, day).ok().filter(|day| *day >= date(ANY_YEAR, 1, 1))
}

/// A number alone, or with a word behind it.
fn value(cell: &str) -> Option<f64> {
    let number = cell.trim_matches(['*', '`', '~']).split(' ').next()?;
    number.replace(',', "").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::steps;

    #[test]
    fn a_table_shows_by_how_much_it_changed() {
        for (rows, last) in [
            ("| date | orders |\n|---|---|\n| 2026-03-01 | 1,000 |\n| 2026-03-08 | 900 |", Some((0.1, 168.0))),
            ("| day | orders per hour |\n|---|---|\n| 16 mar | 1000 |\n| 17 mar | 970 |", Some((0.03, 24.0))),
            ("| tag | orders |\n|---|---|\n| 28.02. | 1000 |\n| 02.03. | 970 |", Some((0.03, 48.0))),
            ("| time | orders |\n|---|---|\n| 10:00 | 1000 |\n| 10:05 | 970 |", None),
            ("| day | users |\n|---|---|\n| 16 mar | 1000 |\n| 17 mar | 970 |", None),
        ] {
            let found = steps(rows, |head| head.contains("orders"));
            let rounded = found.last().map(|(part, hours)| ((part * 1_000.0).round() / 1_000.0, *hours));
            assert_eq!(rounded, last, "{rows}");
        }
    }
}
