//! What runs inside a service: a tower layer that checks requests and responses against a contract.
