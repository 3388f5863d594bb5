//! The hosts of a contract's servers, which tell its traffic from that of other services.

use super::declared::{Endpoint, Server};

/// The declared hosts; `None` when a server has no fixed host, so that any host may be meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hosts(Option<Vec<String>>);

impl Hosts {
    pub(super) fn of(endpoints: &[Endpoint]) -> Self {
        let servers = || endpoints.iter().flat_map(|endpoint| &endpoint.servers);
        let hosts: Option<Vec<&[String]>> = servers().map(Server::hosts).collect();
        Self(hosts.map(|hosts| {
            let mut hosts: Vec<String> = hosts.concat().iter().map(|host| comparable(host)).collect();
            hosts.sort();
            hosts.dedup();
            hosts
        }))
    }

    /// Whether `host` is one of them.
    pub(super) fn has(&self, host: &str) -> bool {
        self.0.as_ref().is_none_or(|hosts| hosts.is_empty() || hosts.binary_search(&comparable(host)).is_ok())
    }
}

/// The host in lower case, without user information, and without the ports that HTTP and HTTPS imply. No port behind the
/// colon is the same (RFC 3986, 6.2.3).
fn comparable(host: &str) -> String {
    let host = host.rsplit('@').next().unwrap_or(host).to_ascii_lowercase();
    let without_port = host.strip_suffix(":443").or_else(|| host.strip_suffix(":80"));
    let without_port = without_port.or_else(|| host.strip_suffix(':'));
    without_port.map(str::to_owned).unwrap_or(host)
}

#[cfg(test)]
mod tests {
    use super::comparable;
    use crate::contract::Contract;

    #[test]
    fn hosts_are_compared_without_case_user_and_implied_port() {
        assert_eq!(comparable("user@API.example.com:8443"), "api.example.com:8443");
        assert_eq!(comparable("api.example.com:443"), "api.example.com");
        assert_eq!(comparable("api.example.com:80"), "api.example.com");
        assert_eq!(comparable("api.example.com:"), "api.example.com");
    }

    #[test]
    fn a_variable_with_an_enum_has_these_hosts() {
        let document = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\nservers: [{url: 'https://{stage}.example.com:443', \
                        variables: {stage: {default: api, enum: [api, test]}}}, {url: //net.example.com/v1}]\n\
                        paths: {/a: {get: {responses: {}}}}\n";
        let contract = Contract::from_str(document, "a.yaml").map_err(|error| error.to_string());
        for (host, wanted) in [
            ("api.example.com", true),
            ("test.example.com", true),
            ("net.example.com", true),
            ("live.example.com", false),
        ] {
            assert_eq!(contract.as_ref().map(|contract| contract.has_host(host)), Ok(wanted), "{host}");
        }
    }

    #[test]
    fn a_server_without_a_fixed_host_has_every_host() {
        let document = |server: &str| {
            format!(
                "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\nservers: [{{url: 'https://a.example.com'}}{server}]\n\
                 paths: {{/a: {{get: {{responses: {{}}}}}}}}\n"
            )
        };
        for (server, has_other) in
            [("", false), (", {url: /v1}", true), (", {url: 'https://{tenant}.example.com'}", true)]
        {
            let contract = Contract::from_str(&document(server), "a.yaml");
            let has = |host| contract.as_ref().map(|contract| contract.has_host(host)).ok();
            assert_eq!((has("a.example.com"), has("b.example.org")), (Some(true), Some(has_other)), "{server}");
        }
    }
}
