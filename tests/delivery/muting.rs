//! Routes that are muted at times, and the hours of the incident.

use alertgap::link::ladder::delivered::Share;

use super::{CASE, Case, delivery, said};

/// What is said of a route that is muted at these times, of an incident in these hours.
fn muted(times: &str, hours: (&str, &str)) -> String {
    let route = "route: {receiver: 'null', routes: [{receiver: call, mute_time_intervals: [t]}]}";
    let alertmanager = format!("{route}\ntime_intervals: [{{name: t, time_intervals: [{{{times}}}]}}]\n");
    let case = Case { alertmanager: &alertmanager, hours, ..CASE };
    let said = said(&case);
    let for_a_part = delivery(&case).quiet.is_some();
    if said.starts_with("yes") && for_a_part { format!("{said}, but not always") } else { said }
}

#[test]
fn intervals_are_compared_with_the_hours_of_the_incident() {
    let all = "no: muted by \"t\" while the incident lasted";
    let open = "yes: it reaches \"call\" (PagerDuty)";
    let part = "yes: it reaches \"call\" (PagerDuty), but not always";
    let zone = "unknown: its route is muted by \"t\" at times: give the incident's time zone";
    let hours = "unknown: its route is muted by \"t\" at times: give the incident's hours";
    let day = ("2026-05-13T10:00:00Z", "2026-05-13T11:00:00Z");
    for (times, hours, want) in [
        ("weekdays: ['wednesday']", day, all),
        ("weekdays: ['monday:tuesday', 'thursday:saturday']", day, open),
        ("days_of_month: ['13']", day, all),
        ("days_of_month: ['-19']", day, all),
        ("days_of_month: ['-18:-1', '1:12']", day, open),
        ("months: [may], years: ['2026']", day, all),
        ("months: ['6:12']", day, open),
        ("years: ['2027:2030']", day, open),
        ("times: [{start_time: '10:00', end_time: '11:00'}]", day, all),
        ("times: [{start_time: '11:00', end_time: '24:00'}]", day, open),
        // Half of it is muted: somebody hears of it all the same.
        ("times: [{start_time: '10:30', end_time: '24:00'}]", day, part),
        ("times: [{start_time: '12:00', end_time: '13:00'}], location: Europe/Berlin", day, all),
        ("times: [{start_time: '11:00', end_time: '12:00'}], location: Europe/Berlin", day, open),
        // An hour later in winter.
        (
            "times: [{start_time: '11:00', end_time: '12:00'}], location: Europe/Berlin",
            ("2026-01-13T10:00Z", "2026-01-13T11:00Z"),
            all,
        ),
        (
            "times: [{start_time: '08:00', end_time: '09:00'}]",
            ("2026-05-13T10:00+02:00", "2026-05-13T11:00+02:00"),
            all,
        ),
        ("times: [{start_time: '08:00', end_time: '09:00'}]", ("2026-05-13T10:00", "2026-05-13T11:00"), zone),
        // Wherever that is, it is May.
        ("months: [may]", ("2026-05-13T10:00", "2026-05-13T11:00"), all),
        ("months: [june]", ("2026-05-13T10:00", "2026-05-13T11:00"), open),
        ("months: [may], location: Local", day, zone),
        ("months: [may]", ("2026-05-13", "2026-05-13"), hours),
        ("times: []", day, open),
        // What covers every hour does so whenever the incident was.
        ("times: [{start_time: '00:00', end_time: '24:00'}]", ("", ""), all),
        ("times: [{start_time: '00:00', end_time: '12:00'}, {start_time: '10:00', end_time: '24:00'}]", ("", ""), all),
        ("weekdays: ['monday:friday']}, {weekdays: ['saturday', 'sunday']", ("", ""), all),
        ("months: ['1:12'], days_of_month: ['1:31']", ("", ""), all),
        ("weekdays: ['monday:friday']}, {weekdays: ['saturday']", ("", ""), hours),
        (
            "times: [{start_time: '00:00', end_time: '12:00'}, {start_time: '12:01', end_time: '24:00'}]",
            ("", ""),
            hours,
        ),
        ("years: ['2000:2100']", ("", ""), hours),
        // Of an incident of days, all of them; of one that lasted longer than a week, the first.
        ("days_of_month: ['13:14']", ("2026-05-13T00:00Z", "2026-05-16T00:00Z"), part),
        ("days_of_month: ['1:7']", ("2026-05-01T00:00Z", "2026-05-09T00:00Z"), all),
        ("days_of_month: ['1:6']", ("2026-05-01T00:00Z", "2026-05-09T00:00Z"), part),
    ] {
        assert_eq!(muted(times, hours), want, "{times} in {hours:?}");
    }
    let active = "route: {receiver: 'null', routes: [{receiver: call, active_time_intervals: [t]}]}\ntime_intervals: \
                  [{name: t, time_intervals: [{weekdays: ['monday:tuesday']}]}]";
    assert_eq!(said(&Case { alertmanager: active, ..CASE }), all);
}

#[test]
fn intervals_are_compared_by_the_clock_of_the_incident() {
    let all = "no: muted by \"t\" while the incident lasted";
    let open = "yes: it reaches \"call\" (PagerDuty)";
    let part = "yes: it reaches \"call\" (PagerDuty), but not always";
    let zone = "unknown: its route is muted by \"t\" at times: give the incident's time zone";
    for (times, hours, want) in [
        // Clocks behind UTC, ahead of it by half an hour more, and two that differ.
        (
            "times: [{start_time: '15:00', end_time: '16:00'}]",
            ("2026-05-13T10:00-05:00", "2026-05-13T11:00-05:00"),
            all,
        ),
        (
            "times: [{start_time: '10:00', end_time: '11:00'}]",
            ("2026-05-13T10:00-05:00", "2026-05-13T11:00-05:00"),
            open,
        ),
        (
            "times: [{start_time: '04:30', end_time: '05:30'}]",
            ("2026-05-13T10:00+05:30", "2026-05-13T11:00+05:30"),
            all,
        ),
        ("times: [{start_time: '08:00', end_time: '09:00'}]", ("2026-05-13T10:00+02:00", "2026-05-13T09:00Z"), all),
        ("times: [{start_time: '08:00', end_time: '08:59'}]", ("2026-05-13T10:00+02:00", "2026-05-13T09:00Z"), part),
        // Clocks run from 12 hours behind to 14 ahead: it may have been the 12th or the 14th.
        ("days_of_month: ['13']", ("2026-05-13T10:00", "2026-05-13T11:00"), zone),
        ("days_of_month: ['12:13']", ("2026-05-13T11:30", "2026-05-13T11:59"), all),
        ("days_of_month: ['12:13']", ("2026-05-13T12:30", "2026-05-13T12:59"), zone),
        ("days_of_month: ['13:14']", ("2026-05-13T14:15", "2026-05-13T14:59"), all),
        ("days_of_month: ['13:14']", ("2026-05-13T13:30", "2026-05-13T13:59"), zone),
    ] {
        assert_eq!(muted(times, hours), want, "{times} in {hours:?}");
    }
}

/// The least quiet of the routes that it takes counts.
#[test]
fn an_alert_is_heard_where_one_of_its_routes_is_not_muted() {
    let times = "time_intervals:\n- {name: all, time_intervals: [{months: [may]}]}\n- {name: half, time_intervals: \
                 [{times: [{start_time: '10:30', end_time: '24:00'}]}]}\n";
    const NO: &str = "no: muted by \"all\" while the incident lasted";
    const YES: &str = "yes: it reaches \"chat\" (Slack) and \"call\" (PagerDuty)";
    const CALL: &str =
        "yes: it reaches \"chat\" (Slack; muted by \"all\" while the incident lasted) and \"call\" (PagerDuty)";
    // What would have woken somebody slept.
    const CHAT: &str = "no: it reaches \"chat\" (Slack) and \"call\" (PagerDuty; muted by \"all\" while the incident \
                        lasted), which notifies but pages nobody, though its severity is page, and \"call\" pages";
    for (chat, call, want, part) in [
        ("", "[all]", CHAT, false),
        ("[all]", "", CALL, false),
        ("[all]", "[half]", CALL, true),
        ("[half]", "[all]", CHAT, true),
        ("[half]", "", YES, false),
        ("", "[half]", YES, false),
        ("[all]", "[all]", NO, false),
    ] {
        let mutes =
            |names: &str| if names.is_empty() { String::new() } else { format!(", mute_time_intervals: {names}") };
        let routes = format!("{{receiver: chat, continue: true{}}}, {{receiver: call{}}}", mutes(chat), mutes(call));
        let alertmanager = format!("route: {{receiver: 'null', routes: [{routes}]}}\n{times}");
        let case = Case { alertmanager: &alertmanager, ..CASE };
        assert_eq!(said(&case), want, "{routes}");
        assert_eq!(delivery(&case).quiet.is_some_and(|quiet| quiet.share == Share::Part), part, "{routes}");
    }
}
