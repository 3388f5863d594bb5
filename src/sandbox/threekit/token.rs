//! [`Token`]: which kind of token a request carries, and what it may do.

use super::refusal::Refusal;
use crate::apis::threekit::types::OrderStatus;
use crate::sandbox::call::Call;
use crate::sandbox::moment::Rules;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token {
    /// Of a server, sent as a bearer token.
    Private,
    /// Of a browser, sent in the query.
    Public,
}

impl Token {
    /// The token of a request. One from a browser, which says its `Origin`, must have it in the query.
    pub(super) fn of(call: &Call<'_>, rules: &Rules) -> Result<Self, Refusal> {
        let origin = call.header("origin");
        let public = call.query("bearer_token").filter(|token| !token.is_empty());
        if origin.is_some() && public.is_none() {
            return Err(Refusal::new(401, "a request from a browser needs the query parameter `bearer_token`"));
        }
        if call.bearer().is_some_and(|token| !token.is_empty()) {
            return Ok(Self::Private);
        }
        if public.is_none() {
            return Err(Refusal::new(
                401,
                "no token: send a private one as a bearer token, or a public one as `bearer_token`",
            ));
        }
        match origin {
            Some(origin) if !is_allowed(origin, &rules.allowed_domains) => {
                Err(Refusal::new(403, "the token does not work from this origin"))
            }
            _ => Ok(Self::Public),
        }
    }

    /// Refuses a change of an order with this status.
    pub(super) fn may_change(self, status: &OrderStatus) -> Result<(), Refusal> {
        match (self, status) {
            (Self::Private, _) | (Self::Public, OrderStatus::List | OrderStatus::InCart) => Ok(()),
            (Self::Public, _) => {
                Err(Refusal::new(403, format!("an order in the status `{status}` is changed by a private token only")))
            }
        }
    }
}

/// Whether the host of an origin is one of `domains` or below it; all are where none is named.
fn is_allowed(origin: &str, domains: &[String]) -> bool {
    let host = origin.split_once("://").map_or(origin, |(_, host)| host);
    let host = host
        .rsplit_once(':')
        .filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()))
        .map_or(host, |(host, _)| host);
    domains.is_empty()
        || domains.iter().any(|domain| {
            let (host, domain) = (host.to_ascii_lowercase(), domain.to_ascii_lowercase());
            host == domain || host.strip_suffix(&domain).is_some_and(|rest| rest.ends_with('.'))
        })
}

#[cfg(test)]
mod tests {
    use super::is_allowed;

    #[test]
    fn a_domain_allows_itself_and_what_is_below_it() {
        let domains = ["shop.example".to_owned()];
        for origin in ["https://shop.example", "http://SHOP.example:8080", "https://eu.shop.example"] {
            assert!(is_allowed(origin, &domains), "{origin}");
        }
        for origin in ["https://workshop.example", "https://shop.example.org", "null"] {
            assert!(!is_allowed(origin, &domains), "{origin}");
        }
        assert!(is_allowed("null", &[]));
    }
}
