//! Whether a cause tells of another job than the one that an alert selects, called alike: `redis-sessions` beside `redis-cache`.

use super::Asked;
use super::present::Lookup;
use super::told_targets::words;
use crate::link::coverage::{Flaw, Rung};
use crate::link::modes::sentences;
use crate::model::Alert;
use crate::model::expr::{Expr, Role};

/// A shorter word of a job's name tells nothing.
const SHORTEST: usize = 3;

impl Lookup<'_, '_> {
    /// Why an alert on one job does not see what a cause tells of another one.
    pub(super) fn of_a_sibling(&self, alert: &Alert, expr: &Expr, asked: &Asked<'_>) -> Option<Rung> {
        let mut read = expr.selectors.iter().filter(|selector| selector.role == Role::Reads);
        let only = read.next().and_then(|selector| selector.pinned("job").next())?;
        if !read.all(|selector| selector.pinned("job").any(|job| job == only)) || is_hurt(only, asked) {
            return None;
        }
        let jobs: Vec<&str> = self.all_scrapes()?.map(|(_, scrape)| &*scrape.job).filter(|job| *job != only).collect();
        let text = asked.text.to_lowercase();
        let sibling = jobs.into_iter().find(|other| is_told(&text, other, only))?;
        let why = format!("job=\"{only}\" leaves out {sibling}, which is what the text names");
        Some(Rung::broken(Flaw::Unmoved, why).at(alert.text.place))
    }
}

/// Is it among the services that the incident names?
fn is_hurt(job: &str, asked: &Asked<'_>) -> bool {
    let own = parts(job);
    let names = |service: &str| own.iter().all(|part| service.to_lowercase().contains(part.as_str()));
    asked.incident.services.iter().chain(&asked.incident.affected).any(|service| names(service))
}

/// The words of a job's name, in lower case and without the `s` of several.
fn parts(job: &str) -> Vec<String> {
    let words = job.split(['-', '_', '.', '/']).filter(|part| part.len() >= SHORTEST);
    words.map(|part| single(&part.to_lowercase()).to_owned()).collect()
}

fn single(word: &str) -> &str {
    word.strip_suffix('s').filter(|word| word.len() >= SHORTEST).unwrap_or(word)
}

/// Does the first sentence that tells the two apart speak of `other`?
fn is_told(text: &str, other: &str, job: &str) -> bool {
    let (of_other, of_job) = (parts(other), parts(job));
    let (shared, apart): (Vec<&String>, Vec<&String>) = of_other.iter().partition(|part| of_job.contains(part));
    let own: Vec<&String> = of_job.iter().filter(|part| !of_other.contains(part)).collect();
    if shared.is_empty() || apart.is_empty() || own.is_empty() {
        return false;
    }
    for sentence in sentences(text) {
        let words = words(&text[sentence]);
        let says =
            |part: &&&String| words.iter().any(|word| word.split(['-', '_']).any(|it| single(it) == part.as_str()));
        let all = |parts: &[&String]| parts.iter().all(|part| says(&part));
        match (all(&apart), own.iter().any(|part| says(&part))) {
            (true, false) => return shared.iter().any(|part| says(&part)),
            (false, false) => {}
            (_, true) => return false,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::is_told;

    #[test]
    fn a_text_tells_of_one_of_two_jobs() {
        for (text, is) in [
            ("the redis of the sessions was full. that of the cache was half empty.", true),
            ("redis-sessions was full.", true),
            ("the session redis was full.", true),
            ("the redis of the cache was full, and sessions were lost.", false),
            ("the cache was full. the redis of the sessions was not.", false),
            ("redis was full.", false),
            ("all sessions were lost.", false),
        ] {
            assert_eq!(is_told(text, "redis-sessions", "redis-cache"), is, "{text}");
        }
        assert!(!is_told("the api was down for all users.", "users", "api"));
    }
}
