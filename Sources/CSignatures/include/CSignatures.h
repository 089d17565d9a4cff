#pragma once

#include <stddef.h>
#include <stdint.h>

/// Finds the signatures that differ from one in at most `most` bits, with what this processor counts bits by.
///
/// Writes their places, in order, where there must be room for `count` of them; returns how many there are.
size_t footbridge_find_alike(const uint64_t *signatures, size_t count, uint64_t sought, unsigned most, uint32_t *places);

/// The same by what every processor has.
size_t footbridge_find_alike_plainly(
    const uint64_t *signatures, size_t count, uint64_t sought, unsigned most, uint32_t *places);
