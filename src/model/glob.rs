//! Patterns of file names as Go's `filepath.Glob` reads them: `*` and `?` stop at `/`, there is no `**` and no
//! `{a,b}`, and a backslash takes the next character as it is.

/// Does `path` match `pattern`? `None` where Go refuses the pattern.
pub fn matches(pattern: &str, path: &str) -> Option<bool> {
    let pattern: Vec<char> = pattern.chars().collect();
    let path: Vec<char> = path.chars().collect();
    well_formed(&pattern).then(|| match_here(&pattern, &path))
}

/// One step of a pattern, and how many of its characters it takes.
enum Step {
    Many,
    One,
    Class(usize),
    Char(char, usize),
}

fn step(pattern: &[char]) -> Option<Step> {
    Some(match *pattern.first()? {
        '*' => Step::Many,
        '?' => Step::One,
        '[' => Step::Class(class_end(pattern)?),
        '\\' => Step::Char(*pattern.get(1)?, 2),
        c => Step::Char(c, 1),
    })
}

fn well_formed(mut pattern: &[char]) -> bool {
    while !pattern.is_empty() {
        pattern = match step(pattern) {
            None => return false,
            Some(Step::Many | Step::One) => &pattern[1..],
            Some(Step::Class(taken) | Step::Char(_, taken)) => &pattern[taken..],
        };
    }
    true
}

/// The pattern is walked with one place to go back to: the last `*` and how much it has eaten.
fn match_here(pattern: &[char], path: &[char]) -> bool {
    let (mut p, mut at) = (0, 0);
    let mut back: Option<(usize, usize)> = None;
    loop {
        let next = match step(&pattern[p..]) {
            None if at == path.len() => return true,
            None => None,
            Some(Step::Many) => {
                back = Some((p, at));
                p += 1;
                continue;
            }
            Some(Step::One) => path.get(at).filter(|c| **c != '/').map(|_| 1),
            Some(Step::Class(taken)) => {
                path.get(at).filter(|c| **c != '/' && in_class(&pattern[p..p + taken], **c)).map(|_| taken)
            }
            Some(Step::Char(wanted, taken)) => path.get(at).filter(|c| **c == wanted).map(|_| taken),
        };
        match (next, back) {
            (Some(taken), _) => (p, at) = (p + taken, at + 1),
            (None, Some((star, from))) if path.get(from).is_some_and(|c| *c != '/') => {
                back = Some((star, from + 1));
                (p, at) = (star + 1, from + 1);
            }
            _ => return false,
        }
    }
}

/// One past the `]` of a class; `None` where it is empty, not closed, or holds a half range.
fn class_end(pattern: &[char]) -> Option<usize> {
    let mut at = 1 + usize::from(pattern.get(1) == Some(&'^'));
    let first = at;
    loop {
        if pattern.get(at) == Some(&']') && at > first {
            return Some(at + 1);
        }
        at = class_char(pattern, at)?.1;
        if pattern.get(at) == Some(&'-') {
            at = class_char(pattern, at + 1)?.1;
        }
    }
}

/// The character at `at` of a class, and where the next one stands. `-` and `]` have to be escaped.
fn class_char(pattern: &[char], at: usize) -> Option<(char, usize)> {
    match *pattern.get(at)? {
        '-' | ']' => None,
        '\\' => pattern.get(at + 1).map(|c| (*c, at + 2)),
        c => Some((c, at + 1)),
    }
}

fn in_class(class: &[char], wanted: char) -> bool {
    let negated = class.get(1) == Some(&'^');
    let mut at = 1 + usize::from(negated);
    let mut found = false;
    // The `]` at the end is no character of the class.
    while let Some((low, next)) = class_char(class, at) {
        at = next;
        let mut high = low;
        if class.get(at) == Some(&'-') {
            let Some((to, next)) = class_char(class, at + 1) else { break };
            (high, at) = (to, next);
        }
        found |= low <= wanted && wanted <= high;
    }
    found != negated
}

/// A path as a pattern that matches nothing else.
pub fn escaped(path: &str) -> String {
    let mut pattern = String::with_capacity(path.len());
    for c in path.chars() {
        if matches!(c, '*' | '?' | '[' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern
}

/// A path without `.` and with `..` resolved as far as it can be, as Go's `filepath.Clean` does.
pub fn cleaned(path: &str) -> String {
    let absolute = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/').filter(|part| !matches!(*part, "" | ".")) {
        match (part, parts.last()) {
            ("..", Some(last)) if *last != ".." => {
                parts.pop();
            }
            ("..", None) if absolute => {}
            _ => parts.push(part),
        }
    }
    let joined = parts.join("/");
    if absolute { format!("/{joined}") } else { joined }
}

/// `path` as seen from the folder of `file`.
pub fn beside(file: &str, path: &str) -> String {
    if path.starts_with('/') {
        return cleaned(path);
    }
    match file.rsplit_once('/') {
        Some((folder, _)) => cleaned(&format!("{folder}/{path}")),
        None => cleaned(path),
    }
}

#[cfg(test)]
mod tests {
    use super::{beside, cleaned, escaped, matches};

    #[test]
    fn a_star_stops_at_a_slash_and_classes_are_go_s() {
        let yes = [
            ("*.yml", "a.yml"),
            ("r/*/x?.yml", "r/a/x1.yml"),
            ("[a-c]*.yml", "b1.yml"),
            ("[^a-c].yml", "d.yml"),
            ("[^a-c].yml", "^.yml"),
            ("\\*.yml", "*.yml"),
            ("a*b*c", "axbxbc"),
            ("[\\-x].yml", "-.yml"),
            ("[\\]x].yml", "].yml"),
            ("[\\]x].yml", "x.yml"),
            ("**/a.yml", "x/a.yml"),
            ("é?.yml", "éü.yml"),
        ];
        for (pattern, path) in yes {
            assert_eq!(matches(pattern, path), Some(true), "{pattern} {path}");
        }
        let no = [
            ("*.yml", "a/b.yml"),
            ("**/a.yml", "a.yml"),
            ("**/a.yml", "x/y/a.yml"),
            ("{a,b}.yml", "a.yml"),
            ("a?b", "a/b"),
            ("[a/]b", "/b"),
            ("[a-c].yml", "d.yml"),
            ("[a-c].yml", "[.yml"),
            ("[^a-c].yml", "b.yml"),
            ("A.yml", "a.yml"),
            ("a.yml", "a.yml.bak"),
            ("a*.yml", "ab.yml.bak"),
        ];
        for (pattern, path) in no {
            assert_eq!(matches(pattern, path), Some(false), "{pattern} {path}");
        }
        for pattern in ["[a.yml", "[]a].yml", "[^]a].yml", "a\\", "[a-].yml", "[-a].yml"] {
            assert_eq!(matches(pattern, "a.yml"), None, "{pattern}");
        }
    }

    #[test]
    fn paths_are_cleaned() {
        assert_eq!(cleaned("./a//b/../c"), "a/c");
        assert_eq!(cleaned("../a/../../b"), "../../b");
        assert_eq!(cleaned("/../a"), "/a");
        assert_eq!(beside("ops/prometheus.yml", "../rules/*.yml"), "rules/*.yml");
        assert_eq!(beside("prometheus.yml", "/etc/x.yml"), "/etc/x.yml");
        assert_eq!(matches(&escaped("a[1]*/b.yml"), "a[1]*/b.yml"), Some(true));
    }
}
