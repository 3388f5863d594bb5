//! [`Listener`]: a port that is ours before anything else happens, so that one in use is an error at the start.

use std::io::{self, ErrorKind};
use std::net::{SocketAddr, TcpListener};

use super::Address;
use crate::error::Error;

/// A port that accepts connections once it is served.
#[derive(Debug)]
pub struct Listener {
    pub(super) inner: TcpListener,
    address: SocketAddr,
}

impl Listener {
    /// Takes the port of `address`; of a name with several addresses, on the first that has it free.
    ///
    /// # Errors
    ///
    /// When the address cannot be listened on: it is in use, belongs to another machine, or needs other rights.
    pub fn bind(address: &Address) -> Result<Self, Error> {
        let bind = || {
            let mut last = io::Error::new(ErrorKind::AddrNotAvailable, "the name has no address");
            for socket in address.resolve()? {
                match TcpListener::bind(socket) {
                    Ok(inner) => {
                        inner.set_nonblocking(true)?;
                        return Ok(Self { address: inner.local_addr()?, inner });
                    }
                    Err(error) => last = error,
                }
            }
            Err(last)
        };
        bind().map_err(|error| {
            let hint = match error.kind() {
                ErrorKind::AddrInUse => " (another port, or 0 for a free one, can be chosen with `--listen`)",
                _ => "",
            };
            Error::io(format!("cannot listen on `{address}`{hint}"), error)
        })
    }

    /// The address, with the port that was free if none was chosen.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}
