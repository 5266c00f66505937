//! Limits that the operating system enforces on a worker.

use std::io;
use std::time::Duration;

/// Limits this process's address space, and keeps it from writing core files.
#[cfg(unix)]
pub fn limit_memory(bytes: u64) -> io::Result<()> {
    set(libc::RLIMIT_CORE, 0)?;
    set(libc::RLIMIT_AS, bytes)
}

/// Gives this process so much processor time from now on; the system ends it with `SIGXCPU` after that.
#[cfg(unix)]
pub fn limit_time(deadline: Duration) -> io::Result<()> {
    let whole = |d: Duration| d.as_secs() + u64::from(d.subsec_nanos() > 0);
    set(libc::RLIMIT_CPU, whole(used()? + deadline).max(1))
}

#[cfg(all(unix, target_os = "linux", target_env = "gnu"))]
type Resource = libc::__rlimit_resource_t;
#[cfg(all(unix, not(all(target_os = "linux", target_env = "gnu"))))]
type Resource = libc::c_int;

/// Sets the soft limit; the hard one stays, so that it can be raised again for the next file.
#[cfg(unix)]
fn set(resource: Resource, value: u64) -> io::Result<()> {
    let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: both calls get a valid resource and a pointer to a struct that lives over the call.
    let done = unsafe {
        if libc::getrlimit(resource, &raw mut limit) != 0 {
            return Err(io::Error::last_os_error());
        }
        let value = libc::rlim_t::try_from(value).unwrap_or(libc::rlim_t::MAX);
        limit.rlim_cur = value.min(limit.rlim_max);
        libc::setrlimit(resource, &raw const limit)
    };
    if done == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

/// Processor time that this process has used.
#[cfg(unix)]
fn used() -> io::Result<Duration> {
    // SAFETY: an all-zero rusage is valid, and the call writes into it while it lives.
    let usage = unsafe {
        let mut usage: libc::rusage = std::mem::zeroed();
        if libc::getrusage(libc::RUSAGE_SELF, &raw mut usage) != 0 {
            return Err(io::Error::last_os_error());
        }
        usage
    };
    let time = |t: libc::timeval| {
        Duration::from_secs(u64::try_from(t.tv_sec).unwrap_or(0)) + Duration::from_micros(u64::try_from(t.tv_usec).unwrap_or(0))
    };
    Ok(time(usage.ru_utime) + time(usage.ru_stime))
}

/// Where the system has no such limits a worker contains crashes only.
#[cfg(not(unix))]
pub fn limit_memory(_bytes: u64) -> io::Result<()> {
    Ok(())
}

/// Where the system has no such limits a worker contains crashes only.
#[cfg(not(unix))]
pub fn limit_time(_deadline: Duration) -> io::Result<()> {
    Ok(())
}

/// Address space in use, in bytes, where the system tells.
pub fn address_space() -> Option<u64> {
    let statm = std::fs::read_to_string("/proc/self/statm").ok()?;
    statm.split(' ').next()?.parse::<u64>().ok().map(|pages| pages * 4096)
}
