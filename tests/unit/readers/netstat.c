/* netstat of Linux, the BSDs and Windows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "one_section.h"

extern const struct reader reader_netstat;

static const struct sock *
row(const struct got *g, size_t i)
{
	if (i >= g->cs.socks.n)
		fail_msg("row %zu of %zu", i, g->cs.socks.n);
	return &g->cs.socks.v[i];
}

static void
ends_are(const struct sock *k, const char *local, const char *peer)
{
	char text[ENDPOINT_TEXT_BYTES];

	assert_string_equal(endpoint_text(text, &k->local), local);
	assert_string_equal(endpoint_text(text, &k->peer), peer);
}

static void
of_linux(void **state)
{
	struct got g;

	(void)state;
	got_read(
		&g, &reader_netstat,
		"$ netstat -anp\n"
		"(Not all processes could be identified, non-owned process info\n"
		" will not be shown, you would have to be root to see it all.)\n"
		"Active Internet connections (servers and established)\n"
		"Proto Recv-Q Send-Q Local Address           Foreign Address         State       "
		"PID/Program name    \n"
		"tcp      129      7 10.20.7.80:8080         10.20.1.15:37812        CLOSE_WAIT  "
		"612/app-server      \n"
		"tcp6       0      0 :::8443                 :::*                    LISTEN      -\n"
		"tcp6       0      0 ::1:33604               ::1:8443                FIN_WAIT2   -\n"
		"udp        0      0 127.0.0.1:5353          0.0.0.0:*                           "
		"612/app-server\n"
		"Active UNIX domain sockets (servers and established)\n"
		"Proto RefCnt Flags       Type       State         I-Node   PID/Program name  Path\n"
		"unix  2      [ ACC ]     STREAM     LISTENING     103964   1/init   /run/a b\n"
		"unix  3      [ ]         DGRAM                    1072     -\n");
	assert_int_equal(g.sure, 95);
	assert_int_equal(g.unread, 0);
	assert_int_equal(g.cs.socks.n, 3);
	assert_int_equal(row(&g, 0)->state, TCP_CLOSE_WAIT);
	assert_int_equal(row(&g, 0)->recv_q, 129);
	assert_int_equal(row(&g, 0)->send_q, 7);
	assert_str(row(&g, 0)->process, "612/app-server");
	ends_are(row(&g, 0), "10.20.7.80:8080", "10.20.1.15:37812");
	ends_are(row(&g, 1), "[::]:8443", "[::]:0");
	ends_are(row(&g, 2), "[::1]:33604", "[::1]:8443");
	assert_int_equal(row(&g, 2)->state, TCP_FIN_WAIT_2);
	assert_int_equal(row(&g, 1)->process.n, 0);
	assert_true(row(&g, 0)->has_queues);
	assert_false(row(&g, 1)->has_queues); /* its Send-Q is no backlog */
	got_end(&g);
}

static void
timers(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_netstat,
		 "tcp 0 1 10.0.0.5:41348 192.0.2.77:443 SYN_SENT 33 0 9/python3 on (0.68/2/0)\n"
		 "tcp 0 9 10.0.0.5:39964 10.0.0.6:8080 ESTABLISHED 9/x probe (0.42/0/3)\n"
		 "tcp 0 0 10.0.0.5:39962 10.0.0.6:8080 ESTABLISHED 9/x keepalive (7198.68/0/0)\n"
		 "tcp 0 0 10.0.0.5:39961 10.0.0.6:8080 TIME_WAIT   -   timewait (58.69/0/0)\n"
		 "tcp 0 0 10.0.0.5:39960 10.0.0.6:8080 ESTABLISHED 9/x off (0.00/0/0)\n");
	assert_int_equal(row(&g, 0)->timer, TIMER_ON);
	assert_int_equal(row(&g, 0)->timer_ns, 680000000);
	assert_int_equal(row(&g, 0)->timer_retries, 2);
	assert_str(row(&g, 0)->process, "9/python3");
	assert_int_equal(row(&g, 1)->timer, TIMER_PERSIST);
	assert_int_equal(row(&g, 1)->timer_retries, 3);
	assert_int_equal(row(&g, 2)->timer, TIMER_KEEPALIVE);
	assert_int_equal(row(&g, 3)->timer, TIMER_TIMEWAIT);
	assert_int_equal(row(&g, 4)->has, 0);
	got_end(&g);
}

static void
of_macos(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_netstat,
		 "Active Internet connections (including servers)\n"
		 "Proto Recv-Q Send-Q  Local Address          Foreign Address        (state)    \n"
		 "tcp4       0      0  10.0.0.5.51514         10.0.0.9.6379          ESTABLISHED\n"
		 "tcp46      0      0  *.443                  *.*                    LISTEN     \n"
		 "tcp6       0      0  fe80::1%lo0.631        fe80::2%lo0.50000      SYN_RCVD   \n"
		 "udp4       0      0  *.5353                 *.*                               \n"
		 "Active LOCAL (UNIX) domain sockets\n"
		 "Address          Type   Recv-Q Send-Q            Inode             Conn  Addr\n"
		 "d1a2b3c4d5e6f708 stream      0      0                0 d1a2b3c4d5e6f709\n");
	assert_int_equal(g.unread, 0);
	assert_int_equal(g.cs.socks.n, 3);
	ends_are(row(&g, 0), "10.0.0.5:51514", "10.0.0.9:6379");
	ends_are(row(&g, 1), "[::]:443", "[::]:0");
	assert_int_equal(row(&g, 2)->state, TCP_SYN_RECEIVED);
	got_end(&g);
}

static void
of_windows(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_netstat,
		 "Active Connections\n"
		 "\n"
		 "  Proto  Local Address          Foreign Address        State           PID\n"
		 "  TCP    0.0.0.0:135            0.0.0.0:0              LISTENING       1234\n"
		 "  TCP    10.0.0.5:51514         10.0.0.9:443           CLOSE_WAIT      5678\n"
		 "  UDP    0.0.0.0:500            *:*                                    900\n");
	assert_int_equal(g.unread, 0);
	assert_int_equal(g.cs.socks.n, 2);
	assert_int_equal(row(&g, 0)->state, TCP_LISTEN);
	assert_false(row(&g, 1)->has_queues);
	assert_int_equal(row(&g, 1)->state, TCP_CLOSE_WAIT);
	got_end(&g);
}

static void
what_is_none(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_netstat,
		 "tcp 0 0 10.0.0.5:1\n"
		 "tcp 0 0 10.0.0.5:1 10.0.0.6:2 SOMEHOW\n"
		 "tcpx 0 0 10.0.0.5:1 10.0.0.6:2 LISTEN\n"
		 "TcpInSegs 5 0.0\n"
		 "tcp\n");
	assert_int_equal(g.cs.socks.n, 0);
	assert_int_equal(g.unread, 5);
	assert_int_equal(g.sure, 0);
	got_end(&g);
	/* ss with its Netid column */
	assert_int_equal(sure_of(&reader_netstat,
				 "tcp   LISTEN 0      5      127.0.0.1:8080      0.0.0.0:*\n"),
			 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(of_linux),	cmocka_unit_test(timers),
		cmocka_unit_test(of_macos),	cmocka_unit_test(of_windows),
		cmocka_unit_test(what_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
