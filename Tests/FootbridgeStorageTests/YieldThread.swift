import Glibc

/// Lets other threads run.
func yieldThread() { sched_yield() }
