//! A worker as its parent sees it: started, asked, and found dead.

use std::io::{self, Read};
use std::process::{Child, ChildStderr, ChildStdin, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use super::Options;
use super::output::Output;
use super::protocol::{ANSWER_HEAD, Answer, Request};

/// Why there is no answer.
#[derive(Debug)]
pub enum Death {
    /// Over the deadline.
    Timeout,
    /// Over the limit of memory.
    Memory,
    /// Died in another way while it read the file.
    Crashed,
    /// Was dead before it got the file.
    Vanished,
    /// Could not be started.
    NotStarted(io::Error),
}

/// A running worker.
#[derive(Debug)]
pub struct Worker {
    child: Child,
    input: Option<ChildStdin>,
    output: Output,
    errors: Option<ChildStderr>,
}

impl Worker {
    /// Starts one.
    pub fn start(options: &Options) -> io::Result<Self> {
        let program = match &options.program {
            Some(p) => p.clone(),
            None => std::env::current_exe()?,
        };
        let mut command = Command::new(program);
        command
            .arg("worker")
            .arg(options.memory.to_string())
            .arg(options.deadline.as_millis().to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        #[cfg(unix)]
        {
            // Ctrl-C is for the parent, which lets the files end that are being read.
            use std::os::unix::process::CommandExt;
            command.process_group(0);
        }
        #[cfg(windows)]
        {
            use std::os::windows::process::CommandExt;
            // CREATE_NEW_PROCESS_GROUP: the same there.
            command.creation_flags(0x200);
        }
        let mut child = command.spawn()?;
        let missing = || io::Error::other("no pipe");
        let input = Some(child.stdin.take().ok_or_else(missing)?);
        let output = Output::new(child.stdout.take().ok_or_else(missing)?);
        let errors = child.stderr.take();
        Ok(Self { child, input, output, errors })
    }

    /// Sends a request and waits for the answer.
    pub fn ask(&mut self, request: &Request<'_>, wall: Duration) -> Result<Answer, Death> {
        let until = Instant::now() + wall;
        if matches!(self.child.try_wait(), Ok(Some(_))) {
            return Err(Death::Vanished);
        }
        let sent = self.input.as_mut().is_some_and(|input| request.write(input).is_ok());
        let mut head = [0; ANSWER_HEAD];
        if !sent || self.receive(&mut head, until).is_err() {
            return Err(self.autopsy(until));
        }
        let (retires, length) = Answer::head(head);
        let mut payload = vec![0; usize::try_from(length).unwrap_or(0)];
        if self.receive(&mut payload, until).is_err() {
            return Err(self.autopsy(until));
        }
        Ok(Answer { retires, payload })
    }

    fn receive(&mut self, buffer: &mut [u8], until: Instant) -> io::Result<()> {
        let mut filled = 0;
        while filled < buffer.len() {
            match self.output.read(&mut buffer[filled..], until) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(n) => filled += n,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
        Ok(())
    }

    /// Finds out why the worker gives no answer, and makes sure that it is gone.
    fn autopsy(&mut self, until: Instant) -> Death {
        if Instant::now() >= until {
            let _ = self.child.kill();
            let _ = self.child.wait();
            return Death::Timeout;
        }
        // Its output is closed: it is ending or dead. What it wrote to standard error tells which of its ends it was.
        let mut last_words = Vec::new();
        if let Some(errors) = self.errors.take() {
            let _ = errors.take(64 << 10).read_to_end(&mut last_words);
        }
        let Ok(status) = self.child.wait() else { return Death::Crashed };
        let said = |words: &str| memchr::memmem::find(&last_words, words.as_bytes()).is_some();
        // Rust says so before it aborts: "memory allocation of N bytes failed".
        if said("memory allocation") || said("out of memory") { Death::Memory } else { by_signal(status) }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // The end of its input ends an idle worker; a busy one would compute for nobody.
        drop(self.input.take());
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(unix)]
fn by_signal(status: ExitStatus) -> Death {
    use std::os::unix::process::ExitStatusExt;
    match status.signal() {
        Some(libc::SIGXCPU) => Death::Timeout,
        // The system's own killer takes the largest process when memory runs out.
        Some(libc::SIGKILL) => Death::Memory,
        _ => Death::Crashed,
    }
}

#[cfg(not(unix))]
fn by_signal(_status: ExitStatus) -> Death {
    Death::Crashed
}
