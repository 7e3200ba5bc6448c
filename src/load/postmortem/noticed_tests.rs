//! Who noticed, as one sentence tells it in the summary of a document or under a heading that asks, each a sentence that
//! was misread.

use super::tests::{above_a_cause, incident};
use crate::model::Detector;

fn by(heading: &str, sentence: &str) -> Detector {
    let text = format!("# Outage on 2026-03-02\n\n## {heading}\n\n{sentence}\n\n## Root cause\n\nA disk was full.\n");
    incident("a.md", &text).expect("it is a postmortem").1.detected_by
}

fn all(expected: Detector, sentences: &[&str]) {
    for sentence in sentences {
        for heading in ["Summary", "Detection"] {
            assert_eq!(by(heading, sentence), expected, "{heading}: {sentence}");
        }
    }
}

#[test]
fn machines_notice() {
    all(
        Detector::Alert,
        &[
            "It was detected automatically by our monitoring.",
            "We got an email from UptimeRobot saying the site is down.",
            "Monitoring picked up the errors within two minutes.",
            "The bad version was caught by our canary analysis.",
            "The status bot posted a failed check.",
            "The nightly job failed and sent a mail to the team.",
            "Our checker opened an incident automatically.",
            "AWS Health notified us about broken hardware.",
            "Data quality checks flagged the empty table.",
            "Die Störung wurde durch unser Monitoring erkannt.",
            "Sentry noticed errors.",
            "Insiden terdeteksi oleh monitoring.",
            "The alerting chain paged my phone.",
            "The failure handler sent a push notification.",
            "The daily audit flags the host as down.",
        ],
    );
}

#[test]
fn those_who_use_it_notice() {
    all(
        Detector::Customer,
        &[
            "Players started posting about it.",
            "The mobile team reported that nothing could be scheduled.",
            "A scientist asked in #platform-support why jobs wait.",
            "The first sign was a tweet.",
            "A journalist asked us why the page was gone.",
            "Our partner sent us an email about rejected messages.",
            "We had no alert for this. Customers noticed first.",
        ],
    );
}

#[test]
fn those_who_run_it_notice() {
    all(
        Detector::Person,
        &[
            "The sheriff pings Jo about tasks that do not start.",
            "Jo from operations flagged an unusually high rate of missed blocks.",
            "A developer on our team noticed the red builds.",
            "It ran unobserved for six hours until a human noticed the silence.",
            "It was my good friend Robin who first noticed that things were sluggish.",
            "Someone on the team noticed that the graphs were flat.",
            "A colleague from the data team noticed missing rows.",
            "It was detected manually during the release.",
            "Robin noticed that the deploy had not gone out.",
            "robin@example.org notices mis-configured roles and mends them.",
            "A team member reported in chat that the site was gone.",
        ],
    );
}

#[test]
fn whoever_is_told_has_not_noticed() {
    assert_eq!(by("Summary", "Customers were informed through the status page."), Detector::Unknown);
    assert_eq!(by("Detection", "We had no alert for this."), Detector::Unknown);
}

#[test]
fn machines_tell_wake_and_shout() {
    let sentences = [
        "Nagios told us at 10:20.",
        "PagerDuty woke the on-call.",
        "Monitoring turned red.",
        "Zabbix mailed the team.",
    ];
    all(Detector::Alert, &sentences);
}

#[test]
fn those_next_door_tell() {
    all(Detector::Person, &["The address register informed us around 20:30 that nothing had come in since noon."]);
    all(Detector::Customer, &["Users informed us about missing orders."]);
}

#[test]
fn whom_it_hurt_is_found_out_afterwards() {
    assert_eq!(by("Summary", "The team discovered that five users were impacted by it."), Detector::Unknown);
}

#[test]
fn what_alerts_are_there_for_and_what_nobody_knows_is_no_alert_that_fired() {
    for sentence in [
        "The monitoring was down as well, as it needs the network to trigger alerts.",
        "Our internal monitoring for the cluster was also completely down.",
        "If any of these metrics show trouble, an alert is fired.",
        "Alerts are not fired until much time has passed.",
        "It is unclear whether any alert, monitor or signal fired before.",
        "PagerDuty was misconfigured on a new phone.",
        "Robin Frost triggers the on-call page.",
        "Whoever takes an image from the page leaves the file where it was.",
        "There is a mechanism to detect that the copies differ.",
        "This detects failures at once.",
    ] {
        assert_eq!(by("Summary", sentence), Detector::Unknown, "{sentence}");
    }
    all(Detector::Alert, &["The disk alert fired and Robin acknowledged the page."]);
    assert_eq!(by("检测方式", "事后人工审计发现，非告警"), Detector::Person);
    assert_eq!(by("検知", "アラートではなく、担当者が気づいた"), Detector::Person);
    assert_eq!(by("检测方式", "Prometheus 告警"), Detector::Alert);
}

#[test]
fn requests_of_clients_tell_nobody_and_who_opened_the_page_saw_it() {
    all(Detector::Unknown, &["No more client requests were processed."]);
    all(
        Detector::Person,
        &[
            "This morning I opened the shop to read the news and instead of a new page it had logged me out.",
            "I had no other choice but to post on Slack that the shop was down.",
        ],
    );
    all(Detector::Customer, &["A customer posted on Slack that it was down."]);
}

#[test]
fn whoever_finds_it_later_or_in_passing_is_a_person() {
    all(
        Detector::Person,
        &[
            "It was found about twelve hours later while we explained a missing order.",
            "Nobody's monitoring caught it; it was found afterwards, by review.",
            "There was no effective alert; it was noticed incidentally by an agent that read the graphs.",
        ],
    );
    assert_eq!(by("Detection", "之後使用者回報服務都不能訪問。"), Detector::Customer);
}

#[test]
fn what_was_found_to_help_and_what_is_called_so_notices_nothing() {
    all(
        Detector::Unknown,
        &[
            "I discovered a backup of April, from which most could be restored.",
            "It was taken back, with the issue identified during the upgrade now resolved.",
            "The system detected existing data and made a copy before it began.",
            "I would like to thank Ash and Robin, who found it hard to sleep.",
            "The bot dropped its own messages, like price alerts, before they reached anybody.",
            "The guest kernel reports an error of its file system.",
            "A ticket was raised with the vendor of the storage.",
            "Our own monitoring was down as well.",
        ],
    );
}

#[test]
fn an_alert_that_is_to_fire_next_time_has_not_fired() {
    let text = "# Outage on 2026-03-02\n\nCause: a disk was full.\nWhat changes: an alert fires when the worker has stopped for ten minutes.\n";
    assert_eq!(incident("a.md", text).expect("it is a postmortem").1.detected_by, Detector::Unknown);
}

#[test]
fn a_user_of_the_house_is_no_customer() {
    all(
        Detector::Person,
        &["It was detected by an internal user who saw the queue grow, and a customer complained too."],
    );
}

#[test]
fn who_was_before_the_alert_is_who_noticed() {
    all(
        Detector::Person,
        &[
            "We noticed the mistake shortly after (even before our monitoring alerted us).",
            "An engineer saw it before any alert fired.",
            "It was only when Ada Lane (in house data analyst) ran a report that the issue was noticed.",
        ],
    );
}

#[test]
fn what_only_sounds_like_an_alert_or_a_customer_tells_nobody() {
    all(
        Detector::Unknown,
        &[
            "The shop returned a TLS alert, and every call failed.",
            "Nothing in the user-facing configuration can raise the limit.",
            "The client is instantiated with a limit that nothing reported.",
            "The deploy pipeline failed too (its runs went red).",
            "When we started investigating this incident we noticed that the origin was under load.",
            "如果您使用上述服务时遇到问题，请向我们反馈。",
        ],
    );
}

#[test]
fn a_page_is_an_alert_and_a_complaint_a_customer() {
    let by = |label: &str, words: &str| {
        let text = format!("# Outage on 2026-03-02\n\n**{label}:** {words}\n\n## Root cause\n\nA disk was full.\n");
        incident("a.md", &text).expect("it is a postmortem").1.detected_by
    };
    for (label, words, expected) in [
        ("Detected", "10:20 UTC, page \"PostgreSQL does not answer\"", Detector::Alert),
        ("Detection", "page for fast burn of the error budget, 10:20", Detector::Alert),
        ("Who noticed", "latency page for checkout, 10:20", Detector::Alert),
        ("Found by", "suppliers", Detector::Customer),
        ("Noticed by", "support, after a dozen chats of that sort", Detector::Customer),
        ("Detected", "The first word came from Twitter at 10:20", Detector::Customer),
        ("Detected", "A supplier's complaint reached us at 10:20", Detector::Customer),
        ("Found by", "a reader of the page of an old runbook", Detector::Person),
    ] {
        assert_eq!(by(label, words), expected, "{label}: {words}");
    }
}

#[test]
fn a_box_to_tick_tells_nobody() {
    let by = |list: &str| {
        let text = format!(
            "# Outage on 2026-03-02\n\n## Root cause\n\nA disk was full.\n\n**What was done**\n\n{list} `DiskFull` pages on-call when less than 5 % are free.\n"
        );
        let (_, incident) = incident("a.md", &text).expect("it is a postmortem");
        (incident.detected_by, incident.detected_alert.is_some())
    };
    assert_eq!(by("- [x]"), (Detector::Unknown, false));
}

/// A label that asks, a sentence or an entry of a time line, each in its language.
#[test]
fn whoever_telephones_is_no_machine() {
    for (words, who) in [
        ("| Detected by | Driver in the station garage, by telephone |", Detector::Customer),
        ("We heard of it at 18:20 from a customer on social media.", Detector::Customer),
        ("**Noticed:** 17:55 UTC, complaints on the town's social media", Detector::Customer),
        ("## Detection\n\nThe cook of the Harbour School phoned.", Detector::Customer),
        ("## Deteção\n\nÀs 16:50 uma jornalista perguntou por telefone se a loja estava em baixo.", Detector::Customer),
        ("**Détection** : 08:10, par un agent de la mairie de Valcourt", Detector::Customer),
        ("| Quién lo detectó | Aviso automático por errores 5xx |", Detector::Alert),
        (
            "## Timeline\n\n- 11:02 upgrade begins\n- 11:21 first page (permits portal)\n- 11:48 upgrade stopped",
            Detector::Alert,
        ),
        (
            "## Timeline\n\n- 09:41 first error\n- 09:46 Paged: error budget of the portal\n- 10:05 cause found",
            Detector::Alert,
        ),
        (
            "## Ablauf\n\n- 06:10 Erste Sperren offline\n- 06:25 Aufsicht am Bahnsteig ruft die Leitstelle an",
            Detector::Person,
        ),
        ("Bemerkt hat es am nächsten Tag die Poststelle.", Detector::Person),
    ] {
        let words = if words.starts_with('|') { format!("| | |\n|---|---|\n{words}") } else { words.to_owned() };
        let text = format!("# Outage on 2026-03-02\n\n{words}");
        assert_eq!(above_a_cause(&text).detected_by, who, "{words}");
    }
}

#[test]
fn a_page_that_goes_off_is_none_of_a_site() {
    for words in [
        "- noticed: latency page for the ledger went off 10:20 UTC",
        "### How was it noticed?\n\nThe page for the mail queue (oldest message) at 10:20 UTC.",
        "Readers saw nothing of it. Monitoring told us at 10:20 UTC that the index had stopped.",
        "**Opened by:** @ada\n\n### How was it noticed?\n\nOur probe went red.",
    ] {
        assert_eq!(
            above_a_cause(&format!("# Outage on 2026-03-02\n\n{words}")).detected_by,
            Detector::Alert,
            "{words}"
        );
    }
}

#[test]
fn whoever_looked_is_a_person_whatever_they_looked_at() {
    for words in [
        "## How did we notice\n\nI opened a client's invoice at 10:20 UTC, and its total was missing.",
        "- Found by: Ada, who compared the alerts of two rooms",
        "- Bemerkt durch: Ada, die zwei Alarme verglich",
        "- Noticed: 06:10 UTC, Ada came back from lunch and found the queue empty",
        "## 发现方式\n\n产品部门的同事查看报表时发现数字不对，通知我们。",
        "At 10:20 the page for late trains went off. Ada had already warned the room by then.",
        "## What went well\n\nWhoever ran the script noticed the empty table before our pager did.\n\n\
         ## Timeline\n\n- 10:14 UTC the table is empty\n- 10:32 UTC first reports of users arrive",
        "## Summary\n\nAda hatte es schon gesehen. Wir bemerkten den Fehler, noch bevor das Monitoring ansprang.",
    ] {
        assert_eq!(
            above_a_cause(&format!("# Outage on 2026-03-02\n\n{words}")).detected_by,
            Detector::Person,
            "{words}"
        );
    }
}

#[test]
fn nobody_was_ahead_who_is_said_not_to_have_been() {
    for words in [
        "Nobody noticed it before the alert fired. At 10:20 an alert fired.",
        "We should have seen it before our monitoring did. At 10:20 an alert fired.",
        "An alert fired at 10:20. It had already been noisy.",
    ] {
        assert_eq!(
            above_a_cause(&format!("# Outage on 2026-03-02\n\n{words}")).detected_by,
            Detector::Alert,
            "{words}"
        );
    }
    let customers = "Customers noticed it before our monitoring did.";
    assert_eq!(above_a_cause(&format!("# Outage on 2026-03-02\n\n{customers}")).detected_by, Detector::Customer);
}

#[test]
fn what_watches_and_broke_itself_told_nobody() {
    for words in [
        "| Detection | Grafana stayed unhealthy once monitoring was restarted |\n|---|---|\n| Severity | high |",
        "## Monitoring\n\n- Dashboard: https://monitoring.example.com/orders",
    ] {
        assert_eq!(
            above_a_cause(&format!("# Outage on 2026-03-02\n\n{words}")).detected_by,
            Detector::Unknown,
            "{words}"
        );
    }
    let by = |words: &str| above_a_cause(&format!("# Ausfall am 2026-03-02\n\n{words}")).detected_by;
    assert_eq!(by("## Wie wir es erfahren haben\n\nDie Bibliothek rief gegen 9:40 Uhr an."), Detector::Customer);
}

#[test]
fn the_label_of_the_time_tells_who_behind_it() {
    let noticed = |labels: &str| above_a_cause(&format!("Started: 2026-03-02 10:14 UTC\n{labels}\n")).detected_by;
    assert_eq!(noticed("Noticed: 2026-03-02 10:20 UTC, by the harbour office"), Detector::Person);
    assert_eq!(noticed("Detected: 2026-03-02 10:20 UTC (telephone call from the harbour office)"), Detector::Customer);
    assert_eq!(noticed("Detected: 2026-03-02 10:20 UTC (telephone call from a colleague)"), Detector::Person);
    assert_eq!(noticed("**Détection :** 2026-03-02 10:20, appel téléphonique du port"), Detector::Customer);
    assert_eq!(noticed("Paged: 2026-03-02 10:20 UTC"), Detector::Alert);
    assert_eq!(noticed("Alerted: nobody"), Detector::Unknown);
    assert_eq!(noticed("Detected: 2026-03-02 10:20 UTC, during deployment freeze"), Detector::Unknown);
}

#[test]
fn whoever_calls_and_asks_is_a_customer_unless_they_are_on_call() {
    let by = |entry: &str| {
        above_a_cause(&format!("## Timeline\n\n- 06:00 UTC The run starts\n- 06:15 UTC {entry}\n")).detected_by
    };
    assert_eq!(by("The mail room calls and asks where the letters are"), Detector::Customer);
    assert_ne!(by("The on-call engineer calls and asks where the letters are"), Detector::Customer);
}

#[test]
fn pages_reach_people_and_customers_ask() {
    let by = |entry: &str| {
        above_a_cause(&format!("## Timeline\n\n- 06:00 UTC The run starts\n- 06:15 UTC {entry}\n")).detected_by
    };
    assert_eq!(by("Smoke tests fail in production (alert)"), Detector::Alert);
    assert_eq!(by("A page about grey squares (share of pictures) reached me"), Detector::Alert);
    assert_eq!(by("first tweets"), Detector::Customer);
    assert_eq!(by("Alerta crítico emitido no Datadog"), Detector::Alert);
    let noticed = |label: &str| above_a_cause(&format!("Started: 2026-03-02 10:14 UTC\n{label}\n")).detected_by;
    assert_eq!(
        noticed("Found: 2026-03-02 10:20 UTC, the mail room asked in chat why there was nothing"),
        Detector::Customer
    );
    assert_eq!(
        noticed("Found: 2026-03-02 10:20 UTC, a colleague asked in chat why there was nothing"),
        Detector::Person
    );
    assert_eq!(noticed("Diketahui: 2026-03-02 10:20, bagian keuangan bertanya"), Detector::Customer);
}
