//! Configurations of Loki, and of promtail.

use super::prometheus::fields::listed;
use super::yaml::{Node, Origin};
use crate::model::{LogShipper, Loki};

/// Is it a configuration of Loki? Its schema says where logs are stored.
pub(super) fn is_loki(root: &Node<'_>) -> bool {
    root.get("schema_config").is_some() && (root.get("ruler").is_some() || root.get("auth_enabled").is_some())
}

/// Is it one of what sends it logs? Like Prometheus it has `scrape_configs`, but it has clients as well.
pub(super) fn is_shipper(root: &Node<'_>) -> bool {
    root.get("scrape_configs").is_some_and(Node::is_sequence) && root.get("clients").is_some_and(Node::is_sequence)
}

/// A configuration of Loki.
pub(super) fn loki(origin: Origin<'_>, root: &Node<'_>) -> Loki {
    let auth = root.get("auth_enabled");
    let ruler = root.get("ruler");
    let storage = |path: &[&str]| ruler.and_then(|ruler| ruler.at(path)).and_then(Node::as_str);
    let kind = storage(&["storage", "type"]);
    Loki {
        file: origin.file(),
        has_tenants: auth.and_then(Node::as_str) != Some("false"),
        place: origin.place(auth.unwrap_or(root).range.clone()),
        sends: ruler.map(|ruler| ruler.get("alertmanager_url").is_some_and(|url| !url.is_null())),
        has_files: kind == Some("local") || kind.is_none() && storage(&["storage", "local", "directory"]).is_some(),
    }
}

/// A configuration of what sends logs.
pub(super) fn shipper(root: &Node<'_>) -> LogShipper {
    let of = |client: &Node<'_>| {
        let written = client.get("tenant_id").or_else(|| client.at(&["headers", "X-Scope-OrgID"]));
        written.and_then(Node::as_str).filter(|tenant| !tenant.is_empty() && !tenant.contains('$')).map(str::to_owned)
    };
    // A stage of a pipeline may say the tenant of each line.
    let is_staged =
        |job: &Node<'_>| listed(job.get("pipeline_stages")).iter().any(|stage| stage.get("tenant").is_some());
    let staged = listed(root.get("scrape_configs")).iter().any(is_staged);
    let tenants: Option<Vec<String>> = listed(root.get("clients")).iter().map(of).collect();
    LogShipper { tenants: tenants.filter(|_| !staged) }
}
