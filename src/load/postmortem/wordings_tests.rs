//! Words by which people tell that it broke, that somebody noticed and that it was over: each case a misreading that was
//! mended.

use super::tests::{above_a_cause, incident, times_of};
use crate::model::{Detector, RiskKind, Status};

/// Of a time line in which each entry is told in these words.
fn told(broke: &str, noticed: &str, over: &str) -> ([String; 3], Detector) {
    let text = format!(
        "# Incident report\n\n## Timeline (2 March 2026, UTC)\n\n- 10:00 routine release, not related\n- 10:14 {broke}\n- 10:20 {noticed}\n- 11:02 {over}\n- 14:00 we met"
    );
    let found = above_a_cause(&text);
    (times_of(&found), found.detected_by)
}

#[test]
fn whoever_calls_or_writes_is_a_customer() {
    for words in [
        "a shop owner calls",
        "first ticket",
        "a creator tweets at us",
        "a library writes that it does not open",
        "uma cliente liga",
    ] {
        let (times, by) = told("errors begin", words, "incident resolved");
        assert_eq!((times[1].as_str(), by), ("2026-03-02T10:20Z", Detector::Customer), "{words}");
    }
    let (_, by) = told("errors begin", "an engineer writes that it does not open", "incident resolved");
    assert_eq!(by, Detector::Person);
}

#[test]
fn machines_have_many_names() {
    for words in [
        "pager",
        "our NMS raised a loss of signal",
        "our own sentinel paged the developers",
        "Nagios mail",
        "alerte de supervision",
    ] {
        let (times, by) = told("errors begin", words, "incident resolved");
        assert_eq!((times[1].as_str(), by), ("2026-03-02T10:20Z", Detector::Alert), "{words}");
    }
}

#[test]
fn it_is_over_in_few_words() {
    for words in ["over", "all good", "mail flows", "link up", "tout refonctionne", "ida: uploads ok, calling it"] {
        assert_eq!(told("errors begin", "an alert fires", words).0[2], "2026-03-02T11:02Z", "{words}");
    }
}

#[test]
fn a_sentence_tells_what_broke() {
    for words in [
        "no mail leaves the house",
        "the disk is full",
        "tickets are sold twice",
        "the chain stops",
        "os pagamentos pararam",
    ] {
        let text = format!(
            "# Incident of 2 March 2026\n\nAt 10:14 UTC {words}. At 10:20 UTC an alert fires. At 11:02 UTC incident resolved."
        );
        assert_eq!(times_of(&above_a_cause(&text))[0], "2026-03-02T10:14Z", "{words}");
    }
}

#[test]
fn minutes_after_the_first_failure_it_was_noticed() {
    let text = "# Checkout incident, 2 March 2026\n\nA merchant mailed us. That was 17 minutes after the first failed payment, at 10:31 UTC.";
    let found = above_a_cause(text);
    assert_eq!(
        (times_of(&found), found.detected_by),
        (["", "2026-03-02T10:31Z", ""].map(str::to_owned), Detector::Customer)
    );
}

#[test]
fn a_letter_in_italian_tells_who_phoned() {
    let text = "Oggetto: relazione sul disservizio del 2 marzo 2026\n\nDalle ore 10:14 (CET) non è stato possibile inviare documenti. Alle ore 10:20 un Vostro impiegato ha telefonato al nostro numero verde. \
        Il servizio è tornato regolare alle ore 11:02.\n\nLa causa principale è stata un disco pieno.\n";
    let found = incident("lettera.txt", text).expect("it is a postmortem").1;
    let times = ["2026-03-02T10:14+01:00", "2026-03-02T10:20+01:00", "2026-03-02T11:02+01:00"].map(str::to_owned);
    assert_eq!((times_of(&found), found.detected_by), (times, Detector::Customer));
}

#[test]
fn headings_of_other_trades_are_known() {
    let text = "# SBAR: label printers\n\n**Situation**\nOn 2026-03-02 from 06:10 to 07:45 no labels were printed.\n\n**Assessment**\nThe update reset the path of the spool.\n\n\
        **Recommendation**\n1. Check the path after each update.\n";
    let found = incident("a.md", text).expect("it is a postmortem").1;
    assert!(found.risks.iter().any(|risk| risk.kind == RiskKind::RootCause));
    assert_eq!(found.action_items.len(), 1);
}

#[test]
fn sections_that_ask_why_it_was_hidden_hold_factors() {
    for heading in [
        "What else played a part",
        "What hampered us",
        "Could we have known?",
        "What had been visible beforehand",
        "Why did nothing alert",
        "Why the safety net did not catch it",
        "Was dazu beitrug",
        "Warum niemand angerufen wurde",
        "Ce qui a compliqué la reprise",
        "Por qué tardamos tanto",
    ] {
        let text = format!(
            "# Outage\n\n## Root cause\n\nThe disk was full.\n\n## {heading}\n\nThe graph shows the root disk alone, since it was made for another host.\n"
        );
        let found = incident("a.md", &text).expect("it is a postmortem").1;
        let kinds: Vec<RiskKind> = found.risks.iter().map(|risk| risk.kind).collect();
        assert_eq!(kinds, [RiskKind::RootCause, RiskKind::ContributingFactor], "{heading}");
    }
}

#[test]
fn things_that_we_will_do_are_items() {
    for heading in
        ["Five things we will do", "What we change", "What do we change?", "Three changes that we are going to make"]
    {
        let text = format!("# Outage\n\n## Root cause\n\nThe disk was full.\n\n## {heading}\n\n1. Rotate by size.\n");
        assert_eq!(incident("a.md", &text).expect("it is a postmortem").1.action_items.len(), 1, "{heading}");
    }
}

#[test]
fn items_ask_for_machines_in_other_words() {
    let asks = |item: &str| {
        let text = format!("# Outage\n\n## Root cause\n\nThe disk was full.\n\n## Action items\n\n- {item}\n");
        incident("a.md", &text).expect("it is a postmortem").1.action_items[0].asks_for_alert
    };
    for item in [
        "Be woken up when a disk is getting full rather than when the broker dies",
        "Check the end date of what is served, and page ten days before",
        "Signal if the average discount is out of the ordinary",
        "Forward anything with \"wraparound\" in the log to the on-call channel",
        "Sensor in each room, with a call above 32 degrees",
        "The hourly job complains about zero rows",
        "Alert on daily costs when they deviate from the week before",
        "Scrape the second cluster",
    ] {
        assert!(asks(item), "{item}");
    }
    for item in
        ["Be nicer when somebody calls", "Send the report to the board", "Sign the page", "Complain to the vendor"]
    {
        assert!(!asks(item), "{item}");
    }
}

#[test]
fn measures_that_were_added_already_are_done() {
    let text =
        "# 事故复盘：磁盘写满\n\n## 根因\n\n日志没有轮转，磁盘写满。\n\n## 已添加的防护措施\n\n- 日志按大小轮转\n";
    let found = incident("a.md", text).expect("it is a postmortem").1;
    let told: Vec<Status> = found.action_items.iter().map(|item| item.status).collect();
    assert_eq!(told, [Status::Done]);
}

#[test]
fn a_request_to_the_author_is_no_item() {
    let text = "# Outage\n\n## Root cause\n\nThe disk was full.\n\n## Action items\n\n- Rotate logs\n\n**@ada we need more here**\n";
    assert_eq!(incident("a.md", text).expect("it is a postmortem").1.action_items.len(), 1);
}

#[test]
fn it_was_simply_that_says_a_cause_in_french() {
    let text = "# Incident du 2 mars 2026\n\nLe site était hors service à 14h25.\n\nFinalement, il s'agissait simplement du système de fichiers qui était corrompu.\n";
    let found = incident("a.md", text).expect("it is a postmortem").1;
    assert!(found.risks.iter().any(|risk| risk.text.contains("corrompu")));
}

#[test]
fn those_who_wrote_it_are_no_factors_and_may_own_items() {
    let text = "# Outage\n\n## Root cause\n\nThe disk was full.\n\n## Contributors\n\n- @ada\n- @bo https://code.example.com/bo\n\n## Actions\n\n| Action | Owner |\n|---|---|\n| Rotate logs | @search-oncall |\n";
    let found = incident("a.md", text).expect("it is a postmortem").1;
    assert_eq!(found.risks.len(), 1);
    assert_eq!(found.action_items[0].owner.as_deref(), Some("@search-oncall"));
}
