import FuzzTargets
@preconcurrency import Glibc

/// The target that the variable `FOOTBRIDGE_FUZZ_TARGET` names.
private let target: FuzzTarget = {
    let name = getenv("FOOTBRIDGE_FUZZ_TARGET").map { String(cString: $0) } ?? ""
    guard let target = FuzzTarget.named(name) else {
        fail("FOOTBRIDGE_FUZZ_TARGET is none of: \(FuzzTarget.all.map(\.name).joined(separator: " "))")
    }
    return target
}()

/// Writes the target's seeds into the folder that the variable `FOOTBRIDGE_FUZZ_SEEDS` names; libFuzzer starts from files.
/// Told `--targets`, it names them all instead.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>>>
) -> CInt {
    if CommandLine.arguments.dropFirst() == ["--targets"] {
        print(FuzzTarget.all.map(\.name).joined(separator: "\n"))
        exit(0)
    }
    guard let folder = getenv("FOOTBRIDGE_FUZZ_SEEDS").map({ String(cString: $0) }) else { return 0 }
    do {
        for (index, seed) in try target.seeds().enumerated() {
            guard let file = fopen("\(folder)/seed-\(index)", "w") else { fail("cannot write into \(folder)") }
            fwrite(seed, 1, seed.count, file)
            fclose(file)
        }
    } catch {
        fail("no seeds: \(error)")
    }
    return 0
}

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    do {
        try target.check(Array(UnsafeBufferPointer(start: data, count: count)))
        return 0
    } catch {
        // libFuzzer keeps the input of what ends the process.
        fputs("broken property of \(target): \(error)\n", stderr)
        abort()
    }
}

private func fail(_ message: String) -> Never {
    fputs(message + "\n", stderr)
    exit(64)
}
