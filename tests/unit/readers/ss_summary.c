/* ss -s, new and old, and in the middle of rows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "one_section.h"

extern const struct reader reader_ss_summary;
extern const struct reader reader_ss;

static uint64_t
count_of(const struct got *g, uint32_t sample, enum tcp_state state, const char *what)
{
	for (size_t i = 0; i < g->cs.state_counts.n; i++) {
		const struct state_count *c = &g->cs.state_counts.v[i];

		if (c->sample == sample && c->state == state && str_eq(c->what, str_from(what)))
			return c->count;
	}
	return UINT64_MAX;
}

static void
of_now(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_ss_summary,
		 "$ ss -s\n"
		 "Total: 26\n"
		 "TCP:   23552 (estab 12384, closed 8920, orphaned 2, timewait 1247)\n"
		 "\n"
		 "Transport Total     IP        IPv6\n"
		 "RAW\t  0         0         0        \n"
		 "TCP\t  25        25        0        \n"
		 "FRAG\t  0         0         0        \n");
	assert_int_equal(g.sure, 94);
	assert_int_equal(g.unread, 0);
	assert_int_equal(g.cs.samples.n, 1);
	assert_int_equal(g.cs.state_counts.n, 5);
	assert_int_equal(count_of(&g, 0, TCP_ESTABLISHED, ""), 12384);
	assert_int_equal(count_of(&g, 0, TCP_TIME_WAIT, ""), 1247);
	assert_int_equal(count_of(&g, 0, TCP_STATE_UNKNOWN, "closed"), 8920);
	assert_int_equal(count_of(&g, 0, TCP_STATE_UNKNOWN, "orphaned"), 2);
	assert_int_equal(count_of(&g, 0, TCP_STATE_UNKNOWN, "total"), 23552);
	assert_int_equal(g.cs.state_counts.v[0].at.line, 3);
	got_end(&g);
}

static void
of_old(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_ss_summary,
		 "Total: 170 (kernel 214)\n"
		 "TCP:   22 (estab 5, closed 9, orphaned 0, synrecv 3, timewait 8/0), ports 77\n"
		 "\n"
		 "Transport Total     IP        IPv6\n"
		 "*\t  214       -         -        \n");
	assert_int_equal(g.unread, 0);
	assert_int_equal(count_of(&g, 0, TCP_SYN_RECEIVED, ""), 3);
	assert_int_equal(count_of(&g, 0, TCP_TIME_WAIT, ""), 8);
	got_end(&g);
}

static void
the_line_alone(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_ss_summary,
		 "TCP: 23552 (estab 12384, closed 8920, orphaned 2, timew\n");
	assert_int_equal(g.unread, 0);
	assert_int_equal(count_of(&g, 0, TCP_ESTABLISHED, ""), 12384);
	assert_int_equal(count_of(&g, 0, TCP_TIME_WAIT, ""), UINT64_MAX);
	got_end(&g);
}

static void
asked_twice(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_ss_summary,
		 "Total: 1\nTCP:   1 (estab 1, closed 0, orphaned 0, timewait 0)\n"
		 "Total: 2\nTCP:   2 (estab 2, closed 0, orphaned 0, timewait 0)\n");
	assert_int_equal(g.cs.samples.n, 2);
	assert_int_equal(count_of(&g, 0, TCP_ESTABLISHED, ""), 1);
	assert_int_equal(count_of(&g, 1, TCP_ESTABLISHED, ""), 2);
	got_end(&g);
}

/* ss -s -t prints both. */
static void
above_rows(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_ss,
		 "$ ss -s -tn\n"
		 "Total: 1\n"
		 "TCP:   1 (estab 1, closed 0, orphaned 0, timewait 0)\n"
		 "\n"
		 "Transport Total     IP        IPv6\n"
		 "State Recv-Q Send-Q Local Address:Port Peer Address:PortProcess\n"
		 "ESTAB 0      0            10.0.0.5:22       10.0.0.6:50000      \n");
	assert_int_equal(g.unread, 0);
	assert_int_equal(g.cs.socks.n, 1);
	assert_int_equal(count_of(&g, 0, TCP_ESTABLISHED, ""), 1);
	got_end(&g);
}

static void
what_is_none(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_ss_summary,
		 "TCP: inuse 121 orphan 0 tw 0 alloc 121 mem 0\n"
		 "TCP:   x (estab 1)\n"
		 "Total: many\n"
		 "TCP 2184 0 769 yes\n");
	assert_int_equal(g.sure, 0);
	assert_int_equal(g.unread, 4);
	assert_int_equal(g.cs.state_counts.n, 0);
	got_end(&g);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(of_now),	  cmocka_unit_test(of_old),
		cmocka_unit_test(the_line_alone), cmocka_unit_test(asked_twice),
		cmocka_unit_test(above_rows),	  cmocka_unit_test(what_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
