//! Tokens: how they are sent, and that no text shows them.

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
async fn a_public_token_is_sent_in_the_query_and_nowhere_else() {
    let server = Server::answering(200, &example(Api::Threekit, "OrderListResponse")).await;
    public_client(&server.url(), &Settings::default()).list_orders().short_id("46Juzcyx").send().await.expect("a list");
    let seen = server.only_request();
    assert_eq!(seen.query.as_deref(), Some("shortId=46Juzcyx&bearer_token=pub%2Ft0ken+%26+more"));
    assert_eq!(seen.header("authorization"), None);
    assert!(seen.headers.iter().all(|(_, value)| !value.contains("t0ken")), "{seen:?}");
}

#[tokio::test]
async fn a_private_token_is_sent_in_the_header_and_nowhere_else() {
    let server = Server::answering(200, &example(Api::Threekit, "OrderResponse")).await;
    Clients::of(&server.url()).threekit().get_order().id("46Juzcyx").send().await.expect("an order");
    let seen = server.only_request();
    assert_eq!((seen.query.as_deref(), seen.header("authorization")), (None, Some("Bearer sk_test_s3cr3t")));
}

/// Every text that a program might log: of the client, of builders, and of every kind of error.
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
                texts.push(format!("{error} {error:?}"));
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
        ("ftp://example.com", TOKEN, "the base URL cannot be used: expected `http` or `https`, found `ftp`"),
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
            "the token cannot be sent: it contains a character that is not allowed in a header, such as a line break",
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

/// A text that is not a URL is repeated only where it cannot be a secret: the arguments may be in the wrong order.
#[test]
fn a_url_without_a_scheme_is_refused_with_one_that_works() {
    let wanted = |found: &str| {
        format!("the base URL cannot be used: expected an absolute URL such as `https://api.kohortpay.com`{found}")
    };
    for (url, found) in [
        ("api.kohortpay.com", ", found `api.kohortpay.com` without a scheme"),
        ("api.kohortpay.com/v1/secret", ", found `api.kohortpay.com` without a scheme"),
        ("localhost:8080", ", found `localhost:8080` without a scheme"),
        ("localhost", ", found `localhost` without a scheme"),
        ("127.0.0.1:8080/api", ", found `127.0.0.1:8080` without a scheme"),
        ("user:pa55@example.com", ""),
        ("user@example.com", ""),
        ("pa55:example.com", ""),
        ("example.com:pa55", ""),
        ("example.com?key=pa55", ""),
        (TOKEN, ""),
        ("11111111-1111-4111-8111-111111111111", ""),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U", ""),
        ("", ""),
        ("/orders", ""),
        ("mailto:john@example.com", ""),
    ] {
        let error = kohortpay::Client::new(url, TOKEN).expect_err("no client");
        assert_eq!(error.to_string(), wanted(found), "{url}");
        assert!(error.is_settings());
    }
    let error = threekit::Client::new("preview.threekit.com", threekit::Credentials::public(PUBLIC)).expect_err("none");
    assert!(error.to_string().contains("such as `https://preview.threekit.com/api`"), "{error}");
}
