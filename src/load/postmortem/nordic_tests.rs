//! Dutch, Swedish and Danish: a whole postmortem in each, as somebody there would write it.

use super::tests::incident;
use crate::model::{Detector, Incident, Moment, RiskKind};

fn read(text: &str) -> Incident {
    incident("a.md", text).expect("it is a postmortem").1
}

fn is_understood(text: &str, by: Detector) {
    let incident = read(text);
    let iso = |moment: &Option<Moment>| moment.as_ref().map_or(String::new(), |moment| moment.iso.clone());
    let told = [&incident.started, &incident.detected, &incident.resolved].map(iso);
    assert_eq!(told, ["2026-03-02T09:55", "2026-03-02T10:45", "2026-03-02T11:34"]);
    assert_eq!(incident.detected_by, by);
    assert_eq!(incident.risks.iter().filter(|risk| risk.kind == RiskKind::RootCause).count(), 1);
    assert_eq!(incident.action_items.iter().map(|item| item.asks_for_alert).collect::<Vec<_>>(), [true, false]);
}

#[test]
fn dutch_is_read() {
    is_understood(
        "# Storing: betalingen mislukten\n\n**Datum:** 2 maart 2026\n\n## Samenvatting\n\nDe betaalpagina was niet bereikbaar.\n\n\
         ## Tijdlijn\n\n- 09:55 – Nieuwe versie uitgerold, betalingen beginnen te mislukken\n\
         - 10:45 – Klanten bellen dat ze niet kunnen betalen\n- 11:20 – Versie teruggedraaid\n- 11:34 – Storing opgelost\n\n\
         ## Oorzaak\n\nDe nieuwe versie gebruikte een verlopen certificaat.\n\n## Maatregelen\n\n\
         - [ ] Alarm instellen op mislukte betalingen\n- [ ] Certificaten automatisch vernieuwen\n",
        Detector::Customer,
    );
}

#[test]
fn swedish_is_read() {
    is_understood(
        "# Driftstörning: betalningar misslyckades\n\n**Datum:** 2 mars 2026\n\n## Sammanfattning\n\nBetalsidan var otillgänglig.\n\n\
         ## Tidslinje\n\n- 09:55 – Ny version i produktion, betalningar börjar misslyckas\n\
         - 10:45 – Larm från övervakningen kom till jouren\n- 11:20 – Versionen rullades tillbaka\n\
         - 11:34 – Störningen är löst\n\n## Grundorsak\n\nDen nya versionen använde ett utgånget certifikat.\n\n## Åtgärder\n\n\
         - [ ] Sätt upp larm på misslyckade betalningar\n- [ ] Förnya certifikat automatiskt\n",
        Detector::Alert,
    );
}

#[test]
fn danish_is_read() {
    is_understood(
        "# Driftsforstyrrelse: betalinger fejlede\n\n**Dato:** 2. marts 2026\n\n## Resumé\n\nBetalingssiden var utilgængelig.\n\n\
         ## Tidslinje\n\n- 09:55 – Ny version i produktion, betalinger begynder at fejle\n\
         - 10:45 – En kollega bemærker, at ingen kan betale\n- 11:20 – Versionen rulles tilbage\n\
         - 11:34 – Fejlen er rettet\n\n## Årsag\n\nDen nye version brugte et udløbet certifikat.\n\n## Tiltag\n\n\
         - [ ] Opsætte alarm på fejlede betalinger\n- [ ] Forny certifikater automatisk\n",
        Detector::Person,
    );
}

#[test]
fn norwegian_labels_of_an_error_tell_its_times() {
    let incident = read(
        "# Feil i beregningen\n\n**Rotårsaker:** Feil felt ble lest.\n\n**Påvisning:** Varslet av vakten på #drift\n\n## Tidslinje\n\n\
         Feil introdusert: 02.03.2026 10:47\nFeil oppdaget: 03.03.2026 14:20\nFeil rettet: 03.03.2026 14:24\n",
    );
    let iso = |moment: &Option<Moment>| moment.as_ref().map_or(String::new(), |moment| moment.iso.clone());
    assert_eq!(iso(&incident.started), "2026-03-02T10:47");
    assert_eq!(iso(&incident.resolved), "2026-03-03T14:24");
    assert_eq!(incident.detected_by, Detector::Person);
}

#[test]
fn what_goes_on_behind_a_labelled_cause_is_of_that_cause() {
    let causes = |end: &str| {
        let text = format!(
            "# Shop down on 2026-03-02\n\n**Root causes:** An order needs an id from the gateway.\n\nThe shop could not connect to \
             its own database.\n\n{end}\n"
        );
        read(&text).risks.iter().filter(|risk| risk.kind == RiskKind::RootCause).count()
    };
    assert_eq!(causes("**Trigger:** Unknown."), 2);
    assert_eq!(causes("- A list that no label ends"), 1);
}

#[test]
fn whoever_says_so_in_a_chat_noticed() {
    let text = "# Nettbutikken var nede\n\n**Dato:** 2. mars 2026\n\n**Rotårsaker:** Disken var full\n\n## Tidslinje\n\n\
                10:20 - Ny versjon ute\n\n10:43 - Kari sier ifra i kanalen at ordre gir feil\n\n11:20 - Alt virker igjen";
    let incident = incident("a.md", text).expect("it is a postmortem").1;
    assert_eq!(incident.detected_by, Detector::Person);
    assert_eq!(incident.detected.expect("it is told").iso, "2026-03-02T10:43");
}
