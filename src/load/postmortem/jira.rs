//! The notation of Jira and of old wikis of Confluence (`h2. Cause`, `# first`, `||Key||State||`, `{quote}`) → Markdown of the same
//! length, byte for byte, so that every range stays where it is.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::{Captures, Regex};

/// So many headings make it that notation, and not a word of a text.
const HEADINGS: usize = 2;

static HEADING: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?m)^h([1-6])\. ").expect("the pattern is one of ours, and a test runs it"));
/// A macro by itself, or around words: `{quote}`, `{color:red}`, `{panel:title=x}`.
static MACRO: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\{(?:(?:quote|color|panel|info|note|tip|warning|expand|section)(?::[^{}\n]{0,80})?|(?:column|anchor|status):[^{}\n]{0,80})\}")
        .expect("the pattern is one of ours, and a test runs it")
});
/// Those that somebody pastes into Markdown: elsewhere `{note}` is a part of a path.
static PASTED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\{color(?::[^{}\n]{0,80})?\}|\{quote\}").expect("the pattern is one of ours, and a test runs it")
});
static FENCE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?m)^\{(?:code|noformat)(?::[^{}\n]{0,80})?\}")
        .expect("the pattern is one of ours, and a test runs it")
});

/// `text` in Markdown, where it is written so.
pub(super) fn in_markdown(text: Cow<'_, str>) -> Cow<'_, str> {
    let is_wiki = HEADING.find_iter(&text).take(HEADINGS).count() == HEADINGS;
    if !is_wiki && !text.contains("{color:") && !text.contains("{quote}") {
        return text;
    }
    let macros = if is_wiki { &MACRO } else { &PASTED };
    let plain: String = text.split_inclusive('\n').map(|line| without(macros, line)).collect();
    if !is_wiki {
        return Cow::Owned(plain);
    }
    let fence = |found: &Captures<'_>| format!("```{}", " ".repeat(found[0].len() - 3));
    let fenced = FENCE.replace_all(&plain, fence).into_owned();
    Cow::Owned(fenced.split_inclusive('\n').map(line).collect())
}

/// A line of nothing but macros is empty; those among words are tags that say nothing.
fn without<'t>(macros: &Regex, line: &'t str) -> Cow<'t, str> {
    let is_alone = macros.replace_all(line, "").trim().is_empty();
    let bare = |found: &Captures<'_>| match is_alone {
        true => " ".repeat(found[0].len()),
        false => format!("<u{}>", " ".repeat(found[0].len() - 3)),
    };
    macros.replace_all(line, bare)
}

fn line(line: &str) -> Cow<'_, str> {
    if let Some(found) = HEADING.captures(line) {
        // As many bytes as `h2. `: the level is told by three of them at most.
        let level = found[1].parse::<usize>().unwrap_or(1).min(3);
        return Cow::Owned(format!("{:<4}{}", "#".repeat(level), &line[4..]));
    }
    let marks = line.chars().take_while(|mark| *mark == '#').count();
    if (1..=3).contains(&marks) && line[marks..].starts_with(' ') {
        // Items of a numbered list.
        return Cow::Owned(format!("{:>marks$}{}", '*', &line[marks..]));
    }
    Cow::Borrowed(line)
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::in_markdown;

    #[test]
    fn the_notation_of_jira_is_markdown_of_the_same_length() {
        let wiki =
            "h2. Cause\n\n# The {color:red}disk{color} was full.\n## Of logs.\n\nh3. Seen\n{code:sh}\n# df\n{code}\n";
        let markdown = in_markdown(Cow::Borrowed(wiki));
        assert_eq!(markdown.len(), wiki.len());
        assert_eq!(
            markdown,
            "##  Cause\n\n* The <u        >disk<u    > was full.\n * Of logs.\n\n### Seen\n```      \n* df\n```   \n"
        );
        let pasted = "# Cause\n\nThe {color:red}disk{color} of `/x/{note}`.\n";
        assert_eq!(in_markdown(Cow::Borrowed(pasted)), "# Cause\n\nThe <u        >disk<u    > of `/x/{note}`.\n");
        for plain in ["`/users/{status}/{color}`\n", "# h2. is a heading\n\n# Cause\n", "h2. alone\n\n# Cause\n"] {
            assert_eq!(in_markdown(Cow::Borrowed(plain)), plain);
        }
    }
}
