//! A reverse proxy that checks what passes against a contract.
