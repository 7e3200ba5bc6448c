//! Can it fire, in this failure?

use super::delivered::{Hours, Share};
use super::present::{Lookup, Recorded};
use super::silent::{Told, silent};
use super::{
    Asked, Ladder, averaged, brief, contrary, creeping, elsewhere, foretold, lifetime, renamed, selection, set_aside,
    units, wavering,
};
use crate::link::coverage::{Flaw, Rung};
use crate::link::reading::Reading;
use crate::link::scope::alternatives;
use crate::link::vanishing::Target;
use crate::model::expr::{Comparison, Expr, MatchOp, Presence, Role};
use crate::model::shown_millis;
use crate::model::{Alert, Exposition, Incident, Jobs, Prometheus};

impl<'a> Ladder<'a> {
    /// The rung `live`: *no* where the condition never holds or what it reads is not there, *yes* where all of it is.
    pub(super) fn live(&self, alert: &'a Alert, reading: &Reading, asked: &Asked<'_>) -> Rung {
        let Some(expr) = &alert.expr else {
            return Rung::unknown("its expression is in a language that is not read here");
        };
        let is_recorded = expr.selectors.iter().any(|selector| !self.recordings.of(selector).is_empty());
        let never = never(alert, expr, self.model.rules.groups[alert.group].interval, is_recorded);
        let never = never.or_else(|| shut(alert, expr, asked.incident));
        let never =
            never.or_else(|| self.forced_away(alert, expr)).or_else(|| units::other_unit(alert, expr, asked.incident));
        let never = never.or_else(|| units::in_thousandths(alert, expr, asked.incident));
        let never = never.or_else(|| units::in_hundredths(alert, expr, &self.model.expositions));
        let never = never.or_else(|| lifetime::of_all_time(alert, expr, &self.model.expositions));
        if let Some(rung) = never.or_else(|| self.waits_for_a_job_with_targets(alert, expr)) {
            return rung;
        }
        let mut lookup = self.lookup(alert);
        if let Some(rung) = lookup.unmoved(alert, expr, asked) {
            return rung;
        }
        let written_out = self.written_out(alert);
        let recorded = written_out.as_ref().and_then(|it| lookup.unmoved(it, it.expr.as_ref()?, asked));
        if let Some(rung) = recorded {
            return rung.at(alert.text.place);
        }
        let presence = lookup.expr(expr, 0);
        let (missing, found) = (lookup.missing, lookup.found);
        if presence == Presence::Missing {
            return not_there(missing, alert);
        }
        if let Some(rung) = self.evaluation_fails(alert).or_else(|| self.crowded(alert, asked)) {
            return rung;
        }
        let target = Target::new(self.model, asked.incident, asked.modes);
        if target.is_some_and(|target| target.exports_all(alert, reading)) {
            return Rung::unknown("its series come from what fails here, and may be gone with it").at(alert.text.place);
        }
        let unconditional = is_unconditional(expr, &self.recordings);
        if let Some(compared) = expr.comparisons.iter().find(|it| it.is_bool && unconditional) {
            let why = "it fires always: `bool` keeps every series, with 0 or 1 for its value";
            return Rung::no(why).at(alert.text.at(compared.op_span.clone()));
        }
        if let Some(compared) = expr.comparisons.iter().find(|it| unconditional && is_only_alternative(it, expr)) {
            let why = "it fires always: what stands before `or` has no condition, since a comparison binds tighter";
            return Rung::no(why).at(alert.text.at(compared.op_span.clone()));
        }
        let always =
            if unconditional { "; it has no condition, and fires as long as its series are there" } else { "" };
        match (presence, found) {
            (Presence::There, Some(found)) => Rung::yes(format!("{found}{always}")),
            (Presence::There, None) => Rung::yes(format!("it needs no series that could be missing{always}")),
            _ => Rung::unknown(format!("{}{always}", self.supply())),
        }
    }

    /// To look up the series that an alert reads, where it is loaded.
    fn lookup(&self, alert: &'a Alert) -> Lookup<'_, 'a> {
        Lookup {
            sources: self.sources,
            model: self.model,
            recordings: &self.recordings,
            loading: &self.loading,
            group: alert.group,
            loaders: self.loaders(alert).collect(),
            all_rules: self.loading[alert.group].loaders.iter().all(|&at| self.whole[at]),
            left_out: &self.left_out,
            started: &self.started,
            by_labels: false,
            missing: None,
            found: None,
        }
    }

    fn forced_away(&self, alert: &Alert, expr: &Expr) -> Option<Rung> {
        let rules = self.model.rules.groups[alert.group].resource.as_ref()?;
        selection::forced_away(&self.loaders(alert).collect::<Vec<_>>(), alert, expr, rules)
    }

    fn waits_for_a_job_with_targets(&self, alert: &Alert, expr: &Expr) -> Option<Rung> {
        let job = self.never_absent(alert, expr)?;
        let why = format!("the job {job} has targets of its own: up is 0 where one is down, and never absent");
        Some(Rung::broken(Flaw::NeverFires, why).at(alert.text.place))
    }

    /// The job whose `up` an alert asks to be absent, though every configuration that loads it names targets of that job.
    fn never_absent<'e>(&self, alert: &Alert, expr: &'e Expr) -> Option<&'e str> {
        let [up] = &expr.selectors[..] else { return None };
        let [job] = &up.matchers[..] else { return None };
        let asks = expr.is_absent() && up.name() == Some("up") && job.label == "job";
        // Of several jobs, one that is there is enough.
        let one_of = match job.op {
            MatchOp::Equal => vec![&*job.value],
            MatchOp::Regex => alternatives(&job.value)?,
            MatchOp::NotEqual | MatchOp::NotRegex => return None,
        };
        // `absent(up == 1)` asks for one that is down.
        let mut compared = expr.comparisons.iter().filter_map(|it| alert.text.get(it.span.clone()));
        let asks = asks && compared.all(|text| text.trim_start().starts_with("absent"));
        let names = |loader: &Prometheus| {
            let mut jobs = loader.scrapes.iter().filter(|scrape| one_of.contains(&&*scrape.job.value));
            jobs.any(|scrape| scrape.has_targets() && matches!(scrape.jobs, Jobs::Known(_)))
        };
        let mut loaders = self.loaders(alert).peekable();
        (asks && loaders.peek().is_some() && loaders.all(names)).then_some(&job.value)
    }

    /// What would tell.
    fn supply(&self) -> &'static str {
        let pages: &[Exposition] = &self.model.expositions;
        match (pages.is_empty(), self.model.prometheus.is_empty()) {
            (true, _) => "give /metrics pages, each named after its job, to check that its series exist",
            (false, true) => "give prometheus.yml to say which jobs the /metrics pages belong to",
            (false, false) => "the /metrics pages here do not say whether all its series exist",
        }
    }
}

impl Lookup<'_, '_> {
    /// Why an alert does not fire at what is told, or shown on pages, of the series that it reads.
    fn unmoved(&self, alert: &Alert, expr: &Expr, asked: &Asked<'_>) -> Option<Rung> {
        let of_story = || {
            let little = asked.reached.and_then(|reached| reached.too_little_for(alert));
            let why = little.or_else(|| asked.figures.and_then(|figures| figures.hidden_from(alert)))?;
            Some(Rung::broken(Flaw::Unmoved, why).at(alert.text.place))
        };
        self.mismatched(alert, expr)
            .or_else(|| self.no_scalar(alert, expr))
            .or_else(|| self.excluded(alert, expr))
            .or_else(|| self.beyond_buckets(alert, expr))
            .or_else(|| self.out_of_reach(alert, expr))
            .or_else(|| self.above_sample_limit(alert, expr))
            .or_else(of_story)
            .or_else(|| self.blind_to(alert, expr, asked))
    }

    /// The failure modes of what is asked.
    fn modes_of(&self, asked: &Asked<'_>) -> Vec<&str> {
        asked.modes.iter().map(|mode| self.model.modes.mode(*mode).id.as_str()).collect()
    }

    /// Why the series of an alert say nothing of what `text` tells, though they may be there.
    fn blind_to(&self, alert: &Alert, expr: &Expr, asked: &Asked<'_>) -> Option<Rung> {
        let text = asked.text;
        let whys: [&dyn Fn() -> Option<Rung>; 46] = [
            &|| self.never_long_enough(alert, expr),
            &|| self.born_with_the_event(alert, expr, asked),
            &|| self.beyond_told(alert, asked),
            &|| contrary::asks_for_the_contrary(alert, expr, asked),
            &|| self.cleared_away(alert, expr, asked),
            &|| self.unprobed(alert, expr, text),
            &|| elsewhere::of_another_place(alert, expr, asked),
            &|| self.counts_other_codes(alert, expr, asked),
            &|| self.waits_elsewhere(alert, expr, asked),
            &|| self.counts_from_nothing(alert, expr, asked),
            &|| self.had_another_value(alert, expr, asked),
            &|| self.stands_still(alert, expr, asked),
            &|| self.without_tls(alert, expr),
            &|| self.left_out_of(alert, expr, text),
            &|| self.inside_only(alert, expr, text),
            &|| self.of_another_protocol(alert, expr, text),
            &|| self.of_another_page(alert, expr, asked),
            &|| self.of_what_was_answered(alert, expr, asked),
            &|| self.of_a_lower_layer(alert, expr, asked),
            &|| self.of_a_sibling(alert, expr, asked),
            &|| self.one_of_its_parts(alert, expr, asked),
            &|| self.took_for_success(alert, expr, asked),
            &|| self.unlimited(alert, expr, asked),
            &|| self.asks_for_codes(alert, expr, asked),
            &|| self.gone_with_pods(alert, expr, text),
            &|| self.born_anew(alert, expr, asked),
            &|| self.gone_between_runs(alert, expr, asked),
            &|| silent(alert, expr, &Told { cause: text, story: asked.story, modes: self.modes_of(asked) }),
            &|| foretold::too_flat(alert, expr, asked),
            &|| creeping::crept(alert, expr, asked),
            &|| self.drifted(alert, expr, asked),
            &|| averaged::diluted(alert, expr, asked),
            &|| averaged::burnt_too_slowly(alert, expr, asked),
            &|| self.fading(alert, expr, asked),
            &|| self.set_aside(alert, expr, asked),
            &|| set_aside::left_set(alert, expr, asked),
            &|| self.silent_then(alert, expr, asked),
            &|| self.misses_targets(alert, expr, asked),
            &|| self.others_remain(alert, expr, asked),
            &|| self.kept_by_gateway(alert, expr, asked),
            &|| wavering::restless_label(alert, expr, asked),
            &|| renamed::renamed(alert, expr, asked),
            &|| brief::over_before_it_fires(alert, expr, asked),
            &|| self.still_up(alert, expr, asked),
            &|| self.alike(alert, expr, asked),
            &|| self.passed_over(alert, expr, text),
        ];
        whys.iter().find_map(|why| why())
    }
}

/// Why an alert never fires of whose series none is there: what is `missing`, where a lookup could say.
fn not_there(missing: Option<Rung>, alert: &Alert) -> Rung {
    let why = "`unless on ()` leaves nothing: what it asks for is always there";
    let missing = missing.unwrap_or_else(|| Rung::broken(Flaw::NeverFires, why));
    let at = missing.at.or(Some(alert.text.place));
    missing.at(at)
}

/// The condition never holds, or not for long enough. A rule that is evaluated once an hour may see the same minute of the
/// clock each time.
fn never(alert: &Alert, expr: &Expr, interval: Option<u64>, is_recorded: bool) -> Option<Rung> {
    if let Some(never) = expr.possible.never.as_ref().filter(|never| !(never.if_scraped && is_recorded)) {
        let at = alert.text.at(never.span.clone());
        return Some(Rung::broken(Flaw::NeverFires, never.why.clone()).at(at));
    }
    let too_short = |longest: &u64| *longest == 0 || alert.hold >= *longest && interval.unwrap_or(0) <= *longest;
    let why = match expr.possible.longest_hold.filter(too_short)? {
        0 => "no clock ever shows such a number".to_owned(),
        longest => format!(
            "the condition holds for {} at most, and for asks for {}",
            shown_millis(longest),
            shown_millis(alert.hold)
        ),
    };
    Some(Rung::broken(Flaw::NeverFires, why).at(alert.text.place))
}

/// What it asks of the clock never held while the incident lasted.
fn shut(alert: &Alert, expr: &Expr, incident: &Incident) -> Option<Rung> {
    let gates = &expr.possible.gates;
    let hours = Hours::of(incident).filter(|hours| !gates.is_empty() && hours.have_an_end())?;
    let open = hours.share(&|moment| Some(gates.iter().all(|gate| gate.is_open(moment))));
    let why = "what it asks of the clock, which is UTC's, never held while the incident lasted";
    (open == Share::None).then(|| Rung::broken(Flaw::OutOfHours, why).at(alert.text.place))
}

/// Does a comparison stand behind an `or` alone, before which nothing is compared: `sum(x) or vector(0) > 5`?
fn is_only_alternative(compared: &Comparison, expr: &Expr) -> bool {
    compared.role == Role::Reads && compared.branch > 0 && expr.comparisons.iter().all(|it| it.branch > 0)
}

/// Does it fire whatever its series say? A recording rule may hold the condition, and `ALERTS` is one.
fn is_unconditional(expr: &Expr, recordings: &Recorded<'_>) -> bool {
    let holds_condition = |selector: &crate::model::expr::Selector| {
        let name = selector.name().unwrap_or(":");
        !recordings.of(selector).is_empty() || name.contains(':') || name.starts_with("ALERTS")
    };
    expr.possible.unconditional && !expr.selectors.iter().any(holds_condition)
}
