/* Sentences of BSD and of Windows by the names of Linux. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "one_section.h"

extern const struct reader reader_netstat_s_bsd;

static void
bsd(void **state)
{
	struct got g;

	(void)state;
	got_read(
		&g, &reader_netstat_s_bsd,
		"tcp:\n\t128344 packets sent\n\t\t1 data packet (1448 bytes) retransmitted\n\t23 listen queue overflows\n"
		"\t51 retransmit timeouts\n\t\t1 connection dropped by rexmit timeout\n\t\t7 of a kind that is new\n"
		"udp:\n\t77 packets received\n");
	assert_int_equal(g.sure, 97);
	assert_int_equal(g.unread, 0);
	assert_int_equal(counter_of(&g, "TcpOutSegs"), 128344);
	assert_int_equal(counter_of(&g, "TcpRetransSegs"), 1);
	assert_int_equal(counter_of(&g, "TcpExtListenOverflows"), 23);
	assert_int_equal(counter_of(&g, "TcpExtTCPTimeouts"), 51);
	assert_int_equal(counter_of(&g, "TcpExtTCPAbortOnTimeout"), 1);
	assert_int_equal(counter_of(&g, "TcpInSegs"), UINT64_MAX);
	got_end(&g);
}

static void
windows(void **state)
{
	struct got g;

	(void)state;
	got_read(
		&g, &reader_netstat_s_bsd,
		"TCP Statistics for IPv4\n\n  Active Opens                        = 10233\n  Segments Retransmitted              = 3120\n");
	assert_int_equal(g.sure, 97);
	assert_int_equal(g.unread, 0);
	assert_int_equal(counter_of(&g, "TcpActiveOpens"), 10233);
	assert_int_equal(counter_of(&g, "TcpRetransSegs"), 3120);
	got_end(&g);
}

static void
prose_is_none(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_netstat_s_bsd, "12 monkeys came by\n3 of them stayed\n");
	assert_int_equal(
		sure_of(&reader_netstat_s_bsd, "a\n12 monkeys came by\n3 of them stayed\n"), 0);
	got_end(&g);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bsd),
		cmocka_unit_test(windows),
		cmocka_unit_test(prose_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
