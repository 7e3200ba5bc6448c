//! Texts that are not PromQL but look like it: the languages next door, and templates nobody has rendered yet.

use std::ops::Range;

use super::error::{Error, ErrorKind};
use super::token::{Kind, Token};

/// A query language close to PromQL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// VictoriaMetrics.
    MetricsQl,
    /// Loki.
    LogQl,
}

/// What leaves its marks in a text that was not rendered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Template {
    /// `{{ … }}`, of Helm, Go templates or Jinja.
    Braces,
    /// `${…}`, of Terraform or a shell.
    Dollar,
    /// `{% … %}`, of Jinja.
    Percent,
    /// `$__rate_interval`, of Grafana.
    Grafana,
}

/// Words that only VictoriaMetrics knows.
#[rustfmt::skip]
const METRICSQL: &[&str] = &[
    "WITH", "ascent_over_time", "aggr_over_time", "any", "bitmap_and", "bottomk_avg", "buckets_limit",
    "decreases_over_time", "default", "default_rollup", "descent_over_time", "distinct", "distinct_over_time",
    "drop_common_labels", "duration_over_time", "geomean", "histogram_over_time", "histogram_share",
    "hoeffding_bound_lower", "if", "ifnot", "increase_prometheus", "increase_pure", "increases_over_time",
    "interpolate", "keep_last_value", "keep_metric_names", "keep_next_value", "label_copy", "label_del", "label_keep",
    "label_lowercase", "label_map", "label_match", "label_move", "label_set", "label_transform", "label_uppercase",
    "label_value", "lag", "lifetime", "limit_offset", "median", "median_over_time", "mode_over_time", "outliersk",
    "prometheus_buckets", "quantiles", "quantiles_over_time", "range_avg", "range_max", "range_median", "range_min",
    "range_quantile", "range_sum", "rate_over_sum", "rate_prometheus", "remove_resets", "rollup", "rollup_delta",
    "rollup_increase", "rollup_rate", "running_avg", "running_max", "running_min", "running_sum", "scrape_interval",
    "share", "share_gt_over_time", "share_le_over_time", "smooth_exponential", "sum2_over_time", "tfirst_over_time",
    "tlast_over_time", "tmax_over_time", "tmin_over_time", "topk_avg", "topk_last", "topk_max", "topk_min", "union",
    "zscore", "zscore_over_time",
];

/// Words that only Loki knows, where they follow a bar or open a parenthesis.
const LOGQL: &[&str] = &[
    "bytes_over_time",
    "bytes_rate",
    "decolorize",
    "json",
    "label_format",
    "line_format",
    "logfmt",
    "pattern",
    "regexp",
    "unpack",
    "unwrap",
];

/// The first mark of a template, and where it is.
///
/// Inside of a string a mark may be meant: `{alert="{{ x }}"}` is PromQL, if rarely what was wanted. A `$` alone counts
/// only in front of a name.
#[must_use]
pub(crate) fn template_in(text: &str) -> Option<(Template, Range<usize>)> {
    let mut found = text.bytes().enumerate().filter_map(|(at, byte)| {
        let next = text.as_bytes().get(at + 1).copied()?;
        let (kind, length) = match (byte, next) {
            (b'{', b'{') => (Template::Braces, 2),
            (b'{', b'%') => (Template::Percent, 2),
            (b'$', b'{') => (Template::Dollar, 2),
            (b'$', b'a'..=b'z' | b'A'..=b'Z' | b'_') => (Template::Grafana, 1),
            _ => return None,
        };
        Some((kind, at..at + length))
    });
    found.next()
}

/// Says which other language a text is in that is not PromQL, and where that shows.
pub(super) fn recognise(text: &str, tokens: &[Token]) -> Option<Error> {
    if let Some((kind, span)) = template_in(&without_strings(text, tokens)) {
        let mark = &text[span.clone()];
        let message = match kind {
            Template::Grafana => "\"$\" opens a variable of Grafana; put its value here".to_owned(),
            _ => format!("{mark:?} is left over from a template; render it first"),
        };
        return Some(Error { span, message, kind: ErrorKind::Template(kind) });
    }
    let (dialect, span) = dialect_of(text, tokens)?;
    let name = match dialect {
        Dialect::MetricsQl => "MetricsQL, the language of VictoriaMetrics",
        Dialect::LogQl => "LogQL, the language of Loki",
    };
    let found = &text[span.clone()];
    let message = format!("{found:?} is {name}; Prometheus does not read it");
    Some(Error { span, message, kind: ErrorKind::Dialect(dialect) })
}

/// The text with blanks in place of its strings: what stands in them explains no fault.
fn without_strings(text: &str, tokens: &[Token]) -> String {
    let mut bare = String::with_capacity(text.len());
    for token in tokens.iter().filter(|token| token.kind == Kind::Text) {
        bare.push_str(&text[bare.len()..token.start as usize]);
        bare.extend((token.start..token.end).map(|_| ' '));
    }
    bare.push_str(&text[bare.len()..]);
    bare
}

fn dialect_of(text: &str, tokens: &[Token]) -> Option<(Dialect, Range<usize>)> {
    let mut in_brackets = false;
    for (index, token) in tokens.iter().enumerate() {
        let span = token.start as usize..token.end as usize;
        let written = &text[span.clone()];
        let next = tokens.get(index + 1).map(|next| next.kind);
        match token.kind {
            Kind::Name if LOGQL.contains(&written) && next == Some(Kind::LeftParen) => {
                return Some((Dialect::LogQl, span));
            }
            Kind::Name if METRICSQL.contains(&written) && stands_as_a_word(tokens, index) => {
                return Some((Dialect::MetricsQl, span));
            }
            Kind::LeftBracket => in_brackets = true,
            Kind::RightBracket => in_brackets = false,
            Kind::Fault => return fault_of(text, span.start, in_brackets),
            _ => {}
        }
    }
    None
}

/// Whether a name is called, or stands behind an operand as an operator would.
fn stands_as_a_word(tokens: &[Token], index: usize) -> bool {
    let called = tokens.get(index + 1).is_some_and(|next| next.kind == Kind::LeftParen);
    let before = index.checked_sub(1).and_then(|before| tokens.get(before));
    let behind_operand = |kind| {
        let closes = matches!(kind, Kind::RightParen | Kind::RightBrace | Kind::RightBracket);
        closes || matches!(kind, Kind::Name | Kind::MetricName | Kind::Number)
    };
    called || before.is_some_and(|before| behind_operand(before.kind))
}

/// Units behind a number, which only VictoriaMetrics knows.
const BYTES: [&str; 12] = ["K", "Ki", "KB", "M", "Mi", "MB", "G", "Gi", "GB", "T", "Ti", "TB"];

/// A bar is Loki's; a number with a unit of bytes or steps is VictoriaMetrics'.
fn fault_of(text: &str, at: usize, in_brackets: bool) -> Option<(Dialect, Range<usize>)> {
    let rest = &text[at..];
    if let Some(behind) = rest.strip_prefix('|').filter(|behind| !behind.starts_with('|')) {
        let sign = usize::from(behind.starts_with(['=', '~', '>']));
        return Some((Dialect::LogQl, at..at + 1 + sign));
    }
    let digits = rest.len() - rest.trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == '.').len();
    let unit_end = rest[digits..].find(|letter: char| !letter.is_ascii_alphanumeric());
    let unit = &rest[digits..unit_end.map_or(rest.len(), |end| digits + end)];
    let known: &[&str] = if in_brackets { &["i"] } else { &BYTES };
    (digits > 0 && known.contains(&unit)).then(|| (Dialect::MetricsQl, at..at + digits + unit.len()))
}
