/*
 * compiler.h - what the compiler is told beyond the language
 */
#ifndef CRUX_BASE_COMPILER_H
#define CRUX_BASE_COMPILER_H

#define PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#define MUST_USE __attribute__((warn_unused_result))
#define NORETURN __attribute__((noreturn))
/* Where what is known at the call must be known inside, such as a literal's length. */
#define ALWAYS_INLINE static inline __attribute__((always_inline))
#define PACKED __attribute__((packed))
#define UNUSED __attribute__((unused))
#define LIKELY(x) __builtin_expect(!!(x), 1)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)
#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))
#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define MAX(a, b) ((a) > (b) ? (a) : (b))
/*
 * Room between what different threads write, so that it does not go from one processor to
 * the other with each word: two lines of a cache, as they are fetched in pairs.
 */
#define CACHE_LINE_BYTES 64
#define APART_BYTES (2 * CACHE_LINE_BYTES)

#endif
