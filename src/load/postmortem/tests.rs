//! Whole postmortems in the styles that teams write them, and what is read from each.

use super::read;
use crate::load::part::Part;
use crate::model::{Incident, Moment, RiskKind};
use crate::source::{Place, Sources};

pub(super) fn incident(path: &str, text: &str) -> Option<(Sources, Incident)> {
    let mut sources = Sources::default();
    let file = sources.add(path.into(), text.into());
    let mut part = Part::default();
    read(file, path, text, &mut part).then(|| (sources, part.incidents.remove(0)))
}

/// Of a postmortem that goes on with a cause below `text`.
pub(super) fn above_a_cause(text: &str) -> Incident {
    let text = format!("{text}\n\n## Root cause\n\nA disk was full.\n");
    incident("a.md", &text).expect("it is a postmortem").1
}

/// When it started, was detected and was resolved; empty where that is unknown.
pub(super) fn times_of(incident: &Incident) -> [String; 3] {
    let iso = |moment: &Option<Moment>| moment.as_ref().map_or(String::new(), |moment| moment.iso.clone());
    [iso(&incident.started), iso(&incident.detected), iso(&incident.resolved)]
}

/// One line a risk (`5 root`, `7 factor`) and an item (`9 item Open asks`), in the order of lines.
pub(super) fn told(path: &str, text: &str) -> Vec<String> {
    let Some((sources, incident)) = incident(path, text) else { return vec!["no postmortem".into()] };
    let line = |place: Place| sources.lines(place).0;
    let causes = incident.risks.iter().filter_map(|risk| match risk.kind {
        RiskKind::RootCause => Some((line(risk.text.place), "root".to_owned())),
        RiskKind::ContributingFactor => Some((line(risk.text.place), "factor".to_owned())),
        _ => None,
    });
    let items = incident.action_items.iter().map(|item| {
        let asks = if item.asks_for_alert { " asks" } else { "" };
        (line(item.text.place), format!("item {:?}{asks}", item.status))
    });
    let mut all: Vec<_> = causes.chain(items).collect();
    all.sort();
    all.into_iter().map(|(line, what)| format!("{line} {what}")).collect()
}

pub(super) fn markdown(text: &str) -> Vec<String> {
    told("2026-03-02.md", text)
}

#[test]
fn root_causes_in_front_matter_need_no_second_signal() {
    let filled =
        |cause: &str| format!("---\nid: INC-1\nroot_causes:\n  - {cause}\n---\n# Checkout was down\n\nText.\n");
    let checkout = |cause: &str| told("checkout.md", &filled(cause));
    assert_eq!(checkout("The pool of orders-db was exhausted."), ["4 root"]);
    assert_eq!(checkout("{id: RC1, text: The pool was exhausted.}"), ["4 root"]);
    for nothing in ["\"<what broke, and why>\"", "TBD", "\"\""] {
        assert_eq!(checkout(nothing), ["no postmortem"], "{nothing}");
    }
    assert_eq!(told("template.md", &filled("The pool was exhausted.")), ["no postmortem"]);
}

#[test]
fn the_index_of_a_folder_of_reports_is_no_incident() {
    let text = "# Incident reporting\n\nIncidents are opportunities to learn.\n\n## Incident history\n\n(newest first)\n\n- [Mail](a.md)\n";
    for path in ["docs/incident-reports/index.md", "docs/incidents/README.md", "post-mortems/index.md"] {
        assert_eq!(told(path, text), ["no postmortem"], "{path}");
    }
}

#[test]
fn sections_with_check_boxes() {
    let text = "# Checkout outage\n\n## Impact\n\nOrders failed.\n\n## Root cause\n\nThe pool of orders-db was exhausted.\n\n## Action items\n\n- [x] Alert on pool usage @orders-oncall\n- [ ] Document the failover\n- ~~Remove the noisy alert~~\n";
    assert_eq!(markdown(text), ["9 root", "13 item Done asks", "14 item Open", "15 item Done"]);
}

#[test]
fn tables_in_any_order_of_columns() {
    let text = "# Incident 42\n\n## Root Causes\n\nA latent bug let the cache grow without limit.\n\n## Action Items\n\n| Owner | Type | Due | What | State |\n|---|---|---|---|---|\n| @web | detect | 2026-04-01 | Page when the cache is full | DONE |\n| @web | prevent |  | Limit the cache | TODO |\n|  |  |  |  |  |\n";
    assert_eq!(markdown(text), ["5 root", "11 item Done asks", "12 item Open"]);
    let (_, incident) = incident("a.md", text).expect("it is a postmortem");
    let item = &incident.action_items[0];
    assert_eq!(item.owner.as_deref(), Some("@web"));
    assert_eq!(item.due.as_deref(), Some("2026-04-01"));
}

#[test]
fn a_remark_below_an_item_tells_how_it_stands() {
    let text = "# Mail outage\n\n## Root cause\n\nThe relay's disk was full.\n\n## Action items\n\n- Use a shared mailbox\n  - This has been done\n- Show in-progress deliveries on the dashboard\n- Grow the disk (in progress)\n";
    assert_eq!(markdown(text), ["5 root", "9 item Done", "11 item Unknown", "12 item Open"]);
}

#[test]
fn two_sentences_of_one_paragraph_are_one_root_cause() {
    let text = "# Checkout outage\n\nEvery third order failed for an hour, and support heard of it.\n\n## Root cause\n\nA migration held locks on orders-db. Requests that waited exhausted\nthe connection pool.\n\n## Action items\n\n- Run migrations at night\n";
    assert_eq!(markdown(text), ["7 root", "12 item Unknown"]);
}

#[test]
fn the_answer_to_the_last_why_is_the_root_cause() {
    let text = "# Backup outage\n\n## Impact\n\nNo backup for a week.\n\n## Five whys\n\n1. Why was there no backup? The job had failed.\n2. **Why did nobody notice?**\n   Nothing watches the age of the last backup.\n";
    let (_, incident) = incident("a.md", text).expect("it is a postmortem");
    let root = incident.risks.iter().find(|risk| risk.kind == RiskKind::RootCause).expect("a root cause is read");
    assert_eq!(&*root.text, "Nothing watches the age of the last backup.");
}

#[test]
fn labels_in_bullets() {
    let text = "# Outage of 2026-03-02\n\n- **Impact**: nobody could sign in\n- **Cause**: the signing certificate expired\n- **Follow-ups**:\n  - Renew it automatically\n  - Monitor the expiry date\n";
    assert_eq!(markdown(text), ["4 root", "6 item Unknown", "7 item Unknown asks"]);
}

#[test]
fn a_table_of_two_columns() {
    let text = "# Postmortem\n\n| | |\n|---|---|\n| Impact | Searches failed for an hour |\n| Root cause | The index node ran out of disk |\n\n**Action items**\n\n1. Add a disk alert\n2. Grow the disk\n";
    assert_eq!(markdown(text), ["6 root", "10 item Unknown asks", "11 item Unknown"]);
}

#[test]
fn the_last_of_five_whys_is_the_root() {
    let text = "# Postmortem: late mails\n\n## Five whys\n\n1. Why were mails late? The queue was stuck.\n2. Why was it stuck? The worker had died.\n3. Why had it died? It ran out of memory.\n\n## Impact\n\nMails were late.\n";
    assert_eq!(markdown(text), ["6 factor", "7 root"]);
}

#[test]
fn steps_below_a_heading_of_five_whys_need_no_why() {
    let text = "# INC-9: logins failed\n\n## Five whys\n\n1. Logins failed as sessions were gone\n2. They were gone as the memory was full\n3. Nothing limited their lifetime\n\n## Root cause\n\nA refactoring removed the lifetime of sessions.\n\n## Corrective actions\n\n1. Restore it\n";
    assert_eq!(markdown(text), ["6 factor", "7 root", "11 root", "15 item Unknown"]);
}

#[test]
fn labelled_paragraphs_and_a_table_whose_tickets_tell_the_status() {
    let text = "# Search outage (incident 465)\n\n**Impact:** half of all searches failed.\n**Root causes:** a leak of file descriptors that came with 4.2.\n\n**Action items:**\n\n| Action item | Type | Owner | Bug |\n|---|---|---|---|\n| Update the playbook | mitigate | @search | n/a **DONE** |\n| Alert on open descriptors | detect | @search | Bug 55 **TODO** |\n";
    assert_eq!(markdown(text), ["4 root", "10 item Done", "11 item Open asks"]);
}

#[test]
fn owner_date_and_ticket_inside_an_item() {
    let text = "# Incident 7\n\n## Root cause\n\nThe index was missing.\n\n## Action items\n\n* [REPORTS-12] Check an uncached page every minute — @reports — due 2026-05-10\n* 增加告警（负责人：@orders，截止：2026-07-10）\n";
    let (_, incident) = incident("a.md", text).expect("it is a postmortem");
    let fields =
        incident.action_items.iter().map(|item| (item.owner.as_deref(), item.due.as_deref(), item.asks_for_alert));
    let expected = [(Some("@reports"), Some("2026-05-10"), true), (Some("@orders"), Some("2026-07-10"), true)];
    assert_eq!(fields.collect::<Vec<_>>(), expected);
    assert_eq!(incident.action_items[0].links[0].value, "REPORTS-12");
}

#[test]
fn prose_without_any_section_for_causes() {
    let text = "# Payments outage, 2 March 2026\n\n## What happened\n\nUsers saw errors from 10:00. The outage was caused by a bad configuration that we deployed at 09:58. We rolled it back.\n\n## Timeline\n\n- 10:00 errors begin\n- 10:20 rolled back\n\nTo prevent this from happening again, we will:\n\n- validate configuration before it is deployed\n- set up a probe of the checkout page\n";
    assert_eq!(markdown(text)[0], "5 root");
    assert_eq!(markdown(text)[markdown(text).len() - 2..], ["14 item Unknown", "15 item Unknown asks"]);
}

#[test]
fn a_sentence_leads_to_a_list_of_causes() {
    let text = "# Incident INC-7\n\n## Summary\n\nThe site was down. This was caused by two things at once:\n\n- the disk of the primary was full\n- the replica had been stopped for maintenance\n\n## Next steps\n\n* Add capacity\n";
    assert_eq!(markdown(text), ["7 root", "8 root", "12 item Unknown"]);
}

#[test]
fn details_below_an_item_belong_to_it() {
    let text = "# Incident INC-8\n\n## Root cause\n\nA typo in the routing table.\n\n## Follow-up actions\n\n### Process\n\n- Review routing changes in pairs\n  - Owner: @network\n  - Due: 2026-05-01\n- Monitoring:\n  - Alert when routes vanish\n";
    assert_eq!(markdown(text), ["5 root", "11 item Unknown", "15 item Unknown asks"]);
    let (_, incident) = incident("a.md", text).expect("it is a postmortem");
    assert_eq!(incident.action_items[0].owner.as_deref(), Some("@network"));
    assert_eq!(incident.action_items[0].due.as_deref(), Some("2026-05-01"));
}

#[test]
fn what_has_been_added_since() {
    let text = "# Outage of the API\n\n## Impact\n\nAll calls failed.\n\n## Cause\n\nThe limit of open files was reached.\n\n## Lessons\n\nNobody saw it coming. We have since added an alert on open files.\n";
    assert_eq!(markdown(text), ["9 root", "13 item Done asks"]);
}

#[test]
fn only_items_that_want_more_watching_ask() {
    let cases = [
        ("Lower the threshold of the latency alert", true),
        ("Flux metrics and alerts", true),
        ("Find a way to be notified when backups fail", true),
        ("Run the launch test continuously", true),
        ("Remove the flapping disk alert", false),
        ("Reduce alert noise", false),
        ("Document how to respond to the disk alert", false),
        ("Investigate why the alert did not fire", false),
        ("Increase the memory limit of Prometheus", false),
        ("Notify customers earlier", false),
        ("Build a dashboard of the queue", false),
        ("Add a retry to the client", false),
    ];
    for (words, asks) in cases {
        assert_eq!(super::asks::asks_for_alert(words), asks, "{words}");
    }
}

#[test]
fn eight_languages() {
    let cases = [
        "# Insiden 2026-03-02\n\n## Akar masalah\n\nSertifikat gateway kedaluwarsa.\n\n## Tindak lanjut\n\n- Tambahkan alert untuk sertifikat\n- Perbarui sertifikat\n",
        "# 障害報告 2026-03-02\n\n## 根本原因\n\n証明書の期限が切れていたため接続できなかった。\n\n## 再発防止策\n\n- 証明書の期限を監視するアラートを追加\n- 更新手順を自動化する\n",
        "# Störung 2026-03-02\n\n## Ursache\n\nDas Zertifikat des Gateways war abgelaufen.\n\n## Maßnahmen\n\n- Alarm für ablaufende Zertifikate einrichten\n- Zertifikate automatisch erneuern\n",
        "# Incident du 2026-03-02\n\n## Cause racine\n\nLe certificat de la passerelle avait expiré.\n\n## Plan d’action\n\n- Ajouter une alerte sur l’expiration\n- Renouveler automatiquement\n",
        "# Incidente 2026-03-02\n\n## Causa raíz\n\nEl certificado de la pasarela caducó.\n\n## Acciones\n\n- Añadir una alerta de caducidad\n- Renovar automáticamente\n",
        "# Incidente 2026-03-02\n\n## Causa raiz\n\nO certificado do gateway expirou.\n\n## Ações\n\n- Adicionar um alerta de expiração\n- Renovar automaticamente\n",
        "# 故障复盘 2026-03-02\n\n## 根本原因\n\n网关证书过期导致连接失败，用户无法访问。\n\n## 改进措施\n\n- 增加证书过期告警\n- 自动更新证书\n",
        "# Incident 2026-03-02\n\n## Root cause\n\nThe certificate of the gateway had expired.\n\n## Action items\n\n- Add an alert for it\n- Renew automatically\n",
    ];
    for text in cases {
        assert_eq!(markdown(text), ["5 root", "9 item Unknown asks", "10 item Unknown"], "{text}");
    }
}

#[test]
fn not_every_document_is_a_postmortem() {
    let notes = "# Weekly meeting\n\n## Action items\n\n- Add an alert\n";
    let template = "# Postmortem template\n\n## Root cause\n\nDescribe the cause here\n\n## Impact\n\nWho was hurt?\n\n## Action items\n\n- {{ item }}\n";
    let empty = "# {{ title }}\n\n## Root cause\n\n{{ root_cause }}\n\n## Action items\n\n- <Your name here>\n";
    let index = "# Incident reports\n\n- [One](one.md)\n- [Two](two.md)\n";
    for text in [notes, template, empty, index] {
        assert_eq!(markdown(text), ["no postmortem"], "{text}");
    }
}

#[test]
fn minutes_that_an_outage_took_are_not_those_of_a_meeting() {
    let told = |title: &str| {
        markdown(&format!("---\nid: INC-7\ntitle: {title}\nseverity: high\n---\n\n## Impact\n\nNo orders.\n"))
    };
    assert_eq!(told("Checkout returned 500s for 41 minutes"), [""; 0]);
    let notes = "# SRE sync minutes\n\n## Impact\n\nNone so far, they say.\n\n## Action items\n\n- Add an alert\n";
    assert_eq!(markdown(notes), ["no postmortem"]);
}

#[test]
fn lists_that_code_asks_for_are_there() {
    let asked = "cause-named cause-outright cause-unknown noticed unseen cause broke cure watch watch-weak add watch-not done open promise nothing lead-in lead-cause lead-factors lead-actions kind-process kind-investigate kind-mitigate kind-repair kind-prevent column-action column-owner column-due column-status column-kind column-ticket why five-whys placeholder incident-title not-incident-title due-mark";
    for list in asked.split(' ') {
        super::cues::CUES.has(list, "");
    }
}
