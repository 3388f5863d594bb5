//! `order-contracts.toml` and what reads it: `config`, `check`, `waive`, `diff`.

mod check;
mod effective;
mod mistakes;
mod monorepo;
mod schema;
mod waiving;
