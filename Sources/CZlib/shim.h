#pragma once

#include <zlib.h>

/// deflateInit2 is a macro, which Swift does not see. 15 bits of window, and 16 more for a gzip head and tail (RFC 1952).
static inline int footbridge_gzip_init(z_stream *stream, int level) {
    return deflateInit2(stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
}

/// The same of inflateInit2.
static inline int footbridge_gunzip_init(z_stream *stream) {
    return inflateInit2(stream, 15 + 16);
}
