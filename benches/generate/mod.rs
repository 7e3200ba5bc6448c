//! A made-up organisation of any size: rule files and postmortems, the same for the same numbers.

use std::fmt::Write as _;
use std::path::Path;

/// How much to make.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Size {
    /// Alerting rules, over all files.
    pub(crate) alerts: usize,
    /// Rule files.
    pub(crate) files: usize,
    /// Postmortems.
    pub(crate) postmortems: usize,
}

/// Writes `size` below `folder`: `rules/` and `postmortems/`.
pub(crate) fn organisation(folder: &Path, size: Size) -> std::io::Result<()> {
    let mut dice = Dice(0x5eed);
    for sub in ["rules", "postmortems"] {
        std::fs::create_dir_all(folder.join(sub))?;
    }
    let per_file = size.alerts.div_ceil(size.files.max(1));
    for file in 0..size.files {
        let count = per_file.min(size.alerts.saturating_sub(file * per_file));
        std::fs::write(folder.join(format!("rules/team-{file:05}.yml")), rule_file(&mut dice, file, count))?;
    }
    for at in 0..size.postmortems {
        let service = service(dice.below(size.files));
        std::fs::write(folder.join(format!("postmortems/INC-{at:05}.md")), postmortem(&mut dice, &service, at))?;
    }
    Ok(())
}

/// The service of a team. A larger organisation has more of them, not more alerts for each.
fn service(team: usize) -> String {
    let name = SERVICES[team % SERVICES.len()];
    if team < SERVICES.len() { name.to_owned() } else { format!("{name}{}", team / SERVICES.len()) }
}

/// splitmix64: small, seeded, and the same everywhere.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % most.max(1) as u64) as usize
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}

const SERVICES: [&str; 16] = [
    "checkout", "orders", "payouts", "search", "mail", "ledger", "catalog", "cart", "login", "profile", "stock",
    "shipping", "reviews", "pricing", "reports", "gateway",
];

/// Name, expression (`$` is the service, `#` a number) and summary.
const RULES: [(&str, &str, &str); 12] = [
    ("Down", "up{job=\"$\"} == 0", "no instance of $ answers"),
    (
        "ErrorRateHigh",
        "sum by (service) (rate(http_requests_total{service=\"$\", code=~\"5..\"}[5m])) / sum by (service) (rate(http_requests_total{service=\"$\"}[5m])) > 0.0#",
        "over #% of the requests to $ fail",
    ),
    (
        "LatencyHigh",
        "histogram_quantile(0.99, sum by (le) (rate(http_request_duration_seconds_bucket{service=\"$\"}[5m]))) > #",
        "requests to $ take over # s",
    ),
    (
        "DiskFillsUp",
        "node_filesystem_avail_bytes{mountpoint=\"/srv/$\"} / node_filesystem_size_bytes{mountpoint=\"/srv/$\"} < 0.0#",
        "under #% left for $",
    ),
    (
        "CertificateExpires",
        "probe_ssl_earliest_cert_expiry{instance=~\"https://$.*\"} - time() < # * 86400",
        "# days left",
    ),
    (
        "QueueGrows",
        "deriv(queue_length{service=\"$\"}[30m]) > 0 and queue_length{service=\"$\"} > #00",
        "the queue of $ grows",
    ),
    ("CrashLooping", "increase(kube_pod_container_status_restarts_total{container=\"$\"}[15m]) > #", "$ restarts"),
    (
        "PoolExhausted",
        "hikaricp_connections_active{app=\"$\"} / hikaricp_connections_max{app=\"$\"} > 0.9#",
        "pool of $",
    ),
    (
        "BackupTooOld",
        "time() - backup_last_success_timestamp_seconds{service=\"$\"} > # * 86400",
        "no backup of $ for # days",
    ),
    ("MemoryHigh", "container_memory_working_set_bytes{container=\"$\"} > #e9", "$ uses over # GB"),
    ("ReplicationLag", "max by (instance) (pg_replication_lag_seconds{job=\"$-db\"}) > #0", "replica of $ is behind"),
    (
        "NoTraffic",
        "sum(rate(http_requests_total{service=\"$\"}[10m])) < 0.# unless on () maintenance{service=\"$\"} == 1",
        "no traffic",
    ),
];

fn rule_file(dice: &mut Dice, file: usize, count: usize) -> String {
    let mut text = format!("# Rules of team {file}.\ngroups:\n  - name: team-{file}\n    interval: 30s\n    rules:\n");
    let service = service(file);
    for at in 0..count {
        let (name, expr, summary) = RULES[dice.below(RULES.len())];
        let number = (dice.below(9) + 1).to_string();
        let fill = |text: &str| text.replace('$', &service).replace('#', &number);
        let camel = service[..1].to_uppercase() + &service[1..];
        let severity = dice.pick(&["page", "ticket", "warning"]);
        write!(
            text,
            "      - alert: {camel}{name}{file}x{at}\n        expr: |\n          {}\n        for: {number}m\n        labels:\n          severity: {severity}\n          team: team-{file}\n        annotations:\n          summary: \"{}\"\n          description: \"{{{{ $labels.instance }}}} has been like this for {number} minutes: {{{{ $value }}}}\"\n          runbook_url: https://runbooks.example.com/{service}/{name}\n",
            fill(expr),
            fill(summary),
        )
        .expect("a string takes everything");
    }
    text
}

/// How it began, `$` the service.
const CAUSES: [&str; 10] = [
    "The TLS certificate of $ expired, since nobody renewed it.",
    "The disk of the $ database was full.",
    "A slow migration exhausted the connection pool of $.",
    "The pods of $ were crash looping after a bad configuration change.",
    "The nightly backup of $ had failed for six days without anybody noticing.",
    "A release of $ leaked memory until the kernel killed the process.",
    "The replica of $ lagged by an hour behind its primary.",
    "A feature flag was turned on for everybody by mistake.",
    "The queue of $ grew without bounds as its consumers had stopped.",
    "An upstream provider throttled the requests of $.",
];

fn postmortem(dice: &mut Dice, service: &str, at: usize) -> String {
    let cause = dice.pick(&CAUSES).replace('$', service);
    let day = dice.below(28) + 1;
    let hour = dice.below(20);
    let done = dice.pick(&["x", " "]);
    let head = format!(
        "---\nid: INC-{at:05}\nseverity: sev{}\nservices: [{service}]\n---\n# {service} was degraded\n",
        dice.below(4) + 1
    );
    let timeline: String = (0..8)
        .map(|step| {
            format!(
                "| 2026-03-{day:02} {:02}:{:02} | step {step}: somebody looked at the logs of {service} |\n",
                hour,
                step * 7
            )
        })
        .collect();
    format!(
        "{head}\n## Summary\n\nFor {} minutes every third request to {service} failed. Support heard of it from a customer.\n\n## Impact\n\nOrders were late.\n\n## Root cause\n\n{cause}\n\n## Timeline\n\n| Time (UTC) | What |\n|---|---|\n{timeline}\n## Action items\n\n- [{done}] Alert when this happens again to {service} (@{service}-oncall)\n- [ ] Write down how to recover (@{service}-oncall)\n",
        dice.below(90) + 5
    )
}
