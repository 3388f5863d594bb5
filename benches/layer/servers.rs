//! Servers over sockets: one thread, on a core of its own where the system allows that, and one that sends from another.
//!
//! What counts is the share of the server without a layer, by requests a second and by the time that the thread of the server
//! was running, which other load does not change as much. The servers are called in turns, and the share is the median of the
//! shares in each round.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicI32, Ordering};
use std::time::{Duration, Instant};

use axum::serve::ListenerExt;

use super::table::Table;
use super::{HANDLERS, LAYERS, connection, router};

struct Server {
    handler: &'static str,
    layer: &'static str,
    address: SocketAddr,
    rounds: Vec<Round>,
}

/// How a server did for some time.
struct Round {
    per_second: f64,
    /// Of the server, for each request.
    microseconds: f64,
}

/// The thread of the servers.
static THREAD: AtomicI32 = AtomicI32::new(0);

pub(crate) fn measure() {
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    runtime.worker_threads(1).enable_all().on_thread_start(|| {
        cores::keep_to(0);
        THREAD.store(cores::thread(), Ordering::Relaxed);
    });
    let runtime = runtime.build().unwrap();
    cores::keep_to(1);
    let mut servers = Vec::new();
    for handler in HANDLERS {
        for (layer, modes) in LAYERS {
            let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
            let address = listener.local_addr().unwrap();
            // Without this, answers that follow each other wait for acknowledgements.
            let listener = listener.tap_io(|stream| stream.set_nodelay(true).unwrap());
            let router = router(handler, modes);
            runtime.spawn(async move { axum::serve(listener, router).await });
            servers.push(Server { handler, layer, address, rounds: Vec::new() });
        }
    }
    let message = connection::message();
    for round in 0..31 {
        // Back and forth, so that what changes meanwhile favours none of them.
        let numbers: Vec<usize> = (0..servers.len()).collect();
        for number in if round % 2 == 0 { numbers } else { numbers.into_iter().rev().collect() } {
            let server = &mut servers[number];
            let measured = send(server.address, &message);
            // The first round warms up.
            if round > 0 {
                server.rounds.push(measured);
            }
        }
    }
    let mut rows =
        Table::new("layer, over sockets", &["handler", "layer", "requests/s", "of bare", "CPU a request", "of bare"]);
    for handler in HANDLERS {
        let own: Vec<&Server> = servers.iter().filter(|server| server.handler == handler).collect();
        let bare = &own[0].rounds;
        for Server { layer, rounds, .. } in &own {
            // Each round is compared with that of the server without a layer next to it.
            let pairs = || rounds.iter().zip(bare);
            let per_second = median(rounds.iter().map(|round| round.per_second));
            let share = median(pairs().map(|(own, bare)| own.per_second / bare.per_second));
            let microseconds = median(rounds.iter().map(|round| round.microseconds));
            let share_of_time = median(pairs().map(|(own, bare)| bare.microseconds / own.microseconds));
            rows.row(&[
                format!("`{handler}`"),
                (*layer).to_owned(),
                format!("{per_second:.0}"),
                format!("{share:.3}"),
                format!("{microseconds:.2} µs"),
                format!("{share_of_time:.3}"),
            ]);
        }
    }
    rows.finish();
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Sends over connections that are kept open, one request under way on each, for some time.
fn send(address: SocketAddr, message: &[u8]) -> Round {
    const CONNECTIONS: usize = 32;
    let time = Duration::from_millis(300);
    let mut buffer = vec![0; 1 << 16];
    let mut length = 0;
    let mut streams: Vec<TcpStream> = Vec::new();
    for _ in 0..CONNECTIONS {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        stream.write_all(message).unwrap();
        // All answers are of one length: it is only the date that differs.
        length = whole(&mut stream, &mut buffer);
        stream.write_all(message).unwrap();
        streams.push(stream);
    }
    let (began, ran, mut count) = (Instant::now(), cores::ran(THREAD.load(Ordering::Relaxed)), 0_u32);
    while began.elapsed() < time {
        for stream in &mut streams {
            stream.read_exact(&mut buffer[..length]).unwrap();
            assert!(buffer.starts_with(b"HTTP/1.1 201"));
            stream.write_all(message).unwrap();
            count += 1;
        }
    }
    let ran = cores::ran(THREAD.load(Ordering::Relaxed)).saturating_sub(ran);
    let (count, elapsed) = (f64::from(count), began.elapsed().as_secs_f64());
    Round { per_second: count / elapsed, microseconds: ran.as_secs_f64() * 1e6 / count }
}

/// Reads one answer; its length.
fn whole(stream: &mut TcpStream, buffer: &mut [u8]) -> usize {
    let mut end = 0;
    loop {
        end += stream.read(&mut buffer[end..]).unwrap();
        let text = String::from_utf8_lossy(&buffer[..end]);
        let Some((head, _)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
        let length = head.len() + 4 + length.parse::<usize>().unwrap();
        if end >= length {
            return length;
        }
    }
}

#[cfg(target_os = "linux")]
mod cores {
    use std::time::Duration;

    use rustix::thread::{CpuSet, gettid, sched_setaffinity};

    /// Keeps this thread to one core, if there are several.
    pub(super) fn keep_to(core: usize) {
        let mut set = CpuSet::new();
        set.set(core);
        let _ = sched_setaffinity(None, &set);
    }

    pub(super) fn thread() -> i32 {
        gettid().as_raw_nonzero().get()
    }

    /// How long a thread of this process has run (`man 5 proc_pid_schedstat`).
    pub(super) fn ran(thread: i32) -> Duration {
        let text = std::fs::read_to_string(format!("/proc/self/task/{thread}/schedstat")).unwrap_or_default();
        let nanoseconds = text.split_whitespace().next().and_then(|first| first.parse().ok());
        Duration::from_nanos(nanoseconds.unwrap_or_default())
    }
}

#[cfg(not(target_os = "linux"))]
mod cores {
    use std::time::Duration;

    pub(super) fn keep_to(_: usize) {}

    pub(super) fn thread() -> i32 {
        0
    }

    pub(super) fn ran(_: i32) -> Duration {
        Duration::ZERO
    }
}
