/* Application logs: the errors of connections by errno or words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "one_section.h"

extern const struct reader reader_applog;

static void
errors_with_times(void **state)
{
	const struct log_line *row;
	struct got g;

	(void)state;
	got_read(&g, &reader_applog,
		 "2026-11-22T14:28:01 pool: connect to 198.51.100.7:5432 failed: "
		 "[Errno 99] Cannot assign requested address\n"
		 "Traceback (most recent call last):\n"
		 "  File \"/srv/app/pool.py\", line 12, in get\n"
		 "2026-11-22T14:28:09 pool: 3 idle\n");
	assert_int_equal(g.sure, 75);
	assert_int_equal(g.unread, 0);
	assert_int_equal(g.cs.logs.n, 2);
	row = &g.cs.logs.v[0];
	assert_int_equal(row->kind, LOG_NO_PORT);
	assert_int_equal(row->port, 5432);
	assert_int_equal(row->at.line, 1);
	assert_int_equal(g.cs.logs.v[1].kind, LOG_OTHER);
	assert_int_equal(case_input(&g.cs, 0)->to_ns - row->time_ns, 8LL * NS_PER_S);
	got_end(&g);
}

static void
errors_alone(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_applog,
		 "curl: (7) Failed to connect to 10.0.0.9 port 8080: Connection refused\n");
	assert_int_equal(g.sure, 55);
	assert_int_equal(g.cs.logs.v[0].kind, LOG_REFUSED);
	assert_int_equal(g.cs.logs.v[0].port, 8080);
	got_end(&g);
}

static void
a_level_makes_a_log(void **state)
{
	(void)state;
	assert_int_equal(sure_of(&reader_applog, "2026-11-22 14:28:01,123 INFO started\n"), 60);
	assert_int_equal(sure_of(&reader_applog, "14:28:01.123 [main] WARN c.x.Pool - slow\n"), 60);
	assert_int_equal(sure_of(&reader_applog, "14:28:01.123 nothing of the kind\n"), 30);
}

static void
what_is_none(void **state)
{
	static const char *const texts[] = {
		"14:02:11.001 IP 10.0.0.5.51514 > 10.0.0.9.6379: Flags [S], length 0\n",
		"ESTAB 0 0 10.0.0.5:1 10.0.0.6:2\n",
		"    23 times the listen queue of a socket overflowed\n",
		"TcpExtListenDrops               28                  0.0\n",
		"",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		if (sure_of(&reader_applog, texts[i]) >= 60)
			fail_msg("sure of '%s'", texts[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(errors_with_times),
		cmocka_unit_test(errors_alone),
		cmocka_unit_test(a_level_makes_a_log),
		cmocka_unit_test(what_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
