//! What the blackbox exporter is told to ask.

use super::Text;

/// A module of the blackbox exporter: how it asks a target, and what it takes for an answer.
#[derive(Clone, Debug)]
pub struct Prober {
    /// Its name, as `params: {module: […]}` calls it.
    pub name: Text,
    /// `http`, `tcp`, `icmp`, `dns`, `grpc`.
    pub kind: String,
    /// The status codes that it takes for success (`valid_status_codes`); empty: those from 200 to 299.
    pub codes: Vec<String>,
    /// Does it follow redirects (`follow_redirects`)?
    pub follows: bool,
    /// By which protocol it asks where there are two (`preferred_ip_protocol`: `ip4`, `ip6`), where that is said.
    pub protocol: Option<String>,
    /// Does it look at more than the status code: at what the answer says?
    pub reads_answer: bool,
    /// Does a probe of TCP shake hands over TLS as well (`tcp: {tls: true}`)?
    pub over_tls: bool,
}
