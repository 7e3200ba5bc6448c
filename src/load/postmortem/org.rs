//! Org mode → Markdown of the same length, byte for byte, so that every range stays where it is.

/// Is it a file of Org mode, by its name or by the keywords at its head?
pub(super) fn is_org(path: &str, text: &str) -> bool {
    let named = path.rsplit('.').next().is_some_and(|form| form.eq_ignore_ascii_case("org"));
    named || text.lines().take(HEAD).any(|line| keyword(line).is_some_and(|(key, _)| key.eq_ignore_ascii_case("title")))
}

/// The keywords of a file stand in its first lines.
const HEAD: usize = 10;

/// The text with the marks of Markdown in the place of those of Org mode.
pub(super) fn in_markdown(text: &str) -> String {
    let mut markdown = String::with_capacity(text.len());
    let (mut code, mut drawer) = (false, false);
    for line in text.split_inclusive('\n') {
        let words = line.trim_end_matches(['\n', '\r']);
        let bare = words.trim();
        let fence = keyword(bare).map(|(key, _)| key.to_ascii_lowercase()).filter(|key| key.contains('_'));
        let fence = fence.is_some_and(|key| key.starts_with("begin_") || key.starts_with("end_"));
        drawer |= !code && is_drawer(bare) && bare != ":END:";
        let made = if fence {
            code = !code;
            padded("```", words.len())
        } else if code {
            words.to_owned()
        } else if drawer || is_planning(bare) {
            drawer &= bare != ":END:";
            " ".repeat(words.len())
        } else {
            line_in_markdown(words)
        };
        markdown.push_str(&made);
        markdown.push_str(&line[words.len()..]);
    }
    markdown
}

fn line_in_markdown(line: &str) -> String {
    if let Some((key, value)) = keyword(line) {
        let lead = line.len() - value.len();
        // The title of the file, and what else is known of it.
        return if key.eq_ignore_ascii_case("title") {
            padded("#", lead) + value
        } else {
            line.replacen("#+", "  ", 1)
        };
    }
    let stars = line.len() - line.trim_start_matches('*').len();
    let Some(heading) = line[stars..].strip_prefix(' ').filter(|_| stars > 0) else { return timed(line) };
    let task = ["TODO ", "NEXT ", "WAITING ", "STARTED "]
        .iter()
        .find_map(|state| Some(("- [ ]", heading.strip_prefix(state)?)));
    let done = || ["DONE ", "CANCELLED "].iter().find_map(|state| Some(("- [x]", heading.strip_prefix(state)?)));
    match task.or_else(done) {
        Some((mark, words)) => padded(mark, line.len() - words.len()) + words,
        None => "#".repeat(stars) + &line[stars..],
    }
}

/// In a longer line nobody looks for time stamps.
const LINE: usize = 2_000;

/// A line with the weekdays of its time stamps taken out, `[2026-03-02 Mon 10:14]`, and a term set apart: `10:14 :: it failed`.
fn timed(line: &str) -> String {
    let mut made = line.replacen(" :: ", " -  ", 1);
    if line.len() > LINE {
        return made;
    }
    for open in ['[', '<'] {
        let mut from = 0;
        while let Some(at) = made[from..].find(open).map(|at| from + at + 1) {
            let day = at + "2026-03-02 ".len();
            let dated =
                made.as_bytes().get(at..day).is_some_and(|date| date[4] == b'-' && date[7] == b'-' && date[10] == b' ');
            let name =
                made.get(day..).map_or(0, |rest| rest.len() - rest.trim_start_matches(char::is_alphabetic).len());
            if dated && name > 0 {
                made.replace_range(day..day + name, &" ".repeat(name));
            }
            from = at;
        }
    }
    made
}

/// `#+KEY: value`
fn keyword(line: &str) -> Option<(&str, &str)> {
    let rest = line.trim_start().strip_prefix("#+")?;
    let (key, value) = rest.split_once(':').or_else(|| rest.split_once(' ')).unwrap_or((rest, ""));
    key.chars().all(|c| c.is_ascii_alphabetic() || c == '_').then_some((key, value))
}

/// `:PROPERTIES:`
fn is_drawer(line: &str) -> bool {
    let name = line.strip_prefix(':').and_then(|rest| rest.strip_suffix(':'));
    name.is_some_and(|name| !name.is_empty() && name.chars().all(|c| c.is_ascii_uppercase()))
}

/// When a task was closed, or is due.
fn is_planning(line: &str) -> bool {
    ["CLOSED: ", "DEADLINE: ", "SCHEDULED: "].iter().any(|mark| line.starts_with(mark))
}

/// `mark` with blanks behind it, `len` bytes in all.
fn padded(mark: &str, len: usize) -> String {
    format!("{mark:<len$}")
}

#[cfg(test)]
mod tests {
    use super::in_markdown;

    #[test]
    fn marks_of_org_mode_become_those_of_markdown() {
        let text = "#+TITLE: Queue\n#+DATE: 2026-03-02\n* Items\n:PROPERTIES:\n:ID: 7\n:END:\n** DONE Delete it\n   CLOSED: [2026-03-02 Mon]\n** TODO Alert\n#+BEGIN_SRC sh\n* no heading\n#+END_SRC\n- [2026-03-02 Mon 10:14] :: it failed\n";
        let made = in_markdown(text);
        assert_eq!(made.len(), text.len());
        let kept: Vec<String> = made
            .lines()
            .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
            .filter(|line| !line.is_empty())
            .collect();
        let expected = [
            "# Queue",
            "DATE: 2026-03-02",
            "# Items",
            "- [x] Delete it",
            "- [ ] Alert",
            "```",
            "* no heading",
            "```",
            "- [2026-03-02 10:14] - it failed",
        ];
        assert_eq!(kept, expected);
    }
}
