//! No format shows the value of a secret, whatever is reported beside it.

mod support;

use support::{Folder, alertgap};

/// A whole configuration with a fault in each part of which the excerpts are drawn.
const ALERTMANAGER: &str = r##"global:
  smtp_auth_password: s3cret-01
  smtp_auth_secret: "s3cret-02"
  slack_api_url: https://hooks.example.com/services/s3cret-03
  opsgenie_api_key: 's3cret-04'
  victorops_api_key: s3cret-05
  http_config: {basic_auth: {username: me, password: s3cret-06}, proxy_url: "http://me:s3cret-07@proxy.example.com"}
route: {receiver: quiet, group_wait: 5 minutes, routes: [{receiver: missing, matchers: [a]}]}
receivers:
  - {name: quiet, webhook_configs: [{url: "https://hooks.example.com/a?token=s3cret-08"}]}
  - {name: quiet, pagerduty_configs: [{routing_key: s3cret-09}, {service_key: "s3cret-10"}]}
  - name: chat
    slack_configs:
      - api_url: |-
          https://hooks.example.com/services/s3cret-11
        http_config:
          authorization: {type: Bearer, credentials: s3cret-12}
          oauth2: {client_id: me, client_secret: 's3cret-13', token_url: "https://id.example.com/?key=s3cret-14"}
    pushover_configs: [{user_key: s3cret-15, token: s3cret-16}]
    telegram_configs: [{bot_token: s3cret-17, chat_id: 1}]
    wechat_configs: [{api_secret: s3cret-18}]
    email_configs: [{to: a@example.com, auth_password: s3cret-19}]
    sns_configs: [{sigv4: {access_key: me, secret_key: s3cret-20}}]
    msteams_configs: [{webhook_url: "https://me:s3cret-21@teams.example.com/s3cret-22"}]
"##;

const PROMETHEUS: &str = r##"global: {external_labels: {cluster: eu}}
remote_write:
  - {url: "https://me:s3cret-23@metrics.example.com/push?key=s3cret-24", bearer_token: s3cret-25}
alerting:
  alert_relabel_configs: [{source_labels: [team], regex: "", action: drop}] # beside a secret: password=s3cret-26
  alertmanagers: [{basic_auth: {username: me, password: "s3cret-27"}, static_configs: [{targets: [a]}]}]
rule_files: ["rules.yml"]
scrape_configs:
  - {job_name: a, authorization: {credentials: s3cret-28}, params: {token: [s3cret-29]}}
"##;

/// Nobody can read this one, and an excerpt says so.
const BROKEN: &str = "route:\n  receiver: a\nreceivers:\n  - name: a\n    slack_configs:\n    - {api_url: \
                      https://hooks.example.com/s3cret-30, channel: [\n  password: s3cret-31\n";
const TEMPLATE: &str = "route: {receiver: a}\nreceivers:\n- name: a\n  webhook_configs:\n  - url: \
                        https://hooks.example.com/s3cret-32/{{ .Values.path }}\n  - {api_key: {{ .Values.key | default \
                        \"s3cret-33\" }} }\n";
const SECRET: &str = "kind: Secret\nmetadata: {name: alertmanager}\nstringData:\n  alertmanager.yaml: |\n    route:\n      \
                      receiver: nobody\n    receivers:\n    - name: a\n      opsgenie_configs: [{api_key: \
                      s3cret-34}]\n";
const POSTMORTEM: &str = "---\nid: INC-1\ntitle: X\nseverity: sev1\nstarted: 2026-03-02T10:14:00Z\nresolved: \
                          2026-03-02T11:14:00Z\nroot_causes:\n  - {id: RC1, text: The pool was full., alerts: \
                          [A, B]}\n---\n# X\n\n## Impact\n\nMuch.\n";
/// One that a step of relabelling drops, and one that is routed.
const RULES: &str = "groups:\n- name: g\n  rules:\n  - {alert: A, expr: sum(up) == 0}\n  - {alert: B, expr: sum(up) == 0, labels: \
                     {team: b}}\n";

/// What is said of the files, in every format that there is.
fn everything_said(folder: &Folder) -> String {
    let mut said = String::new();
    for format in alertgap::report::FORMATS {
        let ran = alertgap(&["check", "-v", "--format", format.name, "."], folder.path());
        said.push_str(&ran.stdout);
        said.push_str(&ran.stderr);
    }
    for arguments in [
        &["inspect", "."][..],
        &["inspect", "-v", "."],
        &["inspect", "--format", "json", "."],
        &["check", "--list-files", "."],
        &["check", "--statistics", "."],
    ] {
        let ran = alertgap(arguments, folder.path());
        said.push_str(&ran.stdout);
        said.push_str(&ran.stderr);
    }
    said
}

#[test]
fn no_format_shows_a_secret() {
    let folders = [Folder::new(), Folder::new()];
    for folder in &folders {
        folder.write("inc-1.md", POSTMORTEM);
        folder.write("rules.yml", RULES);
        folder.write("prometheus.yml", PROMETHEUS);
    }
    // Everything that is refused, or cannot be read.
    let files = [("broken.yml", BROKEN), ("template.yml", TEMPLATE), ("secret.yml", SECRET)];
    for (name, text) in files.into_iter().chain([("alertmanager.yml", ALERTMANAGER)]) {
        folders[0].write(name, text);
    }
    folders[0].write("encoded.yml", encoded_secret());
    // A configuration that Alertmanager takes, and that tells nobody.
    let taken = ALERTMANAGER
        .replace("group_wait: 5 minutes, routes: [{receiver: missing, matchers: [a]}]", "group_wait: 5m")
        .replace("  - {name: quiet, pagerduty_configs:", "  - {name: paged, pagerduty_configs:")
        .replace("{name: quiet, webhook_configs:", "{name: quiet, webhooks:");
    folders[1].write("alertmanager.yml", taken);
    let said = std::thread::scope(|scope| {
        let threads: Vec<_> = folders.iter().map(|folder| scope.spawn(move || everything_said(folder))).collect();
        threads.into_iter().map(|thread| thread.join().expect("the program runs")).collect::<Vec<_>>()
    });
    for what in ["is not a duration", "which is not defined", "broken", "not been rendered", "1:1"] {
        assert!(said[0].contains(what), "nothing is said of: {what}\n{}", said[0]);
    }
    for what in ["drops it", "ends here"] {
        assert!(said[1].contains(what), "nothing is said of: {what}\n{}", said[1]);
    }
    let is_leak = |line: &&str| ["s3cret-", "czNjcmV0", "zM2NyZXQ", "MzY3JldC"].iter().any(|it| line.contains(it));
    let leaked: Vec<&str> = said.iter().flat_map(|said| said.lines().filter(is_leak)).collect();
    assert!(leaked.is_empty(), "{}", leaked.join("\n"));
    let planted = [ALERTMANAGER, PROMETHEUS, BROKEN, TEMPLATE, SECRET].concat().matches("s3cret-").count();
    assert!(planted >= 30, "{planted} secrets");
}

/// `SECRET` with its configuration encoded: `route: {receiver: nobody}`, `receivers: …`, `s3cret-35`.
fn encoded_secret() -> String {
    let text = "route: {receiver: nobody}\nreceivers:\n- {name: a, opsgenie_configs: [{api_key: s3cret-35}]}\n";
    format!("kind: Secret\nmetadata: {{name: alertmanager}}\ndata:\n  alertmanager.yaml: {}\n", base64(text.as_bytes()))
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for three in bytes.chunks(3) {
        let held = three.iter().fold(0_u32, |held, byte| held << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        for at in 0..4 {
            let letter = LETTERS[(held >> (18 - 6 * at) & 63) as usize] as char;
            out.push(if at <= three.len() { letter } else { '=' });
        }
    }
    out
}
