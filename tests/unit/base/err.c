/*
 * err.c - errors: words, context in front, never overrun
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include <errno.h>

#include "base/base.h"

static void
context_goes_in_front(void **state)
{
	struct err e = { 0 };

	(void)state;
	assert_false(err_set(&e, ERR_FORMAT, "length %d, want %d", 4, 3));
	assert_false(err_in(&e, "packet %d", 1841));
	assert_false(err_in(&e, "server.pcap"));
	assert_string_equal(e.text, "server.pcap: packet 1841: length 4, want 3");
	assert_int_equal(e.code, ERR_FORMAT);
}

static void
the_system_says_why(void **state)
{
	struct err e = { 0 };

	(void)state;
	errno = ENOENT;
	assert_false(err_errno(&e, "cannot open"));
	assert_string_equal(e.text, "cannot open: No such file or directory");
	assert_int_equal(e.code, ERR_SYSTEM);
}

static void
long_words_are_cut(void **state)
{
	char words[600];
	struct err e = { 0 };

	(void)state;
	memset(words, 'w', sizeof words - 1);
	words[sizeof words - 1] = 0;
	err_set(&e, ERR_CUT, "%s", words);
	assert_int_equal(strlen(e.text), sizeof e.text - 1);
	err_in(&e, "in front");
	assert_int_equal(strlen(e.text), sizeof e.text - 1);
	assert_int_equal(strncmp(e.text, "in front: wwww", 14), 0);
	err_in(&e, "%s", words);
	assert_int_equal(strlen(e.text), sizeof e.text - 1);
	for (size_t n = sizeof e.text - 6; n < sizeof e.text + 2; n++) {
		err_set(&e, ERR_CUT, "old");
		err_in(&e, "%.*s", (int)n, words);
		assert_true(strlen(e.text) < sizeof e.text);
		err_errno(&e, "%.*s", (int)n, words);
		assert_true(strlen(e.text) < sizeof e.text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(context_goes_in_front),
		cmocka_unit_test(the_system_says_why),
		cmocka_unit_test(long_words_are_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
