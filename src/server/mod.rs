//! What the servers of the program share: listening, connections, and a graceful end.
