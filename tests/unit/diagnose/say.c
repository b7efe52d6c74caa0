/* Numbers for people. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "diagnose/rule.h"

static struct arena arena;
static struct finding finding = { .arena = &arena };

static int
setup(void **state)
{
	(void)state;
	arena_init(&arena, "the test", 0);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	arena_fini(&arena);
	return 0;
}

static void
rates_have_three_digits_and_a_unit(void **state)
{
	(void)state;
	assert_string_equal(say_rate(&finding, 780000), "780 kbit/s");
	assert_string_equal(say_rate(&finding, 859865), "860 kbit/s");
	assert_string_equal(say_rate(&finding, 1.0747e6), "1.07 Mbit/s");
	assert_string_equal(say_rate(&finding, 98.26e6), "98.3 Mbit/s");
	assert_string_equal(say_rate(&finding, 999.9e6), "1 Gbit/s");
	assert_string_equal(say_rate(&finding, 0), "0 bit/s");
	assert_string_equal(say_rate(&finding, 4e13), "40000 Gbit/s");
}

static void
bytes_are_decimal(void **state)
{
	(void)state;
	assert_string_equal(say_bytes(&finding, 1448), "1.45 kB");
	assert_string_equal(say_bytes(&finding, 9e6), "9 MB");
	assert_string_equal(say_bytes(&finding, 512), "512 bytes");
}

static void
counts_are_grouped(void **state)
{
	(void)state;
	assert_string_equal(say_count(&finding, 0), "0");
	assert_string_equal(say_count(&finding, 999), "999");
	assert_string_equal(say_count(&finding, 1247), "1,247");
	assert_string_equal(say_count(&finding, 41827), "41,827");
	assert_string_equal(say_count(&finding, UINT64_MAX), "18,446,744,073,709,551,615");
	assert_string_equal(say_things(&finding, 1, "loss", "losses"), "1 loss");
	assert_string_equal(say_things(&finding, 2, "loss", "losses"), "2 losses");
}

static void
shares_are_percent(void **state)
{
	(void)state;
	assert_string_equal(say_percent(&finding, 0.034), "3.4 %");
	assert_string_equal(say_percent(&finding, 0.86), "86 %");
	assert_string_equal(say_percent(&finding, 0.0077), "0.77 %");
	assert_string_equal(say_percent(&finding, 0.0001), "0.01 %");
	assert_string_equal(say_percent(&finding, 0), "0 %");
	assert_string_equal(say_percent(&finding, 1), "100 %");
}

/* However much there is to say, a report stays short; the first reason stays. */
static void
findings_are_bounded(void **state)
{
	struct finding f = { .arena = &arena, .id = "healthy" };

	(void)state;
	for (unsigned i = 0; i < 1000; i++) {
		finding_at(&f, (struct origin){ .line = i + 1 }, "line %u", i + 1);
		finding_not(&f, "policer", "reason %u", i);
	}
	assert_in_range(f.evidence.n, 5, 20);
	assert_true(str_eq(f.evidence.v[0].text, STR("line 1")));
	assert_int_equal(f.rules_out.n, 1);
	assert_true(str_eq(f.rules_out.v[0].because, STR("reason 0")));
}

static void
sureness_grows_and_never_is_certain(void **state)
{
	struct finding f = { .arena = &arena };

	(void)state;
	finding_sure(&f, 0.6);
	finding_sure(&f, 0.3);
	assert_true(f.confidence == 0.6);
	finding_sure(&f, 7);
	assert_true(f.confidence < 1);
	finding_doubt(&f, 0.2);
	assert_true(f.confidence == 0.2);
	finding_doubt(&f, 0.9);
	assert_true(f.confidence == 0.2);
}

/* Two captures of one connection are one connection's harm. */
static void
harm_is_counted_once_a_connection(void **state)
{
	struct finding f = { .arena = &arena };
	struct view v[3] = { { .incident = 7 }, { .incident = 7 }, { .incident = 4000 } };

	(void)state;
	for (unsigned i = 0; i < COUNT_OF(v); i++)
		finding_harm(&f, &v[i], 1.5, 10);
	assert_int_equal(f.harm.connections, 2);
	assert_int_equal(f.harm.bytes, 20);
	assert_true(f.harm.seconds == 3.0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rates_have_three_digits_and_a_unit),
		cmocka_unit_test(bytes_are_decimal),
		cmocka_unit_test(counts_are_grouped),
		cmocka_unit_test(shares_are_percent),
		cmocka_unit_test(findings_are_bounded),
		cmocka_unit_test(sureness_grows_and_never_is_certain),
		cmocka_unit_test(harm_is_counted_once_a_connection),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
