//! What a template may call.

/// Functions of Go's `text/template`, then those of Prometheus, of every version: an old one is no reason to complain
/// about a new name.
const FUNCTIONS: &[&str] = &[
    "and",
    "call",
    "eq",
    "ge",
    "gt",
    "html",
    "index",
    "js",
    "le",
    "len",
    "lt",
    "ne",
    "not",
    "or",
    "print",
    "printf",
    "println",
    "slice",
    "urlquery",
    // Prometheus
    "args",
    "externalURL",
    "first",
    "graphLink",
    "humanize",
    "humanize1024",
    "humanizeDuration",
    "humanizePercentage",
    "humanizeTimestamp",
    "label",
    "match",
    "now",
    "parseDuration",
    "pathPrefix",
    "query",
    "reReplaceAll",
    "safeHtml",
    "sortByLabel",
    "stripDomain",
    "stripPort",
    "strvalue",
    "tableLink",
    "title",
    "tmpl",
    "toDuration",
    "toLower",
    "toTime",
    "toUpper",
    "urlQueryEscape",
    "value",
];

/// Does Prometheus know the function?
pub(super) fn is_known(name: &str) -> bool {
    FUNCTIONS.contains(&name)
}

/// The known function that `name` was probably meant to be.
pub(super) fn like(name: &str) -> Option<&'static str> {
    let near = |known: &&&str| strsim::damerau_levenshtein(known, name) <= 2 && name.len() > 3;
    FUNCTIONS.iter().filter(near).min_by_key(|known| strsim::damerau_levenshtein(known, name)).copied()
}
