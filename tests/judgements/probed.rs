//! What probes see of what failed.

use alertgap::link::Answer;

use super::scraped::TARGETS;
use super::told::{World, asserts_no};
use super::{POSTMORTEM, rules, rungs};

/// The certificate of one site is none of another.
#[test]
fn a_prober_sees_the_hosts_that_it_probes() {
    let job = "metrics_path: /probe, static_configs: [{targets: ['https://www.example.com', 'https://blog.example.com']}], \
               relabel_configs: [{source_labels: [__address__], target_label: instance}, {target_label: __address__, \
               replacement: 'prober:9115'}]";
    for (text, answer) in [
        ("The certificate of api.example.com expired.", Answer::No),
        ("The certificate of www.example.com expired.", Answer::Unknown),
        ("The certificate of example.com expired.", Answer::Unknown),
        ("The certificate of origin.blog.example.com expired.", Answer::No),
        ("The certificate expired.", Answer::Unknown),
        ("The certificate expired, see notes.md for details.", Answer::Unknown),
    ] {
        let postmortem = POSTMORTEM.replace("The pool was full.", text);
        let prometheus = format!("rule_files: [a.yml]\nscrape_configs: [{{job_name: pool, {job}}}]\n");
        let rules = rules("expr: 'probe_ssl_earliest_cert_expiry{job=\"pool\"} - time() < 86400'");
        let live = rungs(&[("a.md", &postmortem), ("a.yml", &rules), ("prometheus.yml", &prometheus)]).live;
        assert_eq!(live.is, answer, "{text}: {}", live.why);
    }
}

#[test]
fn a_probe_sees_a_status_code_that_its_module_refuses() {
    let any = "modules:\n  http_any: {prober: http, http: {valid_status_codes: [200, 404, 503]}}\n  checked: {prober: http, http: \
               {fail_if_body_matches_regexp: [sorry]}}\n  http_2xx: {prober: http}\n  \
               line: {prober: tcp, tcp: {query_response: [{expect: '200 OK'}]}}\n";
    for (module, blackbox, text, answer) in [
        ("http_2xx", "", "answered every request with HTTP 503", Answer::Unknown),
        ("http_2xx", any, "answered every request with HTTP 503", Answer::Unknown),
        ("http_any", any, "answered every request with HTTP 503", Answer::No),
        ("http_any", any, "answered every request with HTTP 502", Answer::Unknown),
        ("http_any", "", "answered every request with HTTP 503", Answer::Unknown),
        ("tcp_connect", "", "answered every request with HTTP 503", Answer::No),
        ("icmp", any, "answered with 5xx", Answer::No),
        ("line", any, "answered with 5xx", Answer::Unknown),
        ("tcp_connect", "", "refused every connection", Answer::Unknown),
        ("http_2xx", any, "answered every request with HTTP 200 and an empty page", Answer::No),
        ("checked", any, "answered every request with HTTP 200 and an empty page", Answer::Unknown),
    ] {
        let postmortem = POSTMORTEM.replace("The pool was full.", &format!("The shop {text}."));
        let rules = rules("expr: probe_success == 0");
        let job = format!("{{job_name: shop, params: {{module: [{module}]}}, {TARGETS}}}");
        let prometheus = format!("rule_files: [a.yml]\nscrape_configs: [{job}]\n");
        let files = [("a.md", &*postmortem), ("a.yml", &*rules), ("prometheus.yml", &*prometheus)];
        let given = (!blackbox.is_empty()).then_some(("blackbox.yml", blackbox));
        let live = rungs(&files.into_iter().chain(given).collect::<Vec<_>>()).live;
        assert_eq!(live.is, answer, "{module}, {text}: {}", live.why);
    }
}

/// A probe may ask by the other protocol, or be content with a page that says that there is none.
#[test]
fn a_probe_may_be_content() {
    let job = "params: {module: [m]}, static_configs: [{targets: ['https://shop.example.com']}]";
    let modules = |http: &str| format!("modules: {{m: {{prober: http, http: {{{http}}}}}}}\n");
    let (first, second) = ("preferred_ip_protocol: ip4", "preferred_ip_protocol: ip6");
    let stale = "The shop could not be reached over IPv6.";
    let friendly = "nginx served the maintenance page with status 200.";
    for (cause, details, http, is_no) in [
        (stale, "", first, true),
        (stale, "", second, false),
        (stale, "", "method: GET", false),
        ("The shop could not be reached over IPv4 or over IPv6.", "", first, false),
        ("The shop could not be reached over IPv4.", "", second, true),
        ("The shop was in maintenance.", friendly, first, true),
        ("The shop was in maintenance.", friendly, "fail_if_body_matches_regexp: [soon]", false),
        ("The shop was in maintenance.", "The page came back with status 200.", first, false),
    ] {
        let (rule, modules) = ("expr: probe_success == 0", modules(http));
        asserts_no(&World { cause, details, rule, job, files: &[("blackbox.yml", &modules)] }, is_no);
    }
}

/// The front page comes from a cache; what failed lies behind it.
#[test]
fn a_probe_sees_the_page_that_it_asks_for() {
    let job = |page: &str| {
        format!(
            "static_configs: [{{targets: ['https://shop.example.com{page}']}}], relabel_configs: [{{source_labels: [__address__], \
             target_label: instance}}, {{target_label: __address__, replacement: 'prober:9115'}}]"
        )
    };
    let cause = "`/checkout` gave an error to everybody.";
    let cached = "The front page comes from the CDN and was as quick as ever.";
    for (cause, details, page, is_no) in [
        (cause, cached, "/", true),
        (cause, cached, "", true),
        (cause, cached, "/checkout/health", false),
        (cause, "", "/", false),
        (cause, "All other pages worked.", "/", true),
        ("Everybody got an error.", cached, "/", false),
    ] {
        let job = job(page);
        asserts_no(&World { cause, details, rule: "expr: probe_success == 0", job: &job, files: &[] }, is_no);
    }
}

/// Each target is given to the prober as a parameter; where nothing puts the prober in its place it is asked itself.
#[test]
fn somebody_has_to_be_asked_to_probe() {
    let passed = "{source_labels: [__address__], target_label: __param_target}";
    let job = |steps: &str| {
        format!("metrics_path: /probe, static_configs: [{{targets: ['ldap-1:636']}}], relabel_configs: [{steps}]")
    };
    let replaced = format!("{passed}, {{target_label: __address__, replacement: 'prober:9115'}}");
    for (steps, rule, is_no) in [
        (passed, "expr: 'probe_success{job=\"pool\"} == 0'", true),
        (&*replaced, "expr: 'probe_success{job=\"pool\"} == 0'", false),
        (passed, "expr: 'up{job=\"pool\"} == 0'", false),
        ("", "expr: 'probe_success{job=\"pool\"} == 0'", false),
    ] {
        asserts_no(&World { rule, job: &job(steps), ..World::default() }, is_no);
    }
}

/// A probe that only connects sees nothing of what is answered, or not, behind that.
#[test]
fn a_probe_that_connects_is_content_with_a_connection() {
    let modules = "modules:\n  greets: {prober: tcp, tcp: {query_response: [{expect: '^220 '}]}}\n  sealed: {prober: tcp, tcp: \
                   {tls: true}}\n  plain: {prober: tcp}\n  echo: {prober: icmp}\n";
    let live = |module: &str, text: &str, story: &str| {
        let postmortem = POSTMORTEM.replace("The pool was full.", text) + story;
        let rules = rules("expr: 'probe_success{job=\"relay\"} == 0'");
        let job = format!(
            "{{job_name: relay, params: {{module: [{module}]}}, metrics_path: /probe, static_configs: [{{targets: \
             ['relay-1:2525']}}], relabel_configs: [{{source_labels: [__address__], target_label: __param_target}}, \
             {{source_labels: [__param_target], target_label: instance}}, {{target_label: __address__, replacement: \
             'prober:9115'}}]}}"
        );
        let prometheus = format!("rule_files: [a.yml]\nscrape_configs: [{job}]\n");
        let files = [("a.md", &*postmortem), ("a.yml", &*rules), ("prometheus.yml", &*prometheus), ("b.yml", modules)];
        rungs(&files).live
    };
    let hangs = "The relay hung in a lock.";
    for (module, text, story, answer) in [
        ("plain", "The relay accepted new connections, but said nothing on them.", "", Answer::No),
        ("plain", "The relay hung; TCP connections were still established.", "", Answer::No),
        ("plain", "Das Relay nahm weiter Verbindungen an, antwortete aber nicht.", "", Answer::No),
        ("tcp_connect", "The relay took every connection and answered none.", "", Answer::No),
        ("plain", "The relay no longer accepted new connections.", "", Answer::Unknown),
        ("plain", "The relay stopped accepting connections.", "", Answer::Unknown),
        ("plain", "After the restart the relay accepted connections.", "", Answer::Unknown),
        ("plain", hangs, "\n## What we saw\n\n- `telnet relay-1 2525` connects, and then nothing comes\n", Answer::No),
        ("plain", hangs, "\n## What we saw\n\n- port 2525 was open, and nothing came\n", Answer::No),
        // Another one took them.
        ("plain", hangs, "\n## What we saw\n\n- `telnet relay-2 25` connects\n", Answer::Unknown),
        ("greets", "The relay accepted new connections, but said nothing on them.", "", Answer::Unknown),
        ("sealed", "The relay accepted new connections, but said nothing on them.", "", Answer::Unknown),
        ("echo", "The relay accepted new connections, but said nothing on them.", "", Answer::Unknown),
        ("echo", "The relay hung, though the host answered pings.", "", Answer::No),
        ("echo", "The relay hung, though the host replied to pings.", "", Answer::No),
        ("echo", "The host did not reply to pings.", "", Answer::Unknown),
    ] {
        let live = live(module, text, story);
        assert_eq!(live.is, answer, "{module}: {text}{story}: {}", live.why);
    }
}
