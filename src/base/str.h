/*
 * str.h - text as a view: pointer and length into bytes that somebody keeps
 *
 * Input is never NUL-terminated. Cutting, trimming and comparing copy nothing.
 */
#ifndef CRUX_BASE_STR_H
#define CRUX_BASE_STR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/compiler.h"

struct str {
	const char *p; /* may be NULL when n is 0 */
	size_t n;
};

#define STR(lit) ((struct str){ "" lit, sizeof(lit) - 1 })
#define STR_F "%.*s" /* with STR_A in a printf; long ones are cut at 1 MiB */
#define STR_A(s) (int)MIN((s).n, (size_t)1 << 20), (s).p ? (s).p : ""

struct str str_from(const char *nul_terminated);
struct str str_copy(struct arena *a, struct str s);
/* A NUL-terminated copy on the arena. */
char *str_to_cstr(struct arena *a, struct str s);
struct str str_printf(struct arena *a, const char *fmt, ...) PRINTF(2, 3);
struct str str_vprintf(struct arena *a, const char *fmt, va_list ap) PRINTF(2, 0);

bool str_eq(struct str a, struct str b);
bool str_eq_nocase(struct str a, struct str b);
/* Like memcmp on the common part, then the shorter first. */
int str_cmp(struct str a, struct str b);
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
/* Where needle begins in s, SIZE_MAX if nowhere. */
size_t str_find(struct str s, struct str needle);
size_t str_find_nocase(struct str s, struct str needle);
bool str_has(struct str s, struct str needle);
bool str_has_nocase(struct str s, struct str needle);
/* Where c stands in s, SIZE_MAX if nowhere. */
size_t str_index(struct str s, char c);
size_t str_rindex(struct str s, char c);

/* Sub-views; out-of-range numbers are clamped. */
struct str str_from_pos(struct str s, size_t from);
struct str str_sub(struct str s, size_t from, size_t len);

struct str str_trim(struct str s);
struct str str_trim_left(struct str s);
struct str str_trim_right(struct str s);

/*
 * Cut the text before the first sep off the front of *rest (the separator goes
 * too). The last piece is what remains. False when *rest is used up (its p is
 * NULL then); "" is one empty piece, "a," is two pieces.
 */
bool str_cut(struct str *rest, char sep, struct str *ret_piece);
/* Cut a line: ends at \n, a \r before it goes too. */
bool str_line(struct str *rest, struct str *ret_line);
/* Cut a word: a run of other than blanks and tabs. False when none is left. */
bool str_word(struct str *rest, struct str *ret_word);
/* Take prefix off the front if it is there. */
bool str_take(struct str *rest, struct str prefix);

/* Whole views as numbers: digits only, in range, nothing left over. */
bool str_to_u64(struct str s, uint64_t *ret);
bool str_to_i64(struct str s, int64_t *ret);
bool str_to_u32(struct str s, uint32_t *ret);
bool str_to_u16(struct str s, uint16_t *ret);
bool str_to_hex64(struct str s, uint64_t *ret);
/* Decimal with an optional fraction and exponent; no inf, no nan, no hex. */
bool str_to_double(struct str s, double *ret);
/* Cut a run of decimal digits off the front; false if none or out of range. */
bool str_take_u64(struct str *rest, uint64_t *ret);
/* "12", "1.5", "148.2" milliseconds to ns; exact to the last digit given. */
bool str_ms_to_ns(struct str s, int64_t *ret_ns);
/* "1.5" seconds to ns. */
bool str_s_to_ns(struct str s, int64_t *ret_ns);

bool char_is_digit(char c);
bool char_is_alpha(char c);
bool char_is_alnum(char c);
bool char_is_space(char c); /* blank, tab, CR, LF, VT, FF */
char char_lower(char c);

/* The distance between two words: inserted, removed, changed, swapped letters. */
size_t str_distance(struct str a, struct str b);

#endif
