/* nstat with and without zeros, header, rate, prefix; and as JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "config.h"
#include "one_section.h"

extern const struct reader reader_nstat;

static void
with_header(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_nstat,
		 "$ nstat -az\n"
		 "#kernel\n"
		 "IpInReceives                    191                 0.0\n"
		 "TcpExtListenOverflows           28                  1.5\n"
		 "TcpExtTCPHPHits                 0                   0.0 (overflow)\n"
		 "Icmp6OutType133                 18446744073709551615 0.0\n");
	assert_int_equal(g.sure, 97);
	assert_int_equal(g.unread, 0);
	assert_int_equal(g.cs.counters.n, 4);
	assert_int_equal(counter_of(&g, "TcpExtListenOverflows"), 28);
	assert_int_equal(counter_of(&g, "TcpExtTCPHPHits"), 0);
	assert_int_equal(counter_of(&g, "IpInReceives"), 191);
	assert_int_equal(g.cs.counters.v[1].at.line, 4);
	got_end(&g);
}

static void
grepped_lines_alone(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_nstat,
		 "$ nstat -az | grep -i syncookies\n"
		 "TcpExtSyncookiesSent            41827              0.0\n");
	assert_int_equal(g.sure, 92);
	assert_int_equal(counter_of(&g, "TcpExtSyncookiesSent"), 41827);
	got_end(&g);
	got_read(&g, &reader_nstat, "Ip6InReceives                   \t14\n");
	assert_int_equal(g.sure, 85);
	assert_int_equal(counter_of(&g, "Ip6InReceives"), 14);
	got_end(&g);
}

static void
a_name_without_its_group(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_nstat,
		 "ListenOverflows 28 0.0\n"
		 "RetransSegs 7\n"
		 "InErrors 9 0.0\n" /* of ICMP or UDP? */
		 "InCsumErrors 9 0.0\n");
	assert_int_equal(counter_of(&g, "TcpExtListenOverflows"), 28);
	assert_int_equal(counter_of(&g, "TcpRetransSegs"), 7);
	assert_int_equal(g.cs.counters.n, 2);
	assert_int_equal(g.unread, 2);
	got_end(&g);
}

/* A report that tells of a counter among other things has no group of counters. */
static void
other_json_is_refused(void **state)
{
	(void)state;
	assert_int_equal(sure_of(&reader_nstat, "{\"labels\":[\"a\"],\n\"facts\":{\n"
						"\"TcpExtSyncookiesSent\": 41827}}\n"),
			 0);
	assert_int_equal(sure_of(&reader_nstat, "{\"facts\":{\"packet\":7}}\n"), 0);
	/* a line of it alone begins no part */
	assert_in_range(sure_of(&reader_nstat, "\"TcpExtSyncookiesSent\": 41827,\n"), 0, 59);
	assert_int_equal(sure_of(&reader_nstat, "{\"kernel\":{\"IpInReceives\":191}}\n"), 95);
	assert_int_equal(sure_of(&reader_nstat, "{\n \"kernel\": {\n \"TcpInSegs\": 7\n}}\n"), 95);
}

static void
a_second_header_is_another_sample(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_nstat, "#kernel\nTcpInSegs 5 0.0\n#kernel\nTcpInSegs 9 0.0\n");
	assert_int_equal(g.cs.samples.n, 2);
	assert_int_equal(g.cs.counters.v[0].sample, 0);
	assert_int_equal(g.cs.counters.v[1].sample, 1);
	got_end(&g);
}

static void
what_is_none(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_nstat,
		 "TcpInSegs\n"
		 "TcpInSegs x\n"
		 "TcpInSegs -5 0.0\n"
		 "TcpInSegs 5 fast\n"
		 "Tcpx 5 0.0\n"
		 "net.core.somaxconn = 4096\n"
		 "12 13 14\n");
	assert_int_equal(g.cs.counters.n, 0);
	assert_int_equal(g.unread, 7);
	assert_int_equal(g.sure, 0);
	got_end(&g);
}

#ifdef HAVE_JANSSON
static void
json_in_one_line(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_nstat,
		 "$ nstat --json\n"
		 "{\"kernel\":{\"TcpInSegs\":191,\"TcpExtTW\":30,\"x\":1,"
		 "\"TcpOutRsts\":-1,\"TcpInErrs\":\"9\"}}\n");
	assert_true(g.sure > 60);
	assert_int_equal(g.cs.counters.n, 2);
	assert_int_equal(counter_of(&g, "TcpInSegs"), 191);
	assert_int_equal(counter_of(&g, "TcpExtTW"), 30);
	assert_int_equal(g.cs.counters.v[0].at.line, 2);
	got_end(&g);
}

static void
json_over_many_lines(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_nstat,
		 "{\n"
		 "    \"kernel\": {\n"
		 "        \"TcpInSegs\": 191,\n"
		 "        \"TcpOutSegs\": 150\n"
		 "    }\n"
		 "}\n");
	assert_true(g.sure > 60);
	assert_int_equal(counter_of(&g, "TcpOutSegs"), 150);
	assert_int_equal(g.cs.counters.v[1].at.line, 4);
	got_end(&g);
}

/* Escapes hide a name from the search for its line; it is a counter all the same. */
static void
json_with_escapes(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_nstat,
		 "{\n\"kernel\": {\n"
		 "\"TcpInSegs\": 1,\n"
		 "\"T\\u0063pOutSegs\": 2,\n"
		 "\"TcpExtTW\": 3 } }\n");
	assert_int_equal(g.cs.counters.n, 3);
	assert_int_equal(counter_of(&g, "TcpOutSegs"), 2);
	assert_int_equal(g.cs.counters.v[0].at.line, 3);
	assert_int_equal(g.cs.counters.v[1].at.line, 3);
	got_end(&g);
}

static void
json_is_bounded(void **state)
{
	const size_t n = 2 << 20;
	struct arena a;
	struct got g;
	char *text;

	(void)state;
	arena_init(&a, "text", 0);
	text = arena_new(&a, char, n + 1);
	memset(text, '[', n);
	memcpy(text, "{\"kernel\":", 10);
	got_read(&g, &reader_nstat, text);
	assert_int_equal(g.cs.counters.n, 0);
	assert_int_equal(case_input(&g.cs, 0)->problems.n, 1);
	got_end(&g);
	arena_fini(&a);
}

static void
broken_json_is_a_problem(void **state)
{
	static const char *const texts[] = {
		"{\"kernel\":{\"TcpInSegs\":191,",
		"{",
		"{\"kernel\":[1,2]",
		"{\"a\":\"\\u0000",
	};
	struct got g;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		got_read(&g, &reader_nstat, texts[i]);
		assert_int_equal(g.cs.counters.n, 0);
		assert_int_equal(case_input(&g.cs, 0)->problems.n, 1);
		got_end(&g);
	}
}
#endif

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(with_header),
		cmocka_unit_test(grepped_lines_alone),
		cmocka_unit_test(a_name_without_its_group),
		cmocka_unit_test(other_json_is_refused),
		cmocka_unit_test(a_second_header_is_another_sample),
		cmocka_unit_test(what_is_none),
#ifdef HAVE_JANSSON
		cmocka_unit_test(json_in_one_line),
		cmocka_unit_test(json_over_many_lines),
		cmocka_unit_test(json_with_escapes),
		cmocka_unit_test(json_is_bounded),
		cmocka_unit_test(broken_json_is_a_problem),
#endif
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
