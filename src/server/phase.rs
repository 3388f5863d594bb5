//! [`Phase`]: how far a server is from its end, which its connections follow.

use tokio::sync::watch;

/// The phases of a server, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Phase {
    /// It accepts connections.
    Open,
    /// It accepts no more. Each connection answers what comes, and closes behind that.
    Ending,
    /// Connections that are not in use close.
    Closing,
    /// What is still open is cut.
    Cut,
}

/// Waits for `phase`, or a later one.
pub(super) async fn reach(watch: &mut watch::Receiver<Phase>, phase: Phase) {
    // Without a server there is nothing left to wait for.
    let _ = watch.wait_for(|now| *now >= phase).await;
}
