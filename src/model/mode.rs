//! Failure modes: known ways to break.

use serde::Deserialize;

use super::lower::lower_pattern;

/// Index of a mode in [`Modes::list`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ModeId(pub u16);

/// All known failure modes, the embedded ones first, in the order of their files and lines.
#[derive(Clone, Debug, Default)]
pub struct Modes {
    /// The modes.
    pub list: Vec<FailureMode>,
    /// The products whose metrics say by their name whose they are.
    pub products: Vec<Product>,
}

impl Modes {
    /// The mode that `id` names.
    pub fn mode(&self, id: ModeId) -> &FailureMode {
        &self.list[id.0 as usize]
    }

    /// Adds those of another file.
    pub fn extend(&mut self, other: Modes) {
        self.list.extend(other.list);
        self.products.extend(other.products);
    }

    /// Adds those of another file; one with a known id takes the place of the one that has it. Gives the ids replaced.
    pub fn replace(&mut self, other: Modes) -> Vec<String> {
        let mut replaced = Vec::new();
        for mode in other.list {
            match self.list.iter_mut().find(|known| known.id == mode.id) {
                Some(known) => {
                    replaced.push(mode.id.clone());
                    *known = mode;
                }
                None => self.list.push(mode),
            }
        }
        for product in other.products {
            match self.products.iter_mut().find(|known| known.id == product.id) {
                Some(known) => *known = product,
                None => self.products.push(product),
            }
        }
        replaced
    }

    /// Of the modes that a text matches, the first that an alert can be suggested for; else the first.
    pub(crate) fn leading(&self, matched: &[ModeId]) -> Option<ModeId> {
        let suggested = matched.iter().find(|mode| self.mode(**mode).suggest.is_some());
        suggested.or(matched.first()).copied()
    }

    /// The mode called `name`.
    pub fn named(&self, name: &str) -> Option<&FailureMode> {
        self.list.iter().find(|mode| mode.id == name)
    }

    /// Where the mode called `name` stands.
    pub fn id_of(&self, name: &str) -> Option<ModeId> {
        self.list.iter().position(|mode| mode.id == name).map(|at| ModeId(at as u16))
    }
}

/// A product that exports metrics under a name of its own.
///
/// Every proxy counts errors and every broker has queues. An alert on the metrics of one product says nothing about an
/// incident that speaks of another.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Product {
    /// `cilium`
    pub id: String,
    /// Globs on its metrics.
    pub metrics: Vec<String>,
    /// Regex on texts that speak of it, case-insensitive. Left out: its id as a word.
    #[serde(default)]
    pub words: Option<String>,
    /// What it is: `broker`. Who speaks of one product of a kind does not mean another that is not named.
    #[serde(default)]
    pub kind: Option<String>,
    /// Is it meant where no product of its kind is named? Pods are those of Kubernetes.
    #[serde(default)]
    pub assumed: bool,
    /// Regex on a postmortem in which one that is assumed may be meant, case-insensitive: a full disk is that of a node
    /// only where there are nodes. Left out: in every one.
    #[serde(default)]
    pub signs: Option<String>,
    /// Regex on what only looks like such a sign, case-insensitive: the nodes of a cluster of Elasticsearch, index nodes.
    #[serde(default)]
    pub unlike: Option<String>,
}

/// A known way to break: how postmortems say it, which alerts see it, which alert to suggest.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FailureMode {
    /// `tls-certificate-expiry`: lower case, hyphens.
    pub id: String,
    /// One line for people: `A TLS certificate expired`.
    pub title: String,
    /// How postmortems say it.
    pub says: Says,
    /// Which alerts see it.
    #[serde(default)]
    pub seen_by: SeenBy,
    /// Which alerts see its direct symptom, and so belong to the incident, not to the cause.
    #[serde(default)]
    pub symptom_seen_by: SeenBy,
    /// A ready rule and its unit test; `None` where no metric can see it.
    #[serde(default)]
    pub suggest: Option<Suggestion>,
    /// Cases that a test runs.
    pub examples: Examples,
    /// `false`: no metric can see this cause itself.
    #[serde(default = "yes")]
    pub monitorable: bool,
    /// `true`: the failing thing stops exporting, so only absence, `up` or a probe sees it.
    #[serde(default)]
    pub target_dies: bool,
    /// Globs: metrics that the failing thing exports itself, and that are gone with it. Those that name its job or
    /// begin with its name need no mention.
    #[serde(default)]
    pub own_metrics: Vec<String>,
    /// The products that whoever tells of it speaks of, named or not: an `OutOfMemoryError` is Java's.
    #[serde(default)]
    pub products: Vec<String>,
    /// Narrower modes, by id: where the rest of the incident speaks of one of those, a text that says only this means
    /// that. "The certificate expired" is about tokens where the root cause is.
    #[serde(default)]
    pub kinds: Vec<String>,
    /// `true`: it says little about what broke ("errors rose"), and steps back where another mode says more.
    #[serde(default)]
    pub general: bool,
    /// `true`: other things bring it about, so that behind the cause in a text it is an effect, and an alert on it sees a symptom.
    #[serde(default)]
    pub consequence: bool,
    /// `true`: a host or a service has many of it, and only the name of a metric tells of which one it is: a timer on the same
    /// host is another timer.
    #[serde(default)]
    pub many: bool,
    /// Where to read more.
    #[serde(default)]
    pub references: Vec<String>,
    /// What sees it and what only looks as if it did, for `explain`.
    #[serde(default)]
    pub notes: String,
}

impl FailureMode {
    /// Does it say what broke, so that a metric could have seen it? What is general ("errors rose") says too little for
    /// that, and what no metric sees ("human error") is beside it.
    pub(crate) fn tells_what_broke(&self) -> bool {
        !self.general && self.monitorable
    }
}

fn yes() -> bool {
    true
}

/// Regular expressions on a risk's text, case-insensitive. `\w`, `\b` and `.` know ASCII only; other letters are written
/// as they are, outside of `[…]`. One of `any` has to match within one sentence, and nothing that the sentence denies ("the
/// disk was not full") belongs to a match; `all` and `none` look at the whole text.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Says {
    /// One of these matches.
    pub any: Vec<String>,
    /// Or one of these, in an action item that asks for an alert: "an external check" names what is to be watched, and in a
    /// cause only that there was one.
    #[serde(default)]
    pub asks: Vec<String>,
    /// And each of these, where given.
    #[serde(default)]
    pub all: Vec<String>,
    /// And none of these.
    #[serde(default)]
    pub none: Vec<String>,
}

/// What an alert must be to see a failure mode. An alert is looked at by its expression, after recording rules are
/// followed; its name alone is enough only where the expression cannot be read.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeenBy {
    /// Alternatives: one is enough. Written as a list of signatures, or as the short form with `metrics` and `names`.
    #[serde(default)]
    pub any: Vec<Signature>,
    /// Short form: globs on the metrics that the expression reads.
    #[serde(default)]
    pub metrics: Vec<String>,
    /// Short form: globs on the alert's name. It counts only together with the expression: the metric is not known
    /// to belong elsewhere.
    #[serde(default)]
    pub names: Vec<String>,
    /// Signatures of alerts that look like guards and are none.
    #[serde(default)]
    pub none: Vec<Signature>,
}

/// Everything that is given has to hold of one and the same alert.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// Globs: the expression reads a metric that one of them matches.
    #[serde(default)]
    pub metrics: Vec<String>,
    /// Globs: it also reads a metric that one of these matches (`a / b`).
    #[serde(default)]
    pub with: Vec<String>,
    /// Globs: it reads no metric that one of these matches.
    #[serde(default)]
    pub without: Vec<String>,
    /// Functions and aggregations: one of them stands around the metric. `time` may stand anywhere in the expression.
    #[serde(default)]
    pub functions: Vec<String>,
    /// Label to values: the selector of the metric has a matcher on the label, and together its matchers let one of the
    /// values through. `phase: [Failed]`, `job: ["*postgres*"]`.
    #[serde(default)]
    pub matchers: std::collections::BTreeMap<String, Vec<String>>,
    /// The direction of the comparison, seen from the metric: one of these. Nothing given: any.
    #[serde(default)]
    pub direction: Vec<Way>,
    /// Regex on what the selector is limited to (the values of its matchers on `job`, `pod`, `namespace` and the like)
    /// and, only where it is limited to nothing, on the alert's name and summary. Case-insensitive.
    #[serde(default)]
    pub about: Option<String>,
    /// Regex on the alert's name or its summary, case-insensitive.
    #[serde(default)]
    pub words: Option<String>,
    /// Regex on the risk's text and its incident's title, case-insensitive: the signature counts for those texts only. A
    /// broker can be out of memory or out of disk, and each has an alert of its own. What the text takes back or says was not
    /// so does not count. Not for signatures of `none`.
    #[serde(default)]
    pub said: Option<String>,
    /// And for none that this matches.
    #[serde(default)]
    pub unsaid: Option<String>,
    /// Regex on an action item that asks for an alert, as [`Signature::said`]: it asks for another one. An alert on full
    /// queues sees that nobody reads them, and is no answer to who asks for one on the number of readers.
    #[serde(default)]
    pub unasked: Option<String>,
}

/// Which way a metric has to go for an alert to fire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// Above the threshold.
    Above,
    /// Below it.
    Below,
    /// Exactly it.
    Equal,
    /// Anything else.
    NotEqual,
    /// It is gone: `absent`, `absent_over_time`.
    Absent,
}

/// A ready rule, and its unit test.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Suggestion {
    /// The alert's name.
    pub alert: String,
    /// Its expression.
    pub expr: String,
    /// `for`, as Prometheus writes durations.
    #[serde(default, rename = "for")]
    pub hold: Option<String>,
    /// Labels.
    #[serde(default)]
    pub labels: std::collections::BTreeMap<String, String>,
    /// Annotations.
    #[serde(default)]
    pub annotations: std::collections::BTreeMap<String, String>,
    /// Its unit test: series with which it fires, and with which it stays quiet.
    #[serde(default)]
    pub test: Option<SuggestedTest>,
}

/// The unit test of a suggestion.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SuggestedTest {
    /// Interval between the values, as Prometheus writes durations.
    pub interval: String,
    /// Series and values with which it fires.
    pub fires: Vec<InputSeries>,
    /// Series and values with which it stays quiet; none where it always fires.
    #[serde(default)]
    pub quiet: Vec<InputSeries>,
    /// When both are asked, as Prometheus writes durations.
    pub at: String,
}

/// One series of a unit test.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InputSeries {
    /// `up{job="api"}`
    pub series: String,
    /// `0x30`
    pub values: String,
}

/// Cases of a mode that a test runs.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Examples {
    /// Texts that the mode matches.
    pub matches: Vec<String>,
    /// Texts that it does not match.
    pub ignores: Vec<String>,
    /// Expressions that see it.
    #[serde(default)]
    pub guards: Vec<String>,
    /// Expressions that only look as if they did.
    #[serde(default)]
    pub not_guards: Vec<String>,
}

/// No pattern may grow larger than this when compiled.
const PATTERN_BYTES: usize = 1 << 20;

/// A pattern of [`Says`], `about` or `words`, compiled. It is to be tried on texts in lower case.
///
/// # Errors
///
/// It is no regular expression, or becomes larger than 1 MiB when compiled.
pub fn pattern(text: &str) -> Result<regex::bytes::Regex, regex::Error> {
    regex::bytes::RegexBuilder::new(&lower_pattern(text)).unicode(false).size_limit(PATTERN_BYTES).build()
}
