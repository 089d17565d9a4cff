#pragma once

#include <stddef.h>
#include <stdint.h>

/// A signature that is like one that is sought.
typedef struct {
    /// Where it stands.
    uint32_t place;
    /// Bits in which the two differ.
    uint32_t distance;
} footbridge_alike;

/// Finds the signatures that differ from one in at most `most` bits, with what this processor counts bits by.
///
/// Writes them in order, where there must be room for `count`; returns how many there are.
size_t footbridge_find_alike(
    const uint64_t *signatures, size_t count, uint64_t sought, unsigned most, footbridge_alike *alike);

/// The same by what every processor has.
size_t footbridge_find_alike_plainly(
    const uint64_t *signatures, size_t count, uint64_t sought, unsigned most, footbridge_alike *alike);
