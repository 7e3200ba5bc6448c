//! Counters that did not move in a failure; beside each what did.

use super::told::{World, asserts_no};

/// What a text says of the very counter that an alert wants to rise, wherever it says so.
#[test]
fn a_counter_that_is_told_not_to_move_does_not_rise() {
    let rise = "expr: 'increase(pool_wait_timeouts_total[10m]) > 0'";
    for (details, is_no) in [
        ("`pool_wait_timeouts_total` stayed at 0 while callers queued.", true),
        ("All the while `pool_wait_timeouts_total` did not move: nobody times out who waits for ever.", true),
        ("pool_wait_timeouts_total never rose,\nsince a caller that hangs gives up nothing.", true),
        ("The counter `pool_wait_timeouts` was flat throughout.", true),
        ("The wait timeouts counter read 0 all night.", true),
        ("There was not a single increase in `pool_wait_timeouts_total`.", true),
        ("Ein Blick auf `pool_wait_timeouts_total`: `pool_wait_timeouts_total` blieb auf 0.", true),
        ("We looked at pool_wait_timeouts_total: zero, all day long.", true),
        ("`pool_wait_timeouts_total` counts who gives up, so it was 0 the whole time.", true),
        ("`pool_wait_timeouts_total` showed no increase.", true),
        (
            "`pool_wait_timeouts_total` counts who gives up.\n\nNobody did: the counter stood where it had stood for weeks.",
            true,
        ),
        ("There are `pool_wait_timeouts_total` and `pool_errors_total`.\n\nThe counter did not move.", false),
        ("| metric | before | then |\n|---|---|---|\n| `pool_wait_timeouts_total` | 0 | 0 |", true),
        ("| metric | before | then |\n|---|---|---|\n| `pool_wait_timeouts_total` | 0 | 41 |", false),
        ("`pool_wait_timeouts_total` was 0 at 09:55 and 4000 at 10:30.", false),
        ("`pool_wait_timeouts_total` stayed at 0 for the first ten minutes.", false),
        ("`pool_wait_timeouts_total` has been 0 since the fix.", false),
        ("`pool_wait_timeouts_total` did not rise fast enough for the old alert.", false),
        ("`pool_wait_timeouts_total` is normally 0.", false),
        ("`pool_wait_timeouts_total{pool=\"mail\"}` stayed at 0.", false),
        ("`pool_wait_timeouts_total` stayed at 0 until 10:02, when the first caller gave up.", false),
        ("On the other hosts `pool_wait_timeouts_total` did not move.", false),
        ("The rate of `pool_wait_timeouts_total` did not change: 40 a second.", false),
        ("The rate of `pool_wait_timeouts_total` was unchanged at 40 a second.", false),
        ("`pool_wait_timeouts_total` rose by 4000.", false),
        ("`pool_wait_timeouts_total` stayed at 0.4 a second.", false),
        ("`pool_wait_timeouts_total_by_caller` stayed at 0.", false),
    ] {
        asserts_no(&World { details, rule: rise, ..World::default() }, is_no);
    }
    let details = "`pool_wait_timeouts_total` stayed at 0.";
    for (rule, is_no) in [
        ("expr: 'sum(rate(pool_wait_timeouts_total[5m])) / sum(rate(pool_calls_total[5m])) > 0.01'", true),
        ("expr: 'sum(rate(pool_calls_total[5m])) / sum(rate(pool_wait_timeouts_total[5m])) > 9'", false),
        ("expr: 'pool_wait_timeouts_total > 5'", true),
        ("expr: 'rate(pool_wait_timeouts_total[5m]) == 0'", false),
        ("expr: 'rate(pool_wait_timeouts_total[5m]) > 0 or pool_used > 5'", false),
        ("expr: 'rate(pool_wait_timeouts_total[5m]) > 0 and pool_used > 5'", true),
        ("expr: 'rate(pool_wait_timeouts_total[5m]) >= 0'", false),
        ("expr: 'increase(pool_wait_timeouts_total{pool=\"mail\"}[5m]) > 0'", true),
    ] {
        asserts_no(&World { details, rule, ..World::default() }, is_no);
    }
}

#[test]
fn where_nothing_is_evicted_no_eviction_is_counted() {
    let rule = "expr: 'rate(redis_evicted_keys_total{job=\"pool\"}[5m]) > 0'";
    let full = "The Redis of the pool was full.";
    let refused = "Each write came back with OOM command not allowed.";
    for (cause, details, is_no) in [
        (full, "It runs with maxmemory-policy `noeviction`.", true),
        (full, refused, true),
        (full, "By design it evicts nothing.", true),
        (full, "Not a single key was evicted.", true),
        (full, "It runs with allkeys-lru, and 40 000 keys were evicted.", false),
        (full, "The queue has noeviction, and this one volatile-lru.", false),
        (full, "", false),
    ] {
        asserts_no(&World { cause, details, rule, ..World::default() }, is_no);
    }
    let page = |policy: &str| {
        format!(
            "# TYPE redis_evicted_keys_total counter\nredis_evicted_keys_total 0\n# TYPE redis_instance_info gauge\n\
             redis_instance_info{{maxmemory_policy=\"{policy}\"}} 1\n"
        )
    };
    let compose = |policy: &str| {
        format!("services:\n  pool:\n    image: valkey/valkey:8\n    command: valkey-server --maxmemory 1gb {policy}\n")
    };
    let (set, other) = ("--maxmemory-policy noeviction", "--maxmemory-policy allkeys-lru");
    for (policy, started, is_no) in [
        ("noeviction", "", true),
        ("allkeys-lru", "", false),
        ("", set, true),
        ("", other, false),
        // What a page shows goes before what somebody wrote.
        ("allkeys-lru", set, false),
    ] {
        let (page, compose) = (page(policy), compose(started));
        let shown: &[(&str, &str)] = &[("pool.prom", &page)];
        let runs: &[(&str, &str)] = &[("docker-compose.yml", &compose)];
        let files = [if policy.is_empty() { &[] } else { shown }, if started.is_empty() { &[] } else { runs }].concat();
        asserts_no(&World { cause: full, rule, files: &files, ..World::default() }, is_no);
    }
}

/// Of several that are started, the one that is meant counts.
#[test]
fn another_redis_may_have_another_policy() {
    let two = "services:\n  pool:\n    image: redis:7\n    command: redis-server --maxmemory-policy noeviction\n  mail:\n    \
               image: redis:7\n    command: redis-server --maxmemory-policy allkeys-lru\n";
    for (job, is_no) in [("pool", true), ("mail", false), ("cache", false)] {
        let rule = format!("expr: 'rate(redis_evicted_keys_total{{job=\"{job}\"}}[5m]) > 0'");
        let cause = "Redis was full.";
        let job = "static_configs: [{targets: ['a:1']}]}, {job_name: mail, static_configs: [{targets: ['b:1']}]}, {job_name: \
                   cache, static_configs: [{targets: ['c:1']}]";
        asserts_no(
            &World { cause, rule: &rule, job, files: &[("docker-compose.yml", two)], ..World::default() },
            is_no,
        );
    }
}
