//! Tokens: where they travel, and that no text shows them.

use std::error::Error as _;
use std::time::Duration;

use order_contracts::client::{Settings, Token};
use order_contracts::{Api, kohortpay, threekit};
use serde_json::json;

use super::calls::{Clients, TOKEN, variant};
use super::operations::example;
use super::server::{Server, refusing};

const PUBLIC: &str = "pub/t0ken & more";

fn public_client(url: &str, settings: &Settings) -> threekit::Client {
    threekit::Client::with_settings(url, threekit::Credentials::public(PUBLIC), settings).expect("a client")
}

#[tokio::test]
async fn a_public_token_travels_in_the_query_and_nowhere_else() {
    let server = Server::answering(200, &example(Api::Threekit, "OrderListResponse")).await;
    public_client(&server.url(), &Settings::default()).list_orders().short_id("46Juzcyx").send().await.expect("a list");
    let seen = server.only_request();
    assert_eq!(seen.query.as_deref(), Some("shortId=46Juzcyx&bearer_token=pub%2Ft0ken+%26+more"));
    assert_eq!(seen.header("authorization"), None);
    assert!(seen.headers.iter().all(|(_, value)| !value.contains("t0ken")), "{seen:?}");
}

#[tokio::test]
async fn a_private_token_travels_in_the_header_and_nowhere_else() {
    let server = Server::answering(200, &example(Api::Threekit, "OrderResponse")).await;
    Clients::of(&server.url()).threekit().get_order().id("46Juzcyx").send().await.expect("an order");
    let seen = server.only_request();
    assert_eq!((seen.query.as_deref(), seen.header("authorization")), (None, Some("Bearer sk_test_s3cr3t")));
}

/// Every text that a program might log: of the client, of a call being built, and of every kind of error.
#[tokio::test]
async fn no_text_shows_a_token() {
    let mut texts = vec![format!("{:?}", Token::from(TOKEN)), format!("{:?}", threekit::Credentials::public(PUBLIC))];
    let settings = Settings::default().timeout(Duration::from_millis(200)).strict_responses(true);
    let location = ("location", "/elsewhere?bearer_token=pub%2Ft0ken+%26+more");
    let slow = Server::answering_with(200, &[], "{}", Duration::from_secs(2)).await;
    let redirect = Server::answering_with(302, &[location], "", Duration::ZERO).await;
    let refused = Server::answering(403, &json!({"message": "no"})).await;
    let undecodable = Server::answering(200, &json!({"id": 1})).await;
    let malformed = Server::answering_with(200, &[], "{", Duration::ZERO).await;
    let mut kinds = Vec::new();
    for url in [slow.url(), redirect.url(), refused.url(), undecodable.url(), malformed.url(), refusing()] {
        let clients = Clients::with(&url, &settings);
        let (kohortpay, private) = (clients.kohortpay(), clients.threekit());
        let public = public_client(&url, &settings);
        texts.push(format!("{kohortpay:?} {private:?} {public:?}"));
        texts.push(format!("{:?} {:?}", public.get_order().id("1"), kohortpay.get_order()));
        for client in [public, private] {
            let error = client.get_order().id("1").send().await.expect_err("no order");
            kinds.push(variant(&error));
            let mut source = error.source();
            while let Some(cause) = source {
                texts.push(format!("{cause} {cause:?}"));
                source = cause.source();
            }
            texts.push(format!("{error} {error:?} {error:#?}"));
            if let order_contracts::client::Error::UnexpectedResponse(response) = &error {
                texts.push(format!("{response:?} {:?}", response.headers()));
            }
            if let order_contracts::client::Error::Communication(error) = &error {
                texts.push(format!("{error} {error:?} {:?}", error.url()));
            }
        }
    }
    kinds.dedup();
    assert_eq!(
        kinds,
        [
            "Communication",
            "UnexpectedResponse",
            "ErrorResponse",
            "RefusedResponse",
            "MalformedResponse",
            "Communication"
        ]
    );
    for text in texts {
        assert!(!text.contains("s3cr3t") && !text.contains("t0ken") && !text.contains("bearer_token="), "{text}");
    }
}

#[test]
fn settings_that_cannot_work_are_refused_when_the_client_is_made() {
    let cases = [
        ("ftp://example.com", TOKEN, "the base URL cannot be used: wanted `http` or `https`, found `ftp`"),
        ("example.com", TOKEN, "the base URL cannot be used: relative URL without a base"),
        ("https://example.com/?a=b", TOKEN, "the base URL cannot be used: it has a query or a fragment"),
        ("https://example.com/#a", TOKEN, "the base URL cannot be used: it has a query or a fragment"),
        (
            "https://user:pa55@example.com",
            TOKEN,
            "the base URL cannot be used: it has a user name or a password, and the API takes a token",
        ),
        ("https://example.com", "", "the token cannot be sent: it is empty"),
        (
            "https://example.com",
            "sk_test_s3cr3t\n",
            "the token cannot be sent: it holds a character that no header may hold, a line break perhaps",
        ),
    ];
    for (url, token, wanted) in cases {
        let kohortpay = kohortpay::Client::new(url, token).expect_err("no client");
        let threekit = threekit::Client::new(url, threekit::Credentials::private(token)).expect_err("no client");
        assert_eq!((kohortpay.to_string(), threekit.to_string()), (wanted.to_owned(), wanted.to_owned()));
        assert!(kohortpay.is_settings() && threekit.is_settings());
    }
    let empty = threekit::Client::new("https://example.com", threekit::Credentials::public(""));
    assert_eq!(empty.expect_err("no client").to_string(), "the token cannot be sent: it is empty");
}
