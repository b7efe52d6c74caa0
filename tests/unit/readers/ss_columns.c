/* Columns of ss and netstat that awk picked. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "one_section.h"

extern const struct reader reader_ss_columns;

static void
queues(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_ss_columns,
		 "$ ss -Htan | awk '$2 > 0 {print $2, $4, $5}'\n"
		 "3 0.0.0.0:8005 0.0.0.0:*\n"
		 "127480 192.0.2.20:8003 192.0.2.10:59944\n"
		 "1 192.0.2.10:42410\n");
	assert_int_equal(g.sure, 96);
	assert_int_equal(g.cs.socks.n, 2);
	assert_int_equal(g.unread, 1);
	assert_int_equal(g.cs.socks.v[1].recv_q, 127480);
	assert_int_equal(g.cs.socks.v[1].peer.port, 59944);
	assert_false(g.cs.socks.v[1].has_queues);
	got_end(&g);
}

static void
a_state_that_was_asked(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_ss_columns,
		 "$ ss -tn state close-wait | awk '{print $1\" \"$3\"\\t\"$4}'\n"
		 "Recv-Q Local Address:Port\n"
		 "1 10.20.7.80:8080\t10.20.1.15:37812\n");
	assert_int_equal(g.cs.socks.n, 1);
	assert_int_equal(g.cs.socks.v[0].state, TCP_CLOSE_WAIT);
	assert_int_equal(g.cs.socks.v[0].local.port, 8080);
	assert_int_equal(g.unread, 0);
	got_end(&g);
}

static void
netstat(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_ss_columns,
		 "$ netstat -ant | grep 8080 | awk '{print $6, $5}' | sort\n"
		 "CLOSE_WAIT 10.20.1.15:37812\n"
		 "ESTABLISHED 10.20.1.16:37813\n");
	assert_int_equal(g.cs.socks.n, 2);
	assert_int_equal(g.cs.socks.v[0].state, TCP_CLOSE_WAIT);
	assert_int_equal(g.cs.socks.v[1].peer.port, 37813);
	assert_int_equal(g.unread, 0);
	got_end(&g);
}

/* Sums are not rows, and what awk computes is no column. */
static void
not_its(void **state)
{
	(void)state;
	assert_int_equal(sure_of(&reader_ss_columns,
				 "$ ss -tan | awk '{print $1}' | sort | uniq -c\n  3 ESTAB\n"),
			 0);
	assert_int_equal(sure_of(&reader_ss_columns, "$ ss -tan | awk '{print $2+$3}'\n3\n"), 0);
	assert_int_equal(sure_of(&reader_ss_columns, "$ ss -tan | awk '{print $9}'\n3\n"), 0);
	assert_int_equal(sure_of(&reader_ss_columns, "$ awk '{print $1}' x\nESTAB\n"), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(queues),
		cmocka_unit_test(a_state_that_was_asked),
		cmocka_unit_test(netstat),
		cmocka_unit_test(not_its),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
