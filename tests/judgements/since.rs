//! Alerts of which a postmortem says in its own words that they are there since: no front matter, and no item.

use alertgap::link::Verdict;

use super::{judged, rules};

/// The verdict on the only root cause of a postmortem that ends so.
fn verdict(text: &str) -> Verdict {
    let postmortem = format!(
        "# No callbacks on 2026-03-02\n\n## Impact\n\nNobody was called back.\n\n## Root cause\n\nThe pool of the callback worker was full.\n\n## What we did\n\n{text}\n"
    );
    let rules = rules("expr: pool_used > 5");
    let files = [("a.md", postmortem.as_str()), ("a.yml", rules.as_str())];
    let (_, coverage, _) = judged(&files, "{}");
    coverage.incidents[0].risks[0].verdict
}

#[test]
fn an_alert_that_is_there_since_guards_the_only_root_cause() {
    let texts = [
        "We have since added the alert PoolFull.",
        "Since then PoolFull pages the on-call, merged on 8 May.",
        "**Detection gap** → new alert PoolFull, since 7 October.",
        "Linked issues\n\n- OPS-1 [Done] Transaction only on submit\n- OPS-2 [Done] PoolFull, pages on-call",
        "There is a second alert, **PoolFull**, which rings on-call.",
        "We now have the alert `PoolFull`: more than five pages the duty officer.",
        "What pages us now: `PoolFull`.",
        "`PoolFull`, live since 20 July.",
        "Neuer Alarm `PoolFull`, erledigt am 8. Mai.",
        "Nouvelle alerte `PoolFull` depuis le 4 mai.",
        "Desde el 30 de julio la alerta **PoolFull** avisa a la guardia.",
        "Ajouté : alerte `PoolFull`.",
        "O alerta `PoolFull` foi criado em maio.",
        "新しいアラート `PoolFull` を追加した。",
        "新增告警 `PoolFull`。",
        "Aturan `PoolFull` sudah ditambahkan.",
    ];
    let wrong: Vec<&str> = texts.into_iter().filter(|text| verdict(text) != Verdict::Covered).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn one_that_was_there_before_or_is_only_planned_does_not() {
    for text in [
        "PoolFull existed, and did not fire.",
        "PoolFull has been there since 2023.",
        "PoolFull was written in 2022 for another pool.",
        "The alert PoolFull should be added.",
        "PoolFull is planned.",
        "PoolFull stays a ticket, as before.",
        "`PoolFull` existait déjà, ajoutée par les premiers.",
        "`PoolFull` queda como información en el canal.",
        "Nobody looked at PoolFull.",
    ] {
        assert_ne!(verdict(text), Verdict::Covered, "{text}");
    }
}
