/* Two looks at one host, and how long lay between them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "text_case.h"

static const struct {
	const char *text, *counter;
	uint64_t growth;
	int64_t seconds;
} looks[] = {
	/* sleep in a line of its own, before a look, and between two */
	{ "$ nstat -az\nTcpRetransSegs 10 0.0\n$ sleep 10\n$ nstat -az\nTcpRetransSegs 25 0.0\n",
	  "TcpRetransSegs", 15, 10 },
	{ "$ nstat -az\nTcpRetransSegs 10 0.0\n$ sleep 1m; nstat -az\nTcpRetransSegs 25 0.0\n",
	  "TcpRetransSegs", 15, 60 },
	{ "$ nstat -as; sleep 5; nstat -as\n#kernel\nTcpRetransSegs 10 0.0\n"
	  "#kernel\nTcpRetransSegs 25 0.0\n",
	  "TcpRetransSegs", 15, 5 },
	/* a loop, and watch */
	{ "$ while true; do cat /proc/net/sockstat; sleep 2; done\n"
	  "sockets: used 22\nTCP: inuse 19 orphan 0 tw 0 alloc 40 mem 100\n"
	  "sockets: used 22\nTCP: inuse 19 orphan 0 tw 0 alloc 40 mem 150\n"
	  "sockets: used 22\nTCP: inuse 19 orphan 0 tw 0 alloc 40 mem 225\n",
	  "SockstatTCPMem", 125, 4 },
	{ "$ watch -n 3 nstat -as\n#kernel\nTcpRetransSegs 1 0.0\n#kernel\nTcpRetransSegs 4 0.0\n",
	  "TcpRetransSegs", 3, 3 },
	/* what date printed goes before sleeps */
	{ "$ date; nstat -as\nSun Nov 22 19:13:30 UTC 2026\nTcpRetransSegs 10 0.0\n$ sleep 10\n"
	  "$ date; nstat -as\nSun Nov 22 19:13:42 UTC 2026\nTcpRetransSegs 25 0.0\n",
	  "TcpRetransSegs", 15, 12 },
	/* nobody told */
	{ "$ nstat -az\nTcpRetransSegs 10 0.0\n$ nstat -az\nTcpRetransSegs 25 0.0\n",
	  "TcpRetransSegs", 15, 0 },
};

static void
intervals_are_told(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(looks); i++) {
		static struct text_case t;
		struct counter_found f;

		text_case_read(&t, str_from(looks[i].text));
		f = case_counter(&t.cs, looks[i].counter);
		if (!f.has_before || f.growth != looks[i].growth ||
		    f.interval_ns != looks[i].seconds * (int64_t)NS_PER_S)
			fail_msg("look %zu: grew %llu in %lld ns", i, (unsigned long long)f.growth,
				 (long long)f.interval_ns);
		text_case_end(&t);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(intervals_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
