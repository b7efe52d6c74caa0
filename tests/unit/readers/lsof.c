/* lsof: sockets and their queues, open files of a process, -F. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "one_section.h"

extern const struct reader reader_lsof;

static void
sockets_with_queues(void **state)
{
	struct got g;
	const struct sock *k;

	(void)state;
	got_read(
		&g, &reader_lsof,
		"$ lsof -nP -i -Tqs\n"
		"COMMAND  PID USER   FD   TYPE  DEVICE SIZE/OFF NODE NAME\n"
		"nginx   9325 www     8u  IPv4 3576094      0t0  TCP 192.0.2.20:443->192.0.2.10:33760 (CLOSE_WAIT QR=127480 QS=2)\n"
		"nginx   9325 www     9u  IPv6 3576095      0t0  TCP *:443 (LISTEN QR=5 QS=0)\n"
		"nginx   9325 www    10u  IPv4 3576096      0t0  UDP *:53\n");
	assert_int_equal(g.sure, 97);
	assert_int_equal(g.unread, 0);
	assert_int_equal(g.cs.socks.n, 2);
	k = &g.cs.socks.v[0];
	assert_int_equal(k->state, TCP_CLOSE_WAIT);
	assert_int_equal(k->recv_q, 127480);
	assert_int_equal(k->send_q, 2);
	assert_true(k->has_queues);
	assert_str(k->process, "nginx");
	assert_int_equal(g.cs.socks.v[1].state, TCP_LISTEN);
	assert_false(g.cs.socks.v[1].has_queues);
	assert_int_equal(g.cs.processes.n, 0);
	got_end(&g);
}

static void
open_files_of_two_processes(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_lsof,
		 "$ lsof -nP -p 9325,9326\n"
		 "COMMAND  PID USER   FD   TYPE DEVICE SIZE/OFF NODE NAME\n"
		 "app     9325 root  cwd    DIR  254,0     4096    2 /\n"
		 "app     9325 root    0r   CHR    1,3      0t0    4 /dev/null\n"
		 "app     9325 root    1w  FIFO   0,15      0t0 9906 pipe\n"
		 "job     9326 root    0r   CHR    1,3      0t0    4 /dev/null\n");
	assert_int_equal(g.unread, 0);
	assert_int_equal(g.cs.processes.n, 2);
	assert_int_equal(g.cs.processes.v[0].pid, 9325);
	assert_int_equal(g.cs.processes.v[0].fds, 2);
	assert_str(g.cs.processes.v[0].command, "app");
	assert_int_equal(g.cs.processes.v[1].fds, 1);
	got_end(&g);
}

static void
fields_on_lines_of_their_own(void **state)
{
	struct got g;

	(void)state;
	got_read(
		&g, &reader_lsof,
		"$ lsof -nP -iTCP -FpcnT\n"
		"p9325\ncapp\nf3\nn192.0.2.20:443->192.0.2.10:33760\nTST=CLOSE_WAIT\nTQR=7\nTQS=0\n"
		"f4\nn*:443\nTST=LISTEN\nTQR=0\nTQS=0\n");
	assert_int_equal(g.unread, 0);
	assert_int_equal(g.cs.socks.n, 2);
	assert_int_equal(g.cs.socks.v[0].state, TCP_CLOSE_WAIT);
	assert_int_equal(g.cs.socks.v[0].recv_q, 7);
	assert_int_equal(g.cs.socks.v[1].state, TCP_LISTEN);
	got_end(&g);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sockets_with_queues),
		cmocka_unit_test(open_files_of_two_processes),
		cmocka_unit_test(fields_on_lines_of_their_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
