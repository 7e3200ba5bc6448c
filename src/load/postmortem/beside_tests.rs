//! What stands beside the causes and is none, and what is told twice: each case a misreading that was mended.

use super::tests::{incident, told};
use crate::model::{Incident, RiskKind};

/// The texts of the causes and factors of a document.
fn causes(text: &str) -> Vec<String> {
    let read: Incident = incident("a.md", text).expect("it is a postmortem").1;
    let causes = read.risks.into_iter().filter(|risk| risk.kind != RiskKind::ActionItem);
    causes.map(|risk| risk.text.value).collect()
}

/// The same below a heading of the root cause, behind a sentence that tells it.
fn below(words: &str) -> Vec<String> {
    let text = format!("# Outage on 2026-03-02\n\n## Root cause\n\nThe token of the relay had expired.\n\n{words}\n");
    causes(&text).into_iter().skip(1).collect()
}

#[test]
fn what_was_ruled_out_below_a_root_cause_is_none() {
    for words in [
        "A lack of memory was ruled out as well:\n\n| Check | Found |\n|---|---|\n| Worker killed for its memory | No |",
        "| Check | Found |\n|---|---|\n| Worker killed for its memory | No |\n| Errors of the disk | none seen |",
        "Wrong assumptions:\n\n- We thought that the network dropped packets\n- We blamed a broken disk",
        "错误的假设：\n\n- 以为是磁盘故障导致写入失败\n- 以为是网络丢包，先重启了交换机",
        "Verworfene Hypothesen:\n\n- Die Platte war defekt\n- Das Netz verlor Pakete",
        "Hipótesis descartadas:\n\n- El disco estaba dañado\n- La red perdía paquetes",
    ] {
        assert_eq!(below(words), [""; 0], "{words}");
    }
}

#[test]
fn remarks_below_a_root_cause_are_none() {
    for words in [
        "**Why the first fix failed.** It renewed the token of the wrong relay, because both have one name.",
        "Relays without tokens are immune, which is why nobody else had failed.",
        "The late mails are a side effect, because the queue was full.",
        "Relais ohne Token sind nicht betroffen, deshalb fiel es sonst nirgends auf.",
        "Los relés sin token son inmunes, porque no caduca nada.",
        "The relay's library handles:\n\n- Retries\n- Signatures",
        "Relays get their tokens so:\n\n1. The box asks the vault\n2. The vault signs what it is asked for",
    ] {
        assert_eq!(below(words), [""; 0], "{words}");
    }
}

#[test]
fn the_rest_of_a_long_section_explains() {
    let paragraphs = ["It failed at noon, because noon is when it ends.", "The vault was slow.", "Its queue was full."];
    assert_eq!(below(&paragraphs.join("\n\n")).len(), 2, "three root causes beat ten sentences");
}

#[test]
fn two_sentences_of_a_factor_are_one() {
    let text = "# Outage on 2026-03-02\n\n## Root cause\n\nThe token had expired.\n\n## Contributing factors\n\n\
        Two printers have a spare. The third has none, because nobody ordered it.\n";
    assert_eq!(causes(text).len(), 2);
}

#[test]
fn a_summary_that_tells_the_root_cause_is_no_second_one() {
    let text = "# Outage on 2026-03-02\n\n## Summary\n\nMails were late because the token of the relay had expired in the vault.\n\n\
        ## Root cause\n\nThe token of the relay had expired: the vault renews tokens that are in its list, and the relay was not.\n";
    assert_eq!(causes(text).len(), 1);
    let other =
        text.replace("the token of the relay had expired in the vault", "nobody watched the length of its queue");
    assert_eq!(causes(&other).len(), 2, "it tells something else");
}

#[test]
fn a_field_above_the_section_on_the_root_cause_is_no_second_one() {
    let text = "# Outage on 2026-03-02\n\n**Severity:** high\n**Root cause:** a bug of the scheduler\n\n## Impact\n\nMails were late.\n\n\
        ## Root cause\n\nA counter was read before it had been set, so that the wrong queue was emptied.\n";
    assert_eq!(causes(text), ["A counter was read before it had been set, so that the wrong queue was emptied."]);
}

#[test]
fn a_first_why_that_gives_its_reason_is_a_factor() {
    let whys = |first: &str| {
        let text = format!(
            "# Outage on 2026-03-02\n\n## Root cause (5 whys)\n\n1. {first}\n2. Why had it? Its renewal had failed.\n\
             3. Why? Nobody had given it the right to renew."
        );
        told("a.md", &text)
    };
    assert_eq!(whys("Why did mails fail? Because the token had expired."), ["5 factor", "6 factor", "7 root"]);
    assert_eq!(whys("¿Por qué fallaron? Porque el token había caducado."), ["5 factor", "6 factor", "7 root"]);
    assert_eq!(whys("Why did mails fail? The relay refused them."), ["6 factor", "7 root"], "that is what was seen");
}

#[test]
fn a_report_on_several_incidents_tells_the_cause_of_each() {
    let text = "# Post-mortem of March 2026\n\n## The order of events\n\n\
        ### Search (minor)\n\nOn 3 March 2026, the search was empty due to a wrong setting of the indexer. It was over soon.\n\n\
        ### Mails (minor)\n\nOn 5 March 2026, we moved the relay. This caused mails to be rejected by everybody.\n\n\
        ### Login (major)\n\nAlso on 5 March 2026, the certificate of the login expired and nobody could log in.\n\n\
        ## Root cause\n\nWe had grown too fast and tested too little.\n";
    let causes = causes(text);
    assert_eq!(causes.len(), 4, "{causes:?}");
    assert!(causes[1].starts_with("On 5 March 2026, we moved the relay. This caused"), "{causes:?}");
}

#[test]
fn a_term_that_was_over_is_a_cause() {
    let text = "# Outage on 2026-03-02\n\n## What our guests saw\n\nIts licence had been bought for three years. \
        Those three years were over on Monday, and the server rejected every job.\n\n## Impact\n\nNobody came in.\n";
    assert_eq!(causes(text).len(), 1);
}
