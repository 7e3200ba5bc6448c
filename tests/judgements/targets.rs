//! What the targets of a job tell: whom it watches, and with which labels.

use alertgap::link::Answer;

use super::told::{World, asserts_no};
use super::world::{ALERTMANAGER, guarded_by};
use super::{ALERTING, POSTMORTEM, rules, rungs};

/// A label of an organisation is there only where somebody gives it: no exporter does.
#[test]
fn a_label_of_the_organisation_is_one_that_somebody_gives() {
    let delivered = |label: &str, expr: &str, (global, job): (&str, &str)| {
        let alertmanager = ALERTMANAGER.replace("cluster=eu", &format!("{label}=eu"));
        let prometheus = format!("{global}{ALERTING}}}\nscrape_configs: [{{job_name: a, {job}}}]\n");
        let world = [("prometheus.yml", &*prometheus), ("alertmanager.yml", &*alertmanager)];
        guarded_by(&format!("{expr} > 5"), &world).delivered
    };
    let eu = "global: {external_labels: {team: eu}}\n";
    let named = "static_configs: [{targets: [a]}]";
    for (label, expr, world, answer) in [
        ("team", "pool_used", ("", named), Answer::No),
        ("team", "pool_used", (eu, named), Answer::Yes),
        // Its own label, or one that a target may be given, goes before the external one.
        ("zone", "pool_used", ("", named), Answer::Unknown),
        ("team", "sum by (team) (pool_used)", ("", named), Answer::Unknown),
        ("team", "pool_used * on (instance) group_left (team) pool_owner", ("", named), Answer::Unknown),
        ("team", r#"label_replace(pool_used, "team", "eu", "", "")"#, ("", named), Answer::Unknown),
        ("team", r#"pool_used{team=~".+"}"#, ("", named), Answer::Unknown),
        ("team", "job:pool_used:sum", ("", named), Answer::Unknown),
        ("team", "ALERTS", ("", named), Answer::Unknown),
        ("team", "pool_used", ("", "static_configs: [{targets: [a], labels: {team: us}}]"), Answer::Unknown),
        ("team", "pool_used", (eu, "static_configs: [{targets: [a], labels: {team: us}}]"), Answer::Unknown),
        ("team", "pool_used", ("", "file_sd_configs: [{files: [a]}]"), Answer::Unknown),
        ("team", "pool_used", ("", "metrics_path: /federate, static_configs: [{targets: [a]}]"), Answer::Unknown),
        (
            "team",
            "pool_used",
            ("", "kubernetes_sd_configs: [{role: pod}], relabel_configs: [{action: labelmap, regex: 'a_(.+)'}]"),
            Answer::Unknown,
        ),
        ("team", "pool_used", ("", "kubernetes_sd_configs: [{role: pod}]"), Answer::No),
    ] {
        let delivered = delivered(label, expr, world);
        assert_eq!(delivered.is, answer, "{label} {expr} {world:?}: {}", delivered.why);
    }
}

/// What a job watches is told by its targets: the host that the cause names is one of them, by its number or its whole name.
#[test]
fn a_job_watches_its_targets() {
    let postmortem = |host: &str| POSTMORTEM.replace("The pool was", &format!("The pool of {host} was"));
    for (target, host, answer) in [
        ("hv-09.example.com:9100", "hv-09", Answer::Yes),
        ("hv-09.example.com:9100", "hv-09.example.com", Answer::Yes),
        ("https://shop.example.com/health", "shop.example.com", Answer::Yes),
        ("hv-10.example.com:9100", "hv-09", Answer::Unknown),
    ] {
        let scrapes = format!("scrape_configs: [{{job_name: metal, static_configs: [{{targets: ['{target}']}}]}}]\n");
        let prometheus = format!("{ALERTING}}}\n{scrapes}");
        let rules = rules("expr: 'pool_used{job=\"metal\"} > 5'");
        let files = [("a.md", &*postmortem(host)), ("a.yml", &rules), ("prometheus.yml", &prometheus)];
        let scoped = rungs(&files).scoped;
        assert_eq!(scoped.is, answer, "{host} of {target}: {}", scoped.why);
    }
}

/// Of targets that the cause names, a matcher may leave out all, and a rule may count more than there are.
#[test]
fn the_targets_that_are_named_are_the_ones_that_count() {
    let job = "static_configs: [{targets: ['ch-01a:1'], labels: {shard: '01'}}, {targets: ['ch-02a:1', 'ch-02b:1'], labels: \
               {shard: '02'}}, {targets: ['ch-04a:1'], labels: {shard: '04'}}]";
    let fourth = "The tables on ch-04a were read-only.";
    let two = "The disks of ch-02a and ch-04a were full, and both had stopped.";
    for (cause, rule, is_no) in [
        (fourth, "expr: 'readonly{job=\"pool\", shard=~\"01|02\"} > 0'", true),
        (fourth, "expr: 'readonly{job=\"pool\", shard=~\"01|04\"} > 0'", false),
        (fourth, "expr: 'readonly{job=\"pool\"} > 0'", false),
        ("The tables were read-only.", "expr: 'readonly{job=\"pool\", shard=~\"01|02\"} > 0'", false),
        (two, "expr: 'count(up{job=\"pool\"} == 0) > 2'", true),
        (two, "expr: 'count(up{job=\"pool\"} == 0) >= 2'", false),
        (two, "expr: 'count(up{job=\"pool\"} == 0) > 1'", false),
        ("The disk of ch-02a was full.", "expr: 'count(up{job=\"pool\"} == 0) > 1'", false),
    ] {
        asserts_no(&World { cause, rule, job, ..World::default() }, is_no);
    }
}

/// The target that the postmortem names tells the labels by which its alert is routed.
#[test]
fn the_target_that_is_named_decides_the_route() {
    let job = "static_configs: [{targets: ['adm-1:1', 'lab-1:1']}]";
    let manager = "route: {receiver: call, routes: [{matchers: ['instance=~\"lab-.*\"'], receiver: nobody}]}\n\
                   receivers: [{name: nobody}, {name: call, pagerduty_configs: [{}]}]\n";
    for (cause, is) in [
        ("The queue of lab-1 was full.", Answer::No),
        ("The queue of adm-1 was full.", Answer::Yes),
        ("A queue was full.", Answer::Unknown),
    ] {
        let files: &[(&str, &str)] = &[("alertmanager.yml", manager)];
        let rule = "expr: 'pool_used{job=\"pool\"} > 5'";
        let told = World { cause, rule, job, files, ..World::default() }.rungs().delivered;
        assert_eq!(told.is, is, "{cause}: {}", told.why);
    }
}

/// One of two is gone, and the other keeps `absent()` from firing.
#[test]
fn what_remains_is_not_absent() {
    let job = "static_configs: [{targets: ['a:1'], labels: {site: graz}}, {targets: ['b:1'], labels: {site: linz}}]";
    let graz = "The pool in Graz was gone.";
    for (cause, rule, is_no) in [
        (graz, "expr: 'absent(pool_used{job=\"pool\"})'", true),
        (graz, "expr: 'absent_over_time(pool_used{job=\"pool\"}[5m])'", true),
        (graz, "expr: 'absent(pool_used{job=\"pool\", site=\"graz\"})'", false),
        (graz, "expr: 'up{job=\"pool\"} == 0'", false),
        ("The pool was gone.", "expr: 'absent(pool_used{job=\"pool\"})'", false),
        ("The pools in Graz and Linz were gone.", "expr: 'absent(pool_used{job=\"pool\"})'", false),
    ] {
        asserts_no(&World { cause, rule, job, ..World::default() }, is_no);
    }
}

/// Of the targets one is named: an aggregation that goes by the best of all sees nothing of it.
#[test]
fn the_target_that_is_named_is_one_of_several() {
    let job = "static_configs: [{targets: ['db-graz:1', 'db-linz:1']}]";
    for (cause, rule, is_no) in [
        ("The backup of db-graz failed.", "expr: 'time() - max(done_timestamp_seconds{job=\"pool\"}) > 90000'", true),
        ("The backup of db-graz failed.", "expr: 'time() - min(done_timestamp_seconds{job=\"pool\"}) > 90000'", false),
        ("The backup failed.", "expr: 'time() - max(done_timestamp_seconds{job=\"pool\"}) > 90000'", false),
        ("db-graz and db-linz failed.", "expr: 'time() - max(done_timestamp_seconds{job=\"pool\"}) > 90000'", false),
    ] {
        asserts_no(&World { cause, rule, job, ..World::default() }, is_no);
    }
}

/// A cause names the place of some targets; what drops alerts of that place drops this one.
#[test]
fn the_place_that_is_named_decides_what_is_dropped() {
    let targets = "static_configs: [{targets: ['a:1'], labels: {dc: fra1}}, {targets: ['b:1'], labels: {dc: ams1}}]";
    let manager = "route: {receiver: call}\nreceivers: [{name: call, pagerduty_configs: [{}]}]\n";
    let relabel = "alert_relabel_configs: [{source_labels: [dc], regex: 'fra[0-9]+', action: drop}]";
    let prometheus = format!(
        "rule_files: [a.yml]\nscrape_configs: [{{job_name: pool, {targets}}}]\nalerting: {{{relabel}, alertmanagers: \
         [{{static_configs: [{{targets: ['mon:9093']}}]}}]}}\n"
    );
    for (cause, is) in [
        ("The queue in fra1 was full.", Answer::No),
        ("The queue in ams1 was full.", Answer::Yes),
        ("The queues in ams1 and fra1 were full.", Answer::Unknown),
        ("A queue was full.", Answer::Unknown),
    ] {
        let files: &[(&str, &str)] = &[("alertmanager.yml", manager), ("prometheus.yml", &prometheus)];
        let rule = "expr: 'min by (dc) (pool_free{job=\"pool\"}) < 5'";
        let told = World { cause, rule, files, ..World::default() }.rungs().delivered;
        assert_eq!(told.is, is, "{cause}: {}", told.why);
    }
}

/// In a cluster all targets have the namespace in which they are found, whatever their pages say of others.
#[test]
fn what_is_found_in_one_namespace_has_that_label() {
    let job = |lists: &str, more: &str| {
        format!(
            "kubernetes_sd_configs: [{{role: endpoints{lists}}}], relabel_configs: [{more}{{source_labels: \
             [__meta_kubernetes_namespace], target_label: namespace}}]"
        )
    };
    let listed = ", namespaces: {names: [watch]}";
    let kept = "{source_labels: [__meta_kubernetes_namespace, __meta_kubernetes_service_name], regex: watch;state, action: keep}, ";
    let rule = |namespace: &str| format!("expr: 'pool_used{{job=\"pool\", namespace=\"{namespace}\"}} > 5'");
    for (job, namespace, is_no) in [
        (job(listed, ""), "bank", true),
        (job(listed, ""), "watch", false),
        (job("", kept), "bank", true),
        (job("", ""), "bank", false),
        (job(", namespaces: {names: [watch, bank]}", ""), "bank", false),
        (job(listed, "") + ", honor_labels: true", "bank", false),
    ] {
        asserts_no(&World { rule: &rule(namespace), job: &job, ..World::default() }, is_no);
    }
}

/// Machines that a cloud deletes are no targets any more; what counts those that are there sees it.
#[test]
fn what_a_cloud_has_deleted_is_no_target() {
    let cloud = "ec2_sd_configs: [{region: a}]";
    let gone = "Spot instances were reclaimed, and the workers were gone.";
    for (cause, rule, job, is_no) in [
        (gone, "expr: 'up{job=\"pool\"} == 0', for: 5m", cloud, true),
        (gone, "expr: 'count(up{job=\"pool\"} == 0) > 5', for: 5m", cloud, true),
        (gone, "expr: 'count(up{job=\"pool\"}) < 5', for: 5m", cloud, false),
        (gone, "expr: 'absent(up{job=\"pool\"})', for: 5m", cloud, false),
        (gone, "expr: 'up{job=\"pool\"} == 0'", cloud, false),
        (gone, "expr: 'up{job=\"pool\"} == 0', for: 5m", "static_configs: [{targets: [a]}]", false),
        ("The workers hung.", "expr: 'up{job=\"pool\"} == 0', for: 5m", cloud, false),
    ] {
        asserts_no(&World { cause, rule, job, ..World::default() }, is_no);
    }
}

/// Targets in a file are targets as well, where the file stands here.
#[test]
fn a_list_of_targets_in_a_file_is_read() {
    let lists = "- {targets: ['a:1'], labels: {site: graz}}\n- {targets: ['b:1'], labels: {site: linz}}\n";
    let rule = "expr: 'absent(pool_used{job=\"pool\"})'";
    for (pattern, file, text, is_no) in [
        ("targets/*.yml", "targets/pool.yml", lists, true),
        ("/etc/prometheus/targets/*.yml", "targets/pool.yml", lists, true),
        ("targets/*.yml", "elsewhere/pool.yml", lists, false),
        ("targets/*.yml", "targets/pool.yml", "groups: []\n", false),
    ] {
        let job = format!("file_sd_configs: [{{files: ['{pattern}']}}]");
        let cause = "The pool in Graz was gone.";
        asserts_no(&World { cause, rule, job: &job, files: &[(file, text)], ..World::default() }, is_no);
    }
}

/// An exporter in a container knows the paths of its host by where it is mounted.
#[test]
fn a_path_may_be_known_below_the_root_of_the_host() {
    let rule = "expr: 'node_filesystem_avail_bytes{job=\"pool\", mountpoint=\"/srv/pool\"} < 5'";
    for (path, is_no) in [("/rootfs/srv/pool", true), ("/srv/pool", false), ("/rootfs/srv/bank", false)] {
        let page = format!("node_filesystem_avail_bytes{{mountpoint=\"{path}\"}} 7\n");
        let job = "static_configs: [{targets: ['a:1', 'b:1']}]";
        asserts_no(&World { rule, job, files: &[("pool.prom", &page)], ..World::default() }, is_no);
    }
}

/// A host that is called as the targets are, and is none of them.
#[test]
fn a_told_host_may_be_no_target() {
    let job = "static_configs: [{targets: ['stream-01.example.net:9100', 'stream-02.example.net:9100']}]";
    let rule = "expr: 'pool_used{job=\"pool\"} > 5'";
    for (cause, is_no) in [
        ("The clean-up was not enabled on stream-07.", true),
        ("The clean-up was not enabled on stream-02.", false),
        ("The clean-up was not enabled on stream-02 and stream-07.", false),
        ("The clean-up was not enabled on cache-07.", false),
        ("The clean-up was not enabled.", false),
    ] {
        asserts_no(&World { cause, job, rule, ..World::default() }, is_no);
    }
}
