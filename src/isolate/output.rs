//! A worker's standard output, read until a time on the clock.

use std::io::{self, Read};
use std::time::Instant;

/// Where the system can wait for a pipe: poll, then read.
#[cfg(unix)]
#[derive(Debug)]
pub struct Output(std::process::ChildStdout);

#[cfg(unix)]
impl Output {
    /// Takes the pipe.
    pub fn new(pipe: std::process::ChildStdout) -> Self {
        Self(pipe)
    }

    /// Reads what is there, and waits for it until the given time.
    pub fn read(&mut self, buffer: &mut [u8], until: Instant) -> io::Result<usize> {
        use std::os::fd::AsRawFd;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(io::ErrorKind::TimedOut.into());
            }
            let mut fd = libc::pollfd { fd: self.0.as_raw_fd(), events: libc::POLLIN, revents: 0 };
            let milliseconds = libc::c_int::try_from(left.as_millis() + 1).unwrap_or(libc::c_int::MAX);
            // SAFETY: one valid pollfd that lives over the call.
            match unsafe { libc::poll(&raw mut fd, 1, milliseconds) } {
                0 => {}
                n if n > 0 => return self.0.read(buffer),
                _ => {
                    let e = io::Error::last_os_error();
                    if e.kind() != io::ErrorKind::Interrupted {
                        return Err(e);
                    }
                }
            }
        }
    }
}

#[cfg(not(unix))]
pub use pumped::Pumped as Output;

/// Elsewhere: a thread reads, and what it has read is waited for.
#[cfg(any(not(unix), test))]
mod pumped {
    use super::*;
    use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};

    /// A pipe that a thread reads.
    #[derive(Debug)]
    pub struct Pumped {
        receive: Receiver<io::Result<Vec<u8>>>,
        rest: Vec<u8>,
    }

    impl Pumped {
        /// Takes the pipe. The thread ends with it.
        pub fn new(mut pipe: impl Read + Send + 'static) -> Self {
            let (send, receive) = sync_channel(4);
            std::thread::spawn(move || {
                let mut buffer = vec![0; 64 << 10];
                loop {
                    let read = pipe.read(&mut buffer).map(|n| buffer[..n].to_vec());
                    let last = !read.as_ref().is_ok_and(|b| !b.is_empty());
                    if send.send(read).is_err() || last {
                        break;
                    }
                }
            });
            Self { receive, rest: Vec::new() }
        }

        /// Reads what is there, and waits for it until the given time.
        pub fn read(&mut self, buffer: &mut [u8], until: Instant) -> io::Result<usize> {
            if self.rest.is_empty() {
                let left = until.saturating_duration_since(Instant::now());
                self.rest = match self.receive.recv_timeout(left) {
                    Ok(read) => read?,
                    Err(RecvTimeoutError::Timeout) => return Err(io::ErrorKind::TimedOut.into()),
                    Err(RecvTimeoutError::Disconnected) => return Ok(0),
                };
            }
            let n = buffer.len().min(self.rest.len());
            buffer[..n].copy_from_slice(&self.rest[..n]);
            self.rest.drain(..n);
            Ok(n)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_pumped_pipe_is_read_to_its_end_and_no_longer_than_allowed() {
        let soon = || Instant::now() + Duration::from_secs(20);
        let mut pipe = pumped::Pumped::new(&[7_u8; 100_000][..]);
        let (mut total, mut buffer) = (0, [0; 999]);
        loop {
            match pipe.read(&mut buffer, soon()).expect("bytes") {
                0 => break,
                n => total += n,
            }
        }
        assert_eq!(total, 100_000);

        let (reader, _writer) = io::pipe().expect("a pipe");
        let mut silent = pumped::Pumped::new(reader);
        let e = silent.read(&mut buffer, Instant::now() + Duration::from_millis(20)).expect_err("nothing comes");
        assert_eq!(e.kind(), io::ErrorKind::TimedOut);
    }
}
