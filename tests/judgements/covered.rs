//! Labels of targets over those of series, and what is there only while a job runs.

use super::told::{World, asserts_no};

#[test]
fn a_label_of_the_target_lies_over_that_of_the_series() {
    let page = "pool_free{namespace=\"shop\",pool=\"a\"} 1\npool_free{namespace=\"bank\",pool=\"b\"} 1\n";
    let of_one = "pool_free{namespace=\"shop\",pool=\"a\"} 1\n";
    let cluster = |discovery: &str, more: &str| {
        format!(
            "kubernetes_sd_configs: [{{role: endpoints{discovery}}}], relabel_configs: [{{source_labels: \
             [__meta_kubernetes_namespace], target_label: namespace}}]{more}"
        )
    };
    let own = ", namespaces: {names: [watch]}";
    let (watched, any) = (cluster(own, ""), cluster("", ""));
    let honours = cluster(own, ", honor_labels: true");
    let named = "static_configs: [{targets: ['a:1'], labels: {namespace: watch}}]";
    let bare = "static_configs: [{targets: ['a:1']}]";
    let of = |label: &str| format!("expr: 'pool_free{{{label}}} < 5'");
    for (job, page, asked, is_no) in [
        (watched.as_str(), page, "namespace=\"shop\"", true),
        (&watched, page, "namespace=~\"shop|bank\"", true),
        (&watched, page, "exported_namespace=\"shop\"", false),
        (&watched, page, "exported_namespace=\"shop\", namespace=\"watch\"", false),
        (&watched, page, "pool=\"a\"", false),
        (&honours, page, "namespace=\"shop\"", false),
        (&honours, page, "exported_namespace=\"shop\"", true),
        // Its target speaks of several namespaces, and is in one.
        (&any, page, "namespace=\"shop\"", true),
        // It may speak of its own.
        (&any, of_one, "namespace=\"shop\"", false),
        (named, page, "namespace=\"shop\"", true),
        (named, page, "exported_namespace=\"bank\"", false),
        (bare, page, "namespace=\"shop\"", false),
    ] {
        let (rule, files) = (of(asked), [("pool.prom", page)]);
        asserts_no(&World { rule: &rule, job, files: &files, ..World::default() }, is_no);
    }
}
