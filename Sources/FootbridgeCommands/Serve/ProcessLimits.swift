import SystemPackage

#if canImport(Glibc)
import Glibc
#endif

/// What the system lets this process have.
enum ProcessLimits {
    /// Raises the number of descriptors to all that may be had: the usual soft limit of 1024 is for programs that use
    /// `select`, and none is used here.
    ///
    /// - Returns: descriptors that may be open at once.
    static func raiseDescriptors() -> Int {
        var limit = rlimit()
        guard getrlimit(descriptors, &limit) == 0 else { return 256 }
        if limit.rlim_cur < limit.rlim_max {
            var raised = rlimit(rlim_cur: limit.rlim_max, rlim_max: limit.rlim_max)
            if setrlimit(descriptors, &raised) == 0 { limit = raised }
        }
        return Int(clamping: limit.rlim_cur)
    }

    /// Bytes of memory that this process may use: the machine's, unless its control group or its own limits are tighter.
    ///
    /// A limit of address space counts what is only set aside, as stacks are; so only what is left of it is to be used.
    static func memory(controlGroups: FilePath = "/sys/fs/cgroup", memberships: FilePath = "/proc/self/cgroup") -> Int {
        let page = sysconf(CInt(_SC_PAGESIZE))
        let machine = sysconf(CInt(_SC_PHYS_PAGES)) * page
        let present = (Int(text(of: "/proc/self/statm").prefix { $0.isNumber }) ?? 0) * page
        return min(
            machine > 0 ? machine : .max, ControlGroup.memoryLimit(controlGroups, memberships), limit(data),
            max(0, limit(addressSpace) - present))
    }

    private static func limit(_ resource: __rlimit_resource_t) -> Int {
        var limit = rlimit()
        return getrlimit(resource, &limit) == 0 ? Int(clamping: limit.rlim_cur) : .max
    }

    private static let descriptors = __rlimit_resource_t(UInt32(RLIMIT_NOFILE.rawValue))
    private static let addressSpace = __rlimit_resource_t(UInt32(RLIMIT_AS.rawValue))
    private static let data = __rlimit_resource_t(UInt32(RLIMIT_DATA.rawValue))
}

/// The limit that a container or a service manager sets.
enum ControlGroup {
    /// The least memory that one of this process's control groups may use, version 2 and 1; `.max` without a limit.
    ///
    /// A group's limit holds for those below it, too. In a container the root that is seen is often the group itself.
    static func memoryLimit(_ root: FilePath, _ memberships: FilePath) -> Int {
        var limits: [Int] = []
        for line in text(of: memberships).split(separator: "\n") {
            // `0::/PATH`, or `4:memory:/PATH` of version 1.
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { continue }
            let (folder, file): (FilePath, String)
            if parts[1].isEmpty {
                (folder, file) = (root, "memory.max")
            } else if parts[1].split(separator: ",").contains("memory") {
                (folder, file) = (root.appending("memory"), "memory.limit_in_bytes")
            } else {
                continue
            }
            var group = FilePath(String(parts[2])).lexicallyNormalized()
            while true {
                let path = folder.appending(group.components).appending(file)
                if let limit = Int(text(of: path).prefix { $0.isNumber }) { limits.append(limit) }
                guard group.removeLastComponent() else { break }
            }
        }
        return limits.min() ?? .max
    }
}

/// Empty where there is none.
private func text(of path: FilePath) -> String {
    let descriptor = open(path.string, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 16 << 10)
    let count = read(descriptor, &bytes, bytes.count)
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
}
