//! [`Workers`]: the threads that judge. They are left alone when the run is interrupted: one record may take long.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use crate::cli::threads::threads;

type Job = Box<dyn FnOnce() + Send>;

/// Threads that take jobs in the order in which they are given.
pub(super) struct Workers {
    jobs: Sender<Job>,
    threads: usize,
}

impl Workers {
    pub(super) fn start() -> Self {
        let (sender, jobs) = channel::<Job>();
        let jobs = Arc::new(Mutex::new(jobs));
        let threads = threads();
        for _ in 0..threads {
            let jobs = Arc::clone(&jobs);
            thread::spawn(move || while work(&jobs) {});
        }
        Self { jobs: sender, threads }
    }

    pub(super) fn threads(&self) -> usize {
        self.threads
    }

    /// Adds a job. One that is never done is dropped, which those who wait for it notice.
    pub(super) fn give(&self, job: impl FnOnce() + Send + 'static) {
        let _ = self.jobs.send(Box::new(job));
    }
}

/// Does the next job; `false` when there will be no more.
fn work(jobs: &Mutex<Receiver<Job>>) -> bool {
    // The lock is held while nothing is there, and never while something is done.
    let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
    job.map(|job| job()).is_ok()
}
