//! `https://` works by default: a client starts a TLS handshake, and refuses a server that it has no reason to trust.

use std::io::Read;
use std::net::TcpListener;

use order_contracts::client::Error;
use order_contracts::kohortpay;

#[tokio::test(flavor = "multi_thread")]
async fn a_client_speaks_tls() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut first = [0_u8; 2];
        stream.read_exact(&mut first).unwrap();
        first
    });
    let client = kohortpay::Client::new(&url, "sk_test_x").unwrap();
    let error = client.list_orders().send().await.unwrap_err();
    assert!(matches!(error, Error::Communication(_)), "{error}");
    // RFC 8446, 5.1: a record of the type `handshake`, of the legacy version 3.x.
    assert_eq!(server.join().unwrap(), [22, 3]);
}
