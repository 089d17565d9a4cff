import CSeccomp
import Glibc

/// Which system calls a worker may make from now on, by seccomp: the kernel ends it at any other.
enum SystemCallFilter {
    /// - Returns: whether it holds; a kernel or a container may not have it.
    static func close() -> Bool {
        guard let filter = Filter() else { return false }
        for name in memory + time + rest {
            guard filter.allow(name) else { return false }
        }
        let socket = UInt64(DecodeWorker.control)
        // To the daemon, and into /dev/null what libraries have to say.
        for descriptor in [socket, UInt64(STDERR_FILENO)] {
            guard filter.allow("write", where: argument(0, is: descriptor)) else { return false }
        }
        guard filter.allow("recvmsg", where: argument(0, is: socket)) else { return false }
        // abort() ends the process by a signal to itself.
        guard filter.allow("tgkill", where: argument(0, is: UInt64(getpid()))) else { return false }
        // No memory that can be run.
        for name in ["mmap", "mprotect"] {
            guard filter.allow(name, where: argument(2, lacks: UInt64(PROT_EXEC))) else { return false }
        }
        return filter.load()
    }

    private static let memory = ["munmap", "mremap", "madvise", "brk"]
    private static let time = ["clock_gettime", "gettimeofday", "restart_syscall"]
    /// `sysinfo` is how qsort asks for the size of memory; the signal mask and the ids are part of abort().
    private static let rest = [
        "read", "pread64", "lseek", "close", "futex", "sched_yield", "getrandom", "sysinfo", "rt_sigreturn",
        "rt_sigprocmask", "getpid", "gettid", "exit", "exit_group",
    ]

    private static func argument(_ place: UInt32, is value: UInt64) -> scmp_arg_cmp {
        scmp_arg_cmp(arg: place, op: SCMP_CMP_EQ, datum_a: value, datum_b: 0)
    }

    private static func argument(_ place: UInt32, lacks bits: UInt64) -> scmp_arg_cmp {
        scmp_arg_cmp(arg: place, op: SCMP_CMP_MASKED_EQ, datum_a: bits, datum_b: 0)
    }
}

/// Owns one filter while it is made; the kernel has its own copy of what was loaded.
@safe private struct Filter: ~Copyable {
    private let handle: UnsafeMutableRawPointer

    init?() {
        guard let handle = unsafe seccomp_init(SCMP_ACT_KILL_PROCESS) else { return nil }
        unsafe self.handle = handle
    }

    deinit {
        unsafe seccomp_release(handle)
    }

    /// - Returns: whether it could be added; a name that this processor's kernel does not have is nothing to allow.
    func allow(_ name: String, where condition: scmp_arg_cmp? = nil) -> Bool {
        let call = unsafe seccomp_syscall_resolve_name(name)
        guard call >= 0 else { return true }
        let conditions = condition.map { [$0] } ?? []
        return unsafe conditions.withUnsafeBufferPointer { conditions in
            unsafe seccomp_rule_add_array(
                handle, SCMP_ACT_ALLOW, call, UInt32(conditions.count), conditions.baseAddress) == 0
        }
    }

    func load() -> Bool {
        unsafe seccomp_load(handle) == 0
    }
}
