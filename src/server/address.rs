//! [`Address`]: what to listen on, as it is written on a command line.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, ToSocketAddrs};
use std::str::FromStr;

use crate::error::Error;

/// A host and a port, or a port of the loopback interface alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    host: Host,
    port: u16,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Host {
    Ip(IpAddr),
    /// To be resolved.
    Name(String),
}

impl Address {
    /// A port of the loopback interface, which other machines do not reach; 0 for one that is free.
    #[must_use]
    pub const fn loopback(port: u16) -> Self {
        Self { host: Host::Ip(IpAddr::V4(Ipv4Addr::LOCALHOST)), port }
    }

    /// What it resolves to: a name may have several addresses.
    pub(super) fn resolve(&self) -> std::io::Result<Vec<SocketAddr>> {
        match &self.host {
            Host::Ip(ip) => Ok(vec![SocketAddr::new(*ip, self.port)]),
            Host::Name(name) => Ok((name.as_str(), self.port).to_socket_addrs()?.collect()),
        }
    }
}

/// `PORT`, `:PORT`, `IP:PORT`, `NAME:PORT`, `[IPv6]:PORT`.
impl FromStr for Address {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let wrong = || {
            Error::settings("expected a port, or an address with a port, such as `8080`, `0.0.0.0:8080` or `[::1]:0`")
        };
        // An IPv6 address has colons of its own.
        let (host, port) = match text.rsplit_once(':') {
            Some((host, port)) => (host, port),
            None => ("", text),
        };
        let is_number = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
        let port = port.parse().ok().filter(|_| is_number).ok_or_else(wrong)?;
        let ip = match host.strip_prefix('[') {
            Some(ip) => Some(ip.strip_suffix(']').and_then(|ip| ip.parse().ok()).map(IpAddr::V6).ok_or_else(wrong)?),
            None => host.parse().ok().map(IpAddr::V4),
        };
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
        match ip {
            Some(ip) => Ok(Self { host: Host::Ip(ip), port }),
            None if host.is_empty() => Ok(Self::loopback(port)),
            None if host.bytes().all(is_name) => Ok(Self { host: Host::Name(host.to_owned()), port }),
            None => Err(wrong()),
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.host {
            Host::Ip(ip) => SocketAddr::new(*ip, self.port).fmt(f),
            Host::Name(name) => write!(f, "{name}:{}", self.port),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Address;

    fn read(text: &str) -> Option<String> {
        text.parse::<Address>().ok().map(|address| address.to_string())
    }

    #[test]
    fn an_address_is_a_port_or_has_one() {
        for (text, wanted) in [
            ("8080", "127.0.0.1:8080"),
            (":0", "127.0.0.1:0"),
            ("0.0.0.0:80", "0.0.0.0:80"),
            ("[::1]:81", "[::1]:81"),
            ("localhost:82", "localhost:82"),
        ] {
            assert_eq!(read(text).as_deref(), Some(wanted), "{text}");
        }
        for text in
            ["", ":", "localhost", "127.0.0.1", "::1", "[::1]", "1:65536", "a b:1", "http://a:1", "a:+1", "a:1/"]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
