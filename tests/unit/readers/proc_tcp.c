/* /proc/net/tcp and tcp6: states, queues, timers and addresses from hexadecimal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "one_section.h"

extern const struct reader reader_proc_tcp;

static void
rows_of_version_4(void **state)
{
	struct got g;
	const struct sock *k;
	char buf[ENDPOINT_TEXT_BYTES];

	(void)state;
	got_read(
		&g, &reader_proc_tcp,
		"  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
		"   0: 0100007F:1538 00000000:0000 0A 00000000:00000003 00:00000000 00000000   101 0 7 1 0 100 0 0 10 0\n"
		"   1: 140200C0:01BB 0A0200C0:C93A 01 0007941F:00000000 01:00000019 00000003    33 0 8 2 0 40 4 30 11 7\n");
	assert_int_equal(g.sure, 97);
	assert_int_equal(g.unread, 0);
	assert_int_equal(g.cs.socks.n, 2);
	k = &g.cs.socks.v[0];
	assert_int_equal(k->state, TCP_LISTEN);
	assert_int_equal(k->local.port, 5432);
	assert_int_equal(k->recv_q, 3);
	assert_false(k->has_queues);
	k = &g.cs.socks.v[1];
	assert_int_equal(k->state, TCP_ESTABLISHED);
	assert_string_equal(endpoint_text(buf, &k->local), "192.0.2.20:443");
	assert_string_equal(endpoint_text(buf, &k->peer), "192.0.2.10:51514");
	assert_int_equal(k->send_q, 496671);
	assert_int_equal(k->timer, TIMER_ON);
	assert_int_equal(k->timer_ns, 250000000);
	assert_int_equal(k->timer_retries, 3);
	assert_int_equal(k->rto_ns, 400000000);
	assert_int_equal(k->cwnd_segs, 11);
	assert_int_equal(k->ssthresh_segs, 7);
	got_end(&g);
}

static void
rows_of_version_6(void **state)
{
	struct got g;
	const struct sock *k;
	char buf[ENDPOINT_TEXT_BYTES];

	(void)state;
	got_read(
		&g, &reader_proc_tcp,
		"   1: B80D0120000000000000000020000000:138C B80D0120000000000000000010000000:E618 06 00000000:00000000 03:00000176 00000000 0 0 0 3 0\n");
	assert_int_equal(g.cs.socks.n, 1);
	k = &g.cs.socks.v[0];
	assert_int_equal(k->state, TCP_TIME_WAIT);
	assert_int_equal(k->timer, TIMER_TIMEWAIT);
	assert_string_equal(endpoint_text(buf, &k->peer), "[2001:db8::10]:58904");
	got_end(&g);
}

static void
a_row_that_is_cut_is_unread(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_proc_tcp,
		 "   1: 140200C0:01BB 0A0200C0:C93A 01 0007\n"
		 "   2: 140200C0:01BB 0A0200C0:C93A FF 00000000:00000000 00:00000000 00000000\n");
	assert_int_equal(g.cs.socks.n, 0);
	assert_int_equal(g.unread, 2);
	got_end(&g);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_of_version_4),
		cmocka_unit_test(rows_of_version_6),
		cmocka_unit_test(a_row_that_is_cut_is_unread),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
