//! What site generators add to Markdown (MkDocs, Quarto, Docusaurus, MyST, Jekyll) → Markdown of the same length, byte
//! for byte, so that every range stays where it is.

use std::borrow::Cow;

/// Directives of MyST whose content is words of the document.
const ADMONITIONS: [&str; 9] =
    ["note", "warning", "tip", "important", "admonition", "caution", "danger", "hint", "attention"];

/// Tags that only lay out: alone on a line, right before words, they would make HTML of the whole list below.
const LAYOUT: [&str; 11] = ["br", "hr", "a", "div", "p", "center", "span", "details", "section", "font", "img"];

/// `text` with the marks of folds, tabs, notes and attributes, and tags that only lay out, taken out of the way; what
/// stands inside them stays.
pub(super) fn cleared(text: &str) -> Cow<'_, str> {
    let marks = ["=== \"", "!!! ", "???", ":::", "{:", "```{", "~~~{", "[TOC]", "[[_TOC_]]", "\n<"];
    if !marks.iter().any(|mark| text.contains(mark)) {
        return Cow::Borrowed(text);
    }
    let mut cleared = String::with_capacity(text.len());
    let mut fence = Fence::default();
    let mut open = true;
    let mut lines = text.split_inclusive('\n').peekable();
    let mut page = Page::of(text);
    while let Some(line) = lines.next() {
        let words = line.trim_end_matches(['\n', '\r']);
        if page.goes_on(words, cleared.len()) && words.trim().is_empty() {
            // An empty line would end it.
            cleared.extend(std::iter::repeat_n(' ', line.len()));
            continue;
        }
        if let Some(unfolded) = fence.open.is_none().then(|| unfolded(words)).flatten() {
            cleared.push_str(&unfolded);
            cleared.push_str(&line[words.len()..]);
            open = true;
            continue;
        }
        let next = lines.peek().map_or("", |next| next.trim());
        let lays_out = open && !next.is_empty() && !next.starts_with('<') && is_layout(words.trim());
        open = words.trim().is_empty() || words.starts_with('#') || lays_out;
        match fence.take(words) {
            Inside::Text if lays_out => cleared.extend(std::iter::repeat_n(' ', words.len())),
            Inside::Code => cleared.push_str(words),
            Inside::Mark => cleared.extend(std::iter::repeat_n(' ', words.len())),
            Inside::Text => push_line(&mut cleared, words),
        }
        cleared.push_str(&line[words.len()..]);
    }
    Cow::Owned(cleared)
}

/// Lists and tables of HTML that begin a line of Markdown.
struct Page<'t> {
    text: &'t str,
    /// Their elements: how many are open, and where the last in the text ends.
    open: [(&'static str, usize, usize); 3],
}

impl<'t> Page<'t> {
    fn of(text: &'t str) -> Page<'t> {
        let last = |name: &str| text.rfind(&format!("</{name}>")).unwrap_or_default();
        Page { text, open: ["table", "ul", "ol"].map(|name| (name, 0, last(name))) }
    }

    /// Is one open where the line at `at` begins? One that never ends is not taken for open.
    fn goes_on(&mut self, line: &str, at: usize) -> bool {
        let inside = self.open.iter().any(|(_, open, _)| *open > 0);
        if inside || line.trim_start().starts_with('<') {
            let words = &self.text[at..at + line.len()];
            for (name, open, last) in &mut self.open {
                let opened = words.matches(&format!("<{name}")[..]).count();
                *open += if at < *last { opened } else { 0 };
                *open = open.saturating_sub(words.matches(&format!("</{name}>")[..]).count());
            }
        }
        inside
    }
}

/// A fold of HTML without its tags: `<details>` is nothing, `<summary>Impact</summary>` a heading.
fn unfolded(line: &str) -> Option<String> {
    let bare = line.trim_start().trim_end();
    if !bare.starts_with("<details") && !bare.starts_with("<summary") && bare != "</details>" {
        return None;
    }
    let blank = |tags: &str| " ".repeat(tags.len());
    let Some((before, rest)) = line.split_once("<summary>") else {
        return bare.ends_with('>').then(|| blank(line)).filter(|_| bare.matches('<').count() == 1);
    };
    let (title, after) = rest.split_once("</summary>").filter(|(_, after)| after.trim().is_empty())?;
    let mut heading = format!("######{}", " ".repeat(before.len() + "<summary>".len() - 6));
    for piece in title.split_inclusive('>') {
        let (words, tag) = piece.split_at(piece.find('<').filter(|_| piece.ends_with('>')).unwrap_or(piece.len()));
        heading += words;
        heading += &blank(tag);
    }
    Some(heading + &blank("</summary>") + after)
}

/// Is a line nothing but tags that lay out?
fn is_layout(line: &str) -> bool {
    let Some(tags) = line.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')) else { return false };
    tags.split('>').all(|tag| {
        let tag = tag.trim_start().trim_start_matches(['<', '/']);
        let name = tag.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        LAYOUT.iter().any(|layout| layout.eq_ignore_ascii_case(name))
    })
}

/// What a line is.
enum Inside {
    /// A line of code, its fences among them.
    Code,
    /// A fence around words.
    Mark,
    /// Words.
    Text,
}

/// The fence that is open: its marks, and whether it stands around words.
#[derive(Default)]
struct Fence {
    open: Option<(String, bool)>,
}

impl Fence {
    fn take(&mut self, line: &str) -> Inside {
        let bare = line.trim_start();
        let mark = bare.chars().next().filter(|c| matches!(c, '`' | '~'));
        let run = mark.map_or(0, |mark| bare.len() - bare.trim_start_matches(mark).len());
        let (marks, rest) = bare.split_at(run);
        match &self.open {
            Some((open, words)) => {
                let words = *words;
                if run >= open.len() && marks.starts_with(open.as_str()) && rest.trim().is_empty() {
                    self.open = None;
                    return if words { Inside::Mark } else { Inside::Code };
                }
                if words { Inside::Text } else { Inside::Code }
            }
            None if run >= 3 => {
                let words =
                    ADMONITIONS.iter().any(|name| rest.strip_prefix('{').is_some_and(|rest| rest.starts_with(name)));
                self.open = Some((marks.to_owned(), words));
                if words { Inside::Mark } else { Inside::Code }
            }
            None => Inside::Text,
        }
    }
}

/// A line outside of code. What is set in under a fold or a tab becomes what belongs to an item.
fn push_line(cleared: &mut String, line: &str) {
    let bare = line.trim_start();
    let lead = &line[..line.len() - bare.len()];
    let folds = [("=== \"", 3), ("!!! ", 3), ("??? ", 3), ("???+ ", 4)];
    let fold = folds.iter().find(|(mark, _)| bare.starts_with(mark));
    let attributes = bare.starts_with("{:") && bare.trim_end().ends_with('}');
    let aside = bare.starts_with(":::") || attributes || matches!(bare.trim_end(), "[TOC]" | "[[_TOC_]]");
    if let Some((_, marks)) = fold {
        cleared.push_str(lead);
        cleared.push_str(if *marks == 3 { "-  " } else { "-  ." });
        cleared.push_str(&bare[*marks..]);
    } else if aside {
        cleared.extend(std::iter::repeat_n(' ', line.len()));
    } else {
        cleared.push_str(line);
    }
}

#[cfg(test)]
mod tests {
    use super::cleared;

    #[test]
    fn marks_go_and_lengths_stay() {
        let text = "# T\n{: .no_toc}\n\n::: {.callout-note}\nWords.\n:::\n\n=== \"Detect\"\n\n    - [ ] Alert\n\n```{note}\nSeen.\n```\n\n```\n::: code\n```\n";
        let cleared = cleared(text);
        assert_eq!(cleared.len(), text.len());
        let kept: Vec<&str> = cleared.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        assert_eq!(kept, ["# T", "Words.", "-   \"Detect\"", "- [ ] Alert", "Seen.", "```", "::: code", "```"]);
    }

    #[test]
    fn folds_of_html_are_headings() {
        let text = "<details>\n<summary><b>Impact</b></summary>\n\nAll.\n</details>\n<details><summary>Fix</summary>\n";
        let cleared = cleared(text);
        assert_eq!(cleared.len(), text.len());
        assert_eq!(cleared.find("Impact"), text.find("Impact"));
        let kept: Vec<String> = cleared.lines().map(|line| line.replace(' ', "")).collect();
        assert_eq!(kept, ["", "######Impact", "", "All.", "", "######Fix"]);
    }

    #[test]
    fn tags_that_lay_out_do_not_swallow_a_list() {
        let kept = |text: &str| super::cleared(text).replace(' ', "");
        assert_eq!(kept("# T\n<br/>\n- a\n"), "#T\n\n-a\n");
        assert_eq!(kept("# T\n\n<a name=\"x\"></a>\n- a\n"), "#T\n\n\n-a\n");
        assert_eq!(kept("# T\n\n<table>\n<div>\nwords\n"), "#T\n\n<table>\n<div>\nwords\n");
        assert_eq!(kept("# T\n\n```\n\n<div>\na\n```\n"), "#T\n\n```\n\n<div>\na\n```\n");
    }
}
