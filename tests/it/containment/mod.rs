//! Containment of schemas: own cases, laws over random schemas, and agreement with other oracles.

mod cases;
mod closing;
mod laws;
mod oracles;
mod schemas;
