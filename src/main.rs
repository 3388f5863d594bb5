//! The `order-contracts` program: hands arguments and streams to the library.

fn main() {}
