import CZBar
import PhotoDecoding

/// Owns one ZBar image scanner. Not thread-safe in C, so not copyable: one look, one scanner. It is never reused for
/// another photo: ZBar keeps every result buffer it ever made, about 245 bytes a picture.
@safe struct ZBarScanner: ~Copyable {
    private let handle: OpaquePointer

    /// - Parameters:
    ///   - symbologies: what to look for; everything else is switched off.
    ///   - density: distance of the scan lines in pixels, at least 1.
    ///   - lines: which way they run.
    init(for symbologies: SymbologySet, density: Int, lines: ScanLines = .both) throws(PhotoError) {
        guard let handle = unsafe zbar_image_scanner_create() else { throw .outOfMemory }
        unsafe self.handle = handle
        configure(ZBAR_NONE, ZBAR_CFG_ENABLE, 0)
        for type in symbologies.zbarTypes { configure(type, ZBAR_CFG_ENABLE, 1) }
        // The distance of columns is the density along x.
        configure(ZBAR_NONE, ZBAR_CFG_X_DENSITY, lines == .rows ? 0 : density)
        configure(ZBAR_NONE, ZBAR_CFG_Y_DENSITY, lines == .columns ? 0 : density)
    }

    deinit {
        unsafe zbar_image_scanner_destroy(handle)
    }

    private func configure(_ type: zbar_symbol_type_t, _ setting: zbar_config_t, _ value: Int) {
        _ = unsafe zbar_image_scanner_set_config(handle, type, setting, CInt(value))
    }

    /// Everything ZBar sees in the picture, unjudged.
    func scan(_ luma: LumaImage) throws(PhotoError) -> [ZBarFinding] {
        let image = try ZBarImage(width: luma.width, height: luma.height)
        var findings: [ZBarFinding] = []
        unsafe luma.pixels.withUnsafeBufferPointer { pixels in
            unsafe image.borrow(pixels) { picture in
                guard unsafe zbar_scan_image(handle, picture) > 0 else { return }
                var symbol = unsafe zbar_image_first_symbol(picture)
                while let current = unsafe symbol {
                    if let finding = unsafe ZBarFinding(current) { findings.append(finding) }
                    unsafe symbol = unsafe zbar_symbol_next(current)
                }
            }
        }
        return findings
    }
}

/// Which way scan lines run.
enum ScanLines: Sendable {
    case rows, columns, both
}

/// Owns one ZBar image: the description of pixels that are only lent to it.
@safe private struct ZBarImage: ~Copyable {
    private let handle: OpaquePointer

    init(width: Int, height: Int) throws(PhotoError) {
        guard let handle = unsafe zbar_image_create() else { throw .outOfMemory }
        unsafe self.handle = handle
        unsafe zbar_image_set_format(handle, 0x3030_3859)  // "Y800", least significant byte first
        unsafe zbar_image_set_size(handle, CUnsignedInt(width), CUnsignedInt(height))
    }

    deinit {
        unsafe zbar_image_destroy(handle)
    }

    /// Lends the pixels for the time of the call.
    func borrow(_ pixels: UnsafeBufferPointer<UInt8>, _ body: (OpaquePointer) -> Void) {
        unsafe zbar_image_set_data(handle, pixels.baseAddress, CUnsignedLong(pixels.count), nil)
        unsafe body(handle)
        unsafe zbar_image_set_data(handle, nil, 0, nil)
    }
}
