import CLinux
import Glibc

/// The program that a worker process runs.
public struct WorkerProgram: Sendable {
    /// The path of a `footbridge` binary.
    public var path: String

    public init(path: String) {
        self.path = path
    }

    /// The very binary that runs this process, even where its file has been replaced since.
    public static let own = WorkerProgram(path: "/proc/self/exe")

    /// Variables that a worker gets of the daemon's: where to find libraries, and what sanitizers are told. The rest,
    /// passwords among it, stays here.
    private static let inherited = ["LD_LIBRARY_PATH", "ASAN_OPTIONS", "LSAN_OPTIONS", "TSAN_OPTIONS", "UBSAN_OPTIONS"]

    /// Starts a process that has the socket, the memory to count lines in, `/dev/null`, and nothing else that is open
    /// here.
    ///
    /// On a thread that lives as long as the worker is to: the kernel ends the worker with it.
    func start(memory: Int, covers: CoverSearch?, socket: CInt, lines: CInt) throws(WorkerStartError) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        unsafe posix_spawn_file_actions_init(&actions)
        unsafe posix_spawnattr_init(&attributes)
        defer {
            unsafe posix_spawn_file_actions_destroy(&actions)
            unsafe posix_spawnattr_destroy(&attributes)
        }
        unsafe posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
        unsafe posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, socket, DecodeWorker.control)
        unsafe posix_spawn_file_actions_adddup2(&actions, lines, DecodeWorker.lines)
        unsafe footbridge_close_from(&actions, DecodeWorker.lines + 1)
        var all = sigset_t()
        var none = sigset_t()
        unsafe sigfillset(&all)
        unsafe sigemptyset(&none)
        unsafe posix_spawnattr_setsigdefault(&attributes, &all)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        // In a group of its own, so that Ctrl-C at a terminal ends the daemon and not what it still needs.
        unsafe posix_spawnattr_setpgroup(&attributes, 0)
        unsafe posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP))
        let arguments = unsafe CStrings(
            [path, DecodeWorker.command, "--memory", String(memory)] + (covers?.arguments ?? []))
        let variables = unsafe CStrings(
            Self.inherited.compactMap { name in
                unsafe getenv(name).map { unsafe "\(name)=\(String(cString: $0))" }
            } + ["SWIFT_BACKTRACE=enable=no"])
        var process: pid_t = 0
        let status = unsafe posix_spawn(
            &process, path, &actions, &attributes, arguments.pointers, variables.pointers)
        guard status == 0 else { throw WorkerStartError("\(path): \(unsafe String(cString: strerror(status)))") }
        return process
    }
}

extension CoverSearch {
    /// For a worker's command line.
    fileprivate var arguments: [String] {
        ["--cover-index", index, "--cover-budget", String(Int(budget / .milliseconds(1)))]
    }
}

/// Why a worker process cannot be had, in words for whoever starts the daemon.
public struct WorkerStartError: Error, CustomStringConvertible {
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// Owns C strings and the array of pointers to them that ends in nil.
@safe private struct CStrings: ~Copyable {
    let pointers: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    private let count: Int

    init(_ strings: [String]) {
        count = strings.count
        unsafe pointers = .allocate(capacity: count + 1)
        for (place, string) in strings.enumerated() {
            unsafe (pointers + place).initialize(to: strdup(string))
        }
        unsafe (pointers + count).initialize(to: nil)
    }

    deinit {
        for place in 0..<count { unsafe free(pointers[place]) }
        unsafe pointers.deallocate()
    }
}
