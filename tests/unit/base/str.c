/*
 * str.c - views: cutting, comparing, numbers at the edges of their ranges
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include "base/base.h"

#define S(lit)                          \
	{                               \
		"" lit, sizeof(lit) - 1 \
	}

static void
assert_str(struct str got, const char *want)
{
	if (!str_eq(got, str_from(want))) {
		print_error("got '" STR_F "', want '%s'\n", STR_A(got), want);
		fail();
	}
}

/* The pieces of text, each followed by a bar. */
static struct str
pieces(struct arena *a, struct str text, bool (*cut)(struct str *, struct str *))
{
	struct str all = STR(""), piece;

	while (cut(&text, &piece))
		all = str_printf(a, STR_F STR_F "|", STR_A(all), STR_A(piece));
	return all;
}

static bool
cut_comma(struct str *rest, struct str *ret)
{
	return str_cut(rest, ',', ret);
}

static void
text_is_cut(void **state)
{
	static const struct {
		bool (*cut)(struct str *, struct str *);
		struct str text;
		const char *want;
	} rows[] = {
		{ cut_comma, S(""), "|" },
		{ cut_comma, S("a"), "a|" },
		{ cut_comma, S("a,"), "a||" },
		{ cut_comma, S(",a"), "|a|" },
		{ cut_comma, S("a,b,,c"), "a|b||c|" },
		{ cut_comma, { NULL, 0 }, "" },
		{ str_line, S(""), "" },
		{ str_line, S("one\ntwo\r\nthree"), "one|two|three|" },
		{ str_line, S("one\n"), "one|" },
		{ str_line, S("\n\n"), "||" },
		{ str_line, S("\r\n"), "|" },
		{ str_word, S(""), "" },
		{ str_word, S("  \t "), "" },
		{ str_word, S(" a  bc\td "), "a|bc|d|" },
	};
	struct arena a;

	(void)state;
	arena_init(&a, "test", 0);
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_str(pieces(&a, rows[i].text, rows[i].cut), rows[i].want);
	arena_fini(&a);
}

static void
text_is_trimmed_and_taken(void **state)
{
	struct str s = STR("cwnd:11");

	(void)state;
	assert_str(str_trim(STR(" \t a b \r\n")), "a b");
	assert_str(str_trim(STR(" \v\f ")), "");
	assert_str(str_trim_left(STR("  a ")), "a ");
	assert_str(str_trim_right(STR("  a ")), "  a");
	assert_true(str_take(&s, STR("cwnd:")));
	assert_str(s, "11");
	assert_false(str_take(&s, STR("111")));
	assert_str(s, "11");
	assert_str(str_sub(STR("abcdef"), 2, 3), "cde");
	assert_str(str_sub(STR("abcdef"), 4, 100), "ef");
	assert_str(str_sub(STR("abcdef"), 100, 1), "");
	assert_str(str_from_pos(STR("abc"), SIZE_MAX), "");
}

static void
text_is_compared(void **state)
{
	struct str none = { NULL, 0 };

	(void)state;
	assert_true(str_eq(none, STR("")));
	assert_false(str_eq(STR("a"), STR("A")));
	assert_true(str_eq_nocase(STR("Time-Wait"), STR("TIME-WAIT")));
	assert_false(str_eq_nocase(STR("a"), STR("ab")));
	assert_true(str_cmp(STR("a"), STR("b")) < 0);
	assert_true(str_cmp(STR("ab"), STR("a")) > 0);
	assert_int_equal(str_cmp(none, STR("")), 0);
	assert_true(str_starts(STR("abc"), STR("ab")));
	assert_true(str_starts(none, none));
	assert_false(str_starts(STR("a"), STR("ab")));
	assert_true(str_ends(STR("x.pcap"), STR(".pcap")));
	assert_false(str_ends(STR("pcap"), STR(".pcap")));
}

static void
text_is_found(void **state)
{
	struct str none = { NULL, 0 };

	(void)state;
	assert_int_equal(str_find(STR("aaab"), STR("ab")), 2);
	assert_int_equal(str_find(STR("abc"), STR("")), 0);
	assert_int_equal(str_find(none, STR("a")), SIZE_MAX);
	assert_int_equal(str_find_nocase(STR("no SYN cookies"), STR("syn")), 3);
	assert_int_equal(str_find_nocase(STR("sy"), STR("syn")), SIZE_MAX);
	assert_true(str_has(STR("abc"), STR("c")));
	assert_false(str_has_nocase(STR("abc"), STR("d")));
	assert_int_equal(str_index(STR("a:b:c"), ':'), 1);
	assert_int_equal(str_rindex(STR("a:b:c"), ':'), 3);
	assert_int_equal(str_index(none, ':'), SIZE_MAX);
	assert_int_equal(str_rindex(none, ':'), SIZE_MAX);
}

static void
unsigned_numbers(void **state)
{
	static const struct {
		struct str text;
		bool good;
		uint64_t want;
	} rows[] = {
		{ S("0"), true, 0 },
		{ S("007"), true, 7 },
		{ S("18446744073709551615"), true, UINT64_MAX },
		{ S("18446744073709551616"), false, 0 },
		{ S("99999999999999999999999"), false, 0 },
		{ S(""), false, 0 },
		{ S("-1"), false, 0 },
		{ S("+1"), false, 0 },
		{ S(" 1"), false, 0 },
		{ S("1 "), false, 0 },
		{ S("1x"), false, 0 },
		{ S("0x1"), false, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		uint64_t v = 0;

		assert_int_equal(str_to_u64(rows[i].text, &v), rows[i].good);
		assert_true(v == rows[i].want);
	}
}

static void
narrow_numbers(void **state)
{
	uint64_t hex = 1;
	uint32_t u32 = 1;
	uint16_t u16 = 1;
	int64_t i64 = 1;

	(void)state;
	assert_true(str_to_u16(STR("65535"), &u16) && u16 == 65535);
	assert_false(str_to_u16(STR("65536"), &u16));
	assert_int_equal(u16, 65535); /* only written on success */
	assert_true(str_to_u32(STR("4294967295"), &u32) && u32 == UINT32_MAX);
	assert_false(str_to_u32(STR("4294967296"), &u32));
	assert_true(str_to_i64(STR("9223372036854775807"), &i64) && i64 == INT64_MAX);
	assert_true(str_to_i64(STR("-9223372036854775808"), &i64) && i64 == INT64_MIN);
	assert_false(str_to_i64(STR("9223372036854775808"), &i64));
	assert_false(str_to_i64(STR("-9223372036854775809"), &i64));
	assert_false(str_to_i64(STR("--1"), &i64));
	assert_false(str_to_i64(STR("-"), &i64));
	assert_true(str_to_hex64(STR("ffffFFFFffffFFFF"), &hex) && hex == UINT64_MAX);
	assert_false(str_to_hex64(STR("10000000000000000"), &hex));
	assert_false(str_to_hex64(STR("0x1"), &hex));
	assert_false(str_to_hex64(STR(""), &hex));
}

static void
a_number_is_taken_off(void **state)
{
	struct str s = STR("148.2/37.0");
	uint64_t v = 0;

	(void)state;
	assert_true(str_take_u64(&s, &v));
	assert_int_equal(v, 148);
	assert_str(s, ".2/37.0");
	assert_false(str_take_u64(&s, &v));
	assert_str(s, ".2/37.0");
}

static void
times_to_ns(void **state)
{
	static const struct {
		struct str text;
		bool good;
		int64_t ms_ns;
	} rows[] = {
		{ S("148.2"), true, 148200000 },
		{ S("0"), true, 0 },
		{ S("-1.5"), true, -1500000 },
		{ S(".5"), true, 500000 },
		{ S("5."), true, 5000000 },
		{ S("0.0000019"), true, 1 }, /* rounded down below 1 ns */
		{ S("0.000000000000000000000000000001"), true, 0 },
		{ S("9223372036854.775807"), true, INT64_MAX },
		{ S("9223372036854.775808"), false, 0 },
		{ S("123456789012345678901"), false, 0 },
		{ S("1e3"), false, 0 },
		{ S("1.2.3"), false, 0 },
		{ S("."), false, 0 },
		{ S(""), false, 0 },
		{ S("-"), false, 0 },
		{ S("ms"), false, 0 },
	};
	int64_t ns = 0;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		ns = 0;
		assert_int_equal(str_ms_to_ns(rows[i].text, &ns), rows[i].good);
		assert_true(ns == rows[i].ms_ns);
	}
	assert_true(str_s_to_ns(STR("1700000000.123456789"), &ns));
	assert_true(ns == 1700000000123456789);
	assert_true(str_s_to_ns(STR("1700000000.1234567890123456"), &ns));
	assert_true(ns == 1700000000123456789);
}

static void
doubles(void **state)
{
	static const struct {
		struct str text;
		bool good;
		double want;
	} rows[] = {
		{ S("0"), true, 0 },
		{ S("148.2"), true, 148.2 },
		{ S("-0.001"), true, -0.001 },
		{ S("0.0001"), true, 0.0001 },
		{ S("1e3"), true, 1000 },
		{ S("1E+3"), true, 1000 },
		{ S("2.5e-3"), true, 0.0025 },
		{ S("1234.12345678901234567890123"), true, 1234.12345678901234567890123 },
		{ S("1e288"), true, 1e288 },
		{ S("1e289"), false, 0 },
		{ S("1e-301"), false, 0 },
		{ S("1e"), false, 0 },
		{ S("e5"), false, 0 },
		{ S("inf"), false, 0 },
		{ S("nan"), false, 0 },
		{ S("0x10"), false, 0 },
		{ S("1 "), false, 0 },
		{ S(""), false, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		double v = 0, off;

		assert_int_equal(str_to_double(rows[i].text, &v), rows[i].good);
		off = v - rows[i].want;
		off = off < 0 ? -off : off;
		assert_true(off <= 1e-14 * (rows[i].want < 0 ? -rows[i].want : rows[i].want));
	}
}

static void
distance_between_words(void **state)
{
	static const struct {
		struct str a, b;
		size_t want;
	} rows[] = {
		{ S(""), S(""), 0 },
		{ S("flows"), S("flows"), 0 },
		{ S("flow"), S("flows"), 1 },
		{ S("folws"), S("flows"), 1 }, /* swapped */
		{ S("explain"), S("explian"), 1 },
		{ S("x"), S("flows"), 5 },
		{ S(""), S("abc"), 3 },
		{ S("kitten"), S("sitting"), 3 },
		/* looked at as far as 32 letters */
		{ S("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"), S(""), 32 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		assert_int_equal(str_distance(rows[i].a, rows[i].b), rows[i].want);
		assert_int_equal(str_distance(rows[i].b, rows[i].a), rows[i].want);
	}
}

static void
copies_live_in_the_arena(void **state)
{
	char text[] = "abc";
	struct arena a;
	struct str s;

	(void)state;
	arena_init(&a, "test", 0);
	s = str_copy(&a, str_from(text));
	text[0] = 'x';
	assert_str(s, "abc");
	assert_string_equal(str_to_cstr(&a, (struct str){ NULL, 0 }), "");
	assert_str(str_printf(&a, "%d-%s", 7, "x"), "7-x");
	assert_str(str_printf(&a, "%s", ""), "");
	assert_int_equal(str_printf(&a, "%*d", 100000, 1).n, 100000);
	arena_fini(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_is_cut),
		cmocka_unit_test(text_is_trimmed_and_taken),
		cmocka_unit_test(text_is_compared),
		cmocka_unit_test(text_is_found),
		cmocka_unit_test(unsigned_numbers),
		cmocka_unit_test(narrow_numbers),
		cmocka_unit_test(a_number_is_taken_off),
		cmocka_unit_test(times_to_ns),
		cmocka_unit_test(doubles),
		cmocka_unit_test(distance_between_words),
		cmocka_unit_test(copies_live_in_the_arena),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
