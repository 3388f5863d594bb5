//! [`block_on`]: calls from code that is not asynchronous.

use std::future::Future;
use std::sync::OnceLock;

use tokio::runtime::{Builder, Handle, Runtime};

use crate::error::Error;

/// Waits for a call, or for anything else that is asynchronous.
///
/// All calls share one runtime, with a thread that keeps connections alive between them. Every builder of a call has
/// `send_blocking` for the same.
///
/// # Errors
///
/// Within a Tokio runtime, where waiting would stop other tasks; and when the runtime cannot be started.
///
/// # Examples
///
/// ```no_run
/// use order_contracts::client::block_on;
/// use order_contracts::kohortpay;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let client = kohortpay::Client::new(kohortpay::BASE_URL, "sk_test_xxxx")?;
/// let order = block_on(client.get_order().id("ord_1").send())??;
/// println!("{}", order.status);
/// # Ok(())
/// # }
/// ```
pub fn block_on<F: Future>(future: F) -> Result<F::Output, Error> {
    static RUNTIME: OnceLock<Option<Runtime>> = OnceLock::new();
    if Handle::try_current().is_ok() {
        return Err(Error::settings("a blocking call within a Tokio runtime: await the call instead"));
    }
    let runtime = RUNTIME.get_or_init(|| {
        Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("order-contracts")
            .enable_io()
            .enable_time()
            .build()
            .ok()
    });
    match runtime {
        Some(runtime) => Ok(runtime.block_on(future)),
        None => Err(Error::settings("the runtime for blocking calls cannot be started")),
    }
}
