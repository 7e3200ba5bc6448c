use crate::model::{Detector, Moment};
#[test]
fn probe() {
    let Ok(list) = std::env::var("PROBE_FILES") else { return };
    let mut incidents = Vec::new();
    for path in list.split('\n') {
        let text = std::fs::read_to_string(path).expect("read");
        let file = crate::source::Sources::default().add(path.into(), "".into());
        let document = super::document::read(file, path, &text);
        let t0 = std::time::Instant::now();
        let facts = super::facts::read(&document, &|_| (crate::model::ActionKind::Other, false));
        if std::env::var("PROBE_TIME").is_ok() { eprintln!("{:?} {path}", t0.elapsed()); }
        let m = |m: &Option<Moment>| m.as_ref().map(|m| if m.possible { m.iso.clone() } else { m.iso.clone() });
        let by = match facts.detection.by { Detector::Alert => "alert", Detector::Customer => "customer", Detector::Person => "person", Detector::Unknown => "unknown" };
        let line = |p: Option<crate::source::Place>| p.map(|p| text[..p.start].matches('\n').count() + 1);
        incidents.push(serde_json::json!({"file": path, "detected_by": by, "by_line": line(facts.detection.place), "alert": facts.detection.alert.map(|a| a.value),
            "started": m(&facts.started), "detected": m(&facts.detected), "mitigated": m(&facts.mitigated), "resolved": m(&facts.resolved),
            "s_line": line(facts.started.as_ref().map(|m| m.place)), "d_line": line(facts.detected.as_ref().map(|m| m.place)), "r_line": line(facts.resolved.as_ref().map(|m| m.place)),
            "duration": facts.duration, "ttd": facts.time_to_detect, "id": facts.identity.id.map(|t| t.value), "title": facts.identity.title.value,
            "severity": facts.identity.severity.map(|t| t.value), "status": facts.identity.status.map(|t| t.value),
            "services": facts.identity.services.iter().map(|t| t.value.clone()).collect::<Vec<_>>(), "affected": facts.identity.affected.iter().map(|t| t.value.clone()).collect::<Vec<_>>(),
            "action_items": [], "risks": []}));
    }
    std::fs::write(std::env::var("PROBE_OUT").expect("out"), serde_json::to_string_pretty(&serde_json::json!({"incidents": incidents})).expect("json")).expect("write");
}
