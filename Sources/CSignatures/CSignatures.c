#include "CSignatures.h"

// In C because here a function may use what the processor has beyond what the program is built for: nine tenths of a search
// among a million covers is counting bits, and the processors this must run on need four times as long for it.

/// One after the other from a place on.
static inline __attribute__((always_inline)) size_t find_rest(
    const uint64_t *signatures, size_t start, size_t count, uint64_t sought, unsigned most, footbridge_alike *alike,
    size_t found)
{
    for (size_t place = start; place < count; place++) {
        unsigned bits = (unsigned)__builtin_popcountll(signatures[place] ^ sought);
        alike[found] = (footbridge_alike) { (uint32_t)place, bits };
        found += bits <= most;
    }
    return found;
}

size_t footbridge_find_alike_plainly(
    const uint64_t *signatures, size_t count, uint64_t sought, unsigned most, footbridge_alike *alike)
{
    return find_rest(signatures, 0, count, sought, most, alike, 0);
}

#if defined(__x86_64__)

#include <immintrin.h>

/// Bits of each of four words, by a table of those of half a byte (W. Muła, N. Kurz and D. Lemire, "Faster population counts
/// using AVX2 instructions", The Computer Journal 2018).
static inline __attribute__((always_inline, target("avx2"))) __m256i bits_of_four(__m256i words)
{
    const __m256i bits_of_half = _mm256_setr_epi8(
        0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4, 0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
    const __m256i half = _mm256_set1_epi8(15);
    __m256i lower = _mm256_shuffle_epi8(bits_of_half, _mm256_and_si256(words, half));
    __m256i upper = _mm256_shuffle_epi8(bits_of_half, _mm256_and_si256(_mm256_srli_epi16(words, 4), half));
    return _mm256_sad_epu8(_mm256_add_epi8(lower, upper), _mm256_setzero_si256());
}

static __attribute__((target("avx2,popcnt,bmi"))) size_t find_alike_avx2(
    const uint64_t *signatures, size_t count, uint64_t sought, unsigned most, footbridge_alike *alike)
{
    const __m256i all = _mm256_set1_epi64x((long long)sought);
    const __m256i limit = _mm256_set1_epi64x((long long)most + 1);
    size_t found = 0, place = 0;
    for (; place + 8 <= count; place += 8) {
        // A word has some 30 KB among a million covers, in pages that the processor does not look ahead over.
        __builtin_prefetch(signatures + place + 96);
        __m256i one = _mm256_loadu_si256((const __m256i *)(signatures + place));
        __m256i other = _mm256_loadu_si256((const __m256i *)(signatures + place + 4));
        __m256i one_alike = _mm256_cmpgt_epi64(limit, bits_of_four(_mm256_xor_si256(one, all)));
        __m256i other_alike = _mm256_cmpgt_epi64(limit, bits_of_four(_mm256_xor_si256(other, all)));
        unsigned marks = (unsigned)_mm256_movemask_pd(_mm256_castsi256_pd(one_alike))
            | (unsigned)_mm256_movemask_pd(_mm256_castsi256_pd(other_alike)) << 4;
        for (; marks != 0; marks &= marks - 1) {
            size_t at = place + (size_t)__builtin_ctz(marks);
            alike[found++] = (footbridge_alike) { (uint32_t)at, (uint32_t)__builtin_popcountll(signatures[at] ^ sought) };
        }
    }
    return find_rest(signatures, place, count, sought, most, alike, found);
}

size_t footbridge_find_alike(const uint64_t *signatures, size_t count, uint64_t sought, unsigned most, footbridge_alike *alike)
{
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt") && __builtin_cpu_supports("bmi"))
        return find_alike_avx2(signatures, count, sought, most, alike);
    return footbridge_find_alike_plainly(signatures, count, sought, most, alike);
}

#else

size_t footbridge_find_alike(const uint64_t *signatures, size_t count, uint64_t sought, unsigned most, footbridge_alike *alike)
{
    return footbridge_find_alike_plainly(signatures, count, sought, most, alike);
}

#endif
