//! The end of a server whose clients take longer for their next request than connections linger.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, Barrier};
use std::time::Duration;

use order_contracts::server::Settings;

use super::{Running, text};

#[tokio::test(flavor = "multi_thread")]
async fn while_connections_end_behind_answers_others_may_ask_again() {
    const CLIENTS: u32 = 40;
    let mut settings = Settings::new(0);
    settings.linger = Duration::from_millis(400);
    let running = Running::start(settings, |_| async { text("answered") });
    let (address, all) = (running.address, Arc::new(Barrier::new(CLIENTS as usize + 1)));
    let ask = |stream: &mut TcpStream| stream.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n");
    let clients: Vec<_> = (0..CLIENTS)
        .map(|number| {
            let all = Arc::clone(&all);
            std::thread::spawn(move || {
                let mut stream = TcpStream::connect(address).unwrap();
                ask(&mut stream).unwrap();
                let mut first = [0; 16];
                stream.read_exact(&mut first).unwrap();
                all.wait();
                // The last ones ask when the first have been gone for longer than they could linger.
                std::thread::sleep(number * Duration::from_millis(25));
                let _ = ask(&mut stream);
                let mut rest = String::new();
                // A connection that was closed too early ends by a reset.
                let _ = stream.read_to_string(&mut rest);
                rest.matches("answered").count()
            })
        })
        .collect();
    tokio::task::spawn_blocking(move || all.wait()).await.unwrap();
    assert_eq!(running.end().await, 0, "no connection was cut");
    let answers: Vec<usize> = clients.into_iter().map(|client| client.join().unwrap()).collect();
    assert_eq!(answers, [2; CLIENTS as usize]);
}
