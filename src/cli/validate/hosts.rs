//! [`Hosts`]: the hosts that a contract's servers name, to tell its traffic from the rest of a capture.

use serde_json::Value;

use crate::contract::Contract;

/// The authorities of the declared servers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hosts(Vec<String>);

impl Hosts {
    /// The hosts of `contract`; `None` when a server is relative or has a variable host, so that any host may be meant.
    pub(super) fn of(contract: &Contract) -> Option<Self> {
        let document = contract.document();
        let items = document.get("paths").and_then(Value::as_object).into_iter().flatten().map(|(_, item)| item);
        let operations = items.clone().filter_map(Value::as_object).flatten().map(|(_, operation)| operation);
        let holders = std::iter::once(document).chain(items).chain(operations);
        let servers: Vec<&str> = holders
            .filter_map(|holder| holder.get("servers")?.as_array())
            .flatten()
            .filter_map(|server| server.get("url")?.as_str())
            .collect();
        let hosts: Option<Vec<String>> = servers.iter().map(|url| host(url)).collect();
        hosts.filter(|hosts| !hosts.is_empty() && hosts.iter().all(|host| !host.contains('{'))).map(Self)
    }

    /// Whether `target` is a URL of one of them, or no URL at all.
    pub(super) fn has(&self, target: &str) -> bool {
        host(target).is_none_or(|host| self.0.contains(&host))
    }
}

/// The authority of a URL in small letters.
fn host(url: &str) -> Option<String> {
    let rest = url.split_once("://")?.1;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?;
    Some(host.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::{Hosts, host};
    use crate::apis::Api;

    #[test]
    fn a_capture_holds_other_hosts_too() {
        assert_eq!(host("https://user@API.example.com:8443/a?b").as_deref(), Some("api.example.com:8443"));
        assert_eq!(host("/orders"), None);
        let hosts = Hosts::of(Api::KohortPay.contract());
        let has = |target| hosts.as_ref().is_some_and(|hosts| hosts.has(target));
        assert!(has("https://api.kohortpay.com/orders") && has("/orders"));
        assert!(!has("https://fonts.example.com/a.css"));
    }
}
