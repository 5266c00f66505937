//! Frames between the program and its workers: lengths first, little-endian.
//!
//! A request is: job (1 byte), PDF options (2), length of the name (4), name, length of the file (8), file.
//! An answer is: whether the worker retires (1), length of the payload (8), payload.

use std::io::{self, Read, Write};

use crate::read::pdf::PdfOptions;

/// What to do with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Job {
    /// Read it; the payload of the answer is a [`super::codec`] document.
    Read,
    /// Examine it; the payload is text.
    Doctor,
}

/// A file to be read.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// What to do.
    pub job: Job,
    /// How PDFs are read.
    pub pdf: PdfOptions,
    /// Name, for messages.
    pub name: &'a str,
    /// Contents.
    pub bytes: &'a [u8],
}

/// A request as the worker gets it.
#[derive(Clone, Debug)]
pub struct OwnedRequest {
    /// What to do.
    pub job: Job,
    /// How PDFs are read.
    pub pdf: PdfOptions,
    /// Name.
    pub name: String,
    /// Contents.
    pub bytes: Vec<u8>,
}

/// What the worker answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// The worker ends itself after this answer.
    pub retires: bool,
    /// The result.
    pub payload: Vec<u8>,
}

/// Length of the head of an answer.
pub const ANSWER_HEAD: usize = 9;

impl Request<'_> {
    /// Sends it.
    pub fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let mut head = vec![match self.job {
            Job::Read => 0,
            Job::Doctor => 1,
        }];
        head.extend(self.pdf.to_bytes());
        head.extend(u32::try_from(self.name.len()).map_err(io::Error::other)?.to_le_bytes());
        head.extend(self.name.as_bytes());
        head.extend((self.bytes.len() as u64).to_le_bytes());
        out.write_all(&head)?;
        out.write_all(self.bytes)?;
        out.flush()
    }
}

impl OwnedRequest {
    /// Receives one; none at the end of the input.
    pub fn read(input: &mut impl Read) -> io::Result<Option<Self>> {
        let mut head = [0; 7];
        match input.read(&mut head[..1])? {
            0 => return Ok(None),
            _ => input.read_exact(&mut head[1..])?,
        }
        let job = if head[0] == 1 { Job::Doctor } else { Job::Read };
        let pdf = PdfOptions::from_bytes([head[1], head[2]]);
        let name = take(input, u64::from(u32::from_le_bytes([head[3], head[4], head[5], head[6]])))?;
        let mut length = [0; 8];
        input.read_exact(&mut length)?;
        let bytes = take(input, u64::from_le_bytes(length))?;
        Ok(Some(Self { job, pdf, name: String::from_utf8_lossy(&name).into_owned(), bytes }))
    }
}

fn take(input: &mut impl Read, length: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if input.take(length).read_to_end(&mut bytes)? as u64 != length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(bytes)
}

impl Answer {
    /// Sends it.
    pub fn write(&self, out: &mut impl Write) -> io::Result<()> {
        out.write_all(&[u8::from(self.retires)])?;
        out.write_all(&(self.payload.len() as u64).to_le_bytes())?;
        out.write_all(&self.payload)?;
        out.flush()
    }

    /// Reads the head: whether the worker retires, and the length of the payload.
    pub fn head(head: [u8; ANSWER_HEAD]) -> (bool, u64) {
        let [retires, a, b, c, d, e, f, g, h] = head;
        (retires == 1, u64::from_le_bytes([a, b, c, d, e, f, g, h]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_arrive_as_they_were_sent() {
        let mut wire = Vec::new();
        let request = Request { job: Job::Doctor, pdf: PdfOptions::default(), name: "甲.pdf", bytes: b"%PDF-1.7" };
        assert!(request.write(&mut wire).is_ok() && request.write(&mut wire).is_ok());
        let mut input = wire.as_slice();
        for _ in 0..2 {
            let got = OwnedRequest::read(&mut input).ok().flatten();
            assert!(got.is_some_and(|r| r.job == Job::Doctor && r.name == "甲.pdf" && r.bytes == b"%PDF-1.7"));
        }
        assert!(OwnedRequest::read(&mut input).is_ok_and(|r| r.is_none()));
        assert!(OwnedRequest::read(&mut &wire[..12]).is_err());
    }
}
