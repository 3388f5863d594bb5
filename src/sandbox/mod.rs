//! Servers that behave as a contract documents, for tests without the network.
