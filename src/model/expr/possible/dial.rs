//! What a condition asks of the clock: `hour() >= 8 and hour() < 20`.

use jiff::Timestamp;
use jiff::tz::Offset;

use crate::promql::Operator;

const MINUTE: u64 = 60_000;

/// A number that Prometheus reads off the clock, in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dial {
    /// Of the hour, 0 to 59.
    Minute,
    /// Of the day, 0 to 23.
    Hour,
    /// 0, for Sunday, to 6.
    DayOfWeek,
    /// 1 to 31.
    DayOfMonth,
}

impl Dial {
    /// The one that a function reads.
    pub(super) fn of_function(name: &str) -> Option<Dial> {
        Some(match name {
            "minute" => Dial::Minute,
            "hour" => Dial::Hour,
            "day_of_week" => Dial::DayOfWeek,
            "day_of_month" => Dial::DayOfMonth,
            _ => return None,
        })
    }

    fn numbers(self) -> std::ops::RangeInclusive<u32> {
        match self {
            Dial::Minute => 0..=59,
            Dial::Hour => 0..=23,
            Dial::DayOfWeek => 0..=6,
            Dial::DayOfMonth => 1..=31,
        }
    }

    /// How long it shows one number, in milliseconds.
    fn unit(self) -> u64 {
        match self {
            Dial::Minute => MINUTE,
            Dial::Hour => 60 * MINUTE,
            Dial::DayOfWeek | Dial::DayOfMonth => 24 * 60 * MINUTE,
        }
    }

    fn at(self, moment: Timestamp) -> u32 {
        let clock = Offset::UTC.to_datetime(moment);
        let number = match self {
            Dial::Minute => clock.minute(),
            Dial::Hour => clock.hour(),
            Dial::DayOfWeek => clock.weekday().to_sunday_zero_offset(),
            Dial::DayOfMonth => clock.day(),
        };
        u32::try_from(number).unwrap_or_default()
    }
}

/// The numbers at which a condition can hold at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gate {
    dial: Dial,
    /// One bit for each number.
    open: u64,
}

impl Gate {
    /// The numbers that pass `dial op constant`; `None` where all do.
    pub(super) fn new(dial: Dial, op: Operator, constant: f64) -> Option<Gate> {
        let passes = |number: f64| match op {
            Operator::Greater => number > constant,
            Operator::GreaterEqual => number >= constant,
            Operator::Less => number < constant,
            Operator::LessEqual => number <= constant,
            Operator::Equal => number == constant,
            _ => number != constant,
        };
        let open =
            dial.numbers().filter(|&number| passes(f64::from(number))).fold(0, |open, number| open | 1 << number);
        (open != all(dial)).then_some(Gate { dial, open })
    }

    /// Can the condition hold at that moment?
    pub fn is_open(&self, moment: Timestamp) -> bool {
        self.open >> self.dial.at(moment) & 1 == 1
    }

    /// For how long it is open without a break, in milliseconds, at most: after the last number comes the first.
    fn longest(&self) -> u64 {
        let numbers = self.dial.numbers();
        let round = numbers.clone().chain(numbers);
        let run = |(longest, now): (u64, u64), number: u32| {
            let now = if self.open >> number & 1 == 1 { now + 1 } else { 0 };
            (longest.max(now), now)
        };
        round.fold((0, 0), run).0 * self.dial.unit()
    }
}

fn all(dial: Dial) -> u64 {
    dial.numbers().fold(0, |all, number| all | 1 << number)
}

/// The gates of a condition that needs both.
pub(super) fn both(mut left: Vec<Gate>, right: Vec<Gate>) -> Vec<Gate> {
    for gate in right {
        match left.iter_mut().find(|other| other.dial == gate.dial) {
            Some(other) => other.open &= gate.open,
            None => left.push(gate),
        }
    }
    left
}

/// The gates of a condition to which one is enough.
pub(super) fn either(left: &[Gate], right: &[Gate]) -> Vec<Gate> {
    let joined = |gate: &Gate| {
        let other = right.iter().find(|other| other.dial == gate.dial)?;
        let open = gate.open | other.open;
        (open != all(gate.dial)).then_some(Gate { open, ..*gate })
    };
    left.iter().filter_map(joined).collect()
}

/// The longest time, in milliseconds, for which all of them can be open without a break; `None` without any.
pub(super) fn longest(gates: &[Gate]) -> Option<u64> {
    gates.iter().map(Gate::longest).min()
}
