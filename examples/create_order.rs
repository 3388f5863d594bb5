//! A client: creates an order at KohortPay and reads it back.
//!
//! ```sh
//! KOHORTPAY_KEY=sk_test_… cargo run --example create_order
//! ```
//!
//! A second argument is the URL of another server, for instance a stub on this machine.

use std::process::ExitCode;

use order_contracts::client::Error;
use order_contracts::kohortpay::types::Locale;
use order_contracts::kohortpay::{BASE_URL, Client};

#[tokio::main]
async fn main() -> ExitCode {
    let url = std::env::args().nth(1).unwrap_or_else(|| BASE_URL.to_owned());
    let Ok(key) = std::env::var("KOHORTPAY_KEY") else {
        eprintln!("error: set KOHORTPAY_KEY to a secret key");
        return ExitCode::from(2);
    };
    match create(&url, key).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn create(url: &str, key: String) -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::new(url, key)?;
    let call = client.create_order().body_map(|order| {
        order.amount(35_000).customer_email("customer@example.com").locale(Locale::EnUs) // 350.00 in cents
    });
    let order = match call.send().await {
        Ok(order) => order,
        // The body broke the contract and was not sent: the report says what and where.
        Err(Error::RefusedRequest(report)) => {
            for violation in report.violations() {
                eprintln!("not sent: {violation}");
            }
            return Err("the order violates the contract".into());
        }
        Err(error) => return Err(error.into()),
    };
    println!("created {} ({})", order.id, order.status);
    let read = client.get_order().id(&order.id).send().await?;
    println!("it costs {} cents", read.amount);
    Ok(())
}
