//! What the process takes, as the system counts it.

/// Resident memory now, in MiB; `None` where the system does not tell (anything but Linux).
pub fn resident_mib() -> Option<f64> {
    figure("VmRSS:")
}

/// The most that was resident so far, in MiB.
pub fn most_resident_mib() -> Option<f64> {
    figure("VmHWM:")
}

fn figure(name: &str) -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    let kib: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some((kib / 102.4).round() / 10.0)
}
