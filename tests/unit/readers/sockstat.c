/* /proc/net/sockstat as counters, and the pressure of /proc/net/protocols. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "one_section.h"

extern const struct reader reader_sockstat;

static void
numbers(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_sockstat,
		 "sockets: used 122\n"
		 "TCP: inuse 121 orphan 1 tw 2 alloc 123 mem 769\n"
		 "UDP: inuse 0 mem 0\n"
		 "FRAG: inuse 0 memory 0\n"
		 "TCP6: inuse 9\n");
	assert_int_equal(g.sure, 93);
	assert_int_equal(g.unread, 0);
	assert_int_equal(counter_of(&g, "SockstatSocketsUsed"), 122);
	assert_int_equal(counter_of(&g, "SockstatTCPInuse"), 121);
	assert_int_equal(counter_of(&g, "SockstatTCPOrphan"), 1);
	assert_int_equal(counter_of(&g, "SockstatTCPTw"), 2);
	assert_int_equal(counter_of(&g, "SockstatTCPAlloc"), 123);
	assert_int_equal(counter_of(&g, "SockstatTCPMem"), 769);
	assert_int_equal(counter_of(&g, "SockstatFRAGMemory"), 0);
	assert_int_equal(counter_of(&g, "SockstatTCP6Inuse"), 9);
	got_end(&g);
}

static void
looked_at_twice(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_sockstat,
		 "sockets: used 1\nTCP: inuse 1\n\n"
		 "sockets: used 2\nTCP: inuse 2\n");
	assert_int_equal(g.cs.samples.n, 2);
	assert_int_equal(g.cs.counters.v[3].sample, 1);
	got_end(&g);
}

static void
protocols(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_sockstat,
		 "protocol  size sockets  memory press maxhdr  slab module     cl co di ac\n"
		 "TCP       2184      0     769   yes    256   yes  kernel      y  y  y  y\n"
		 "UNIX      1024     12      -1   NI       0   yes  kernel      n  n  n  n\n");
	assert_int_equal(g.unread, 0);
	assert_int_equal(counter_of(&g, "ProtocolsTCPMemory"), 769);
	assert_int_equal(counter_of(&g, "ProtocolsTCPPressure"), 1);
	assert_int_equal(counter_of(&g, "ProtocolsUNIXMemory"), UINT64_MAX);
	got_end(&g);
}

static void
what_is_none(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_sockstat,
		 "TCP:   1 (estab 1, closed 0, orphaned 0, timewait 0)\n"
		 "TCP: RtoAlgorithm RtoMin\n"
		 "XCP: inuse 5\n"
		 "TCP 2184 0 x yes\n");
	assert_int_equal(g.sure, 0);
	assert_int_equal(g.cs.counters.n, 0);
	assert_int_equal(g.unread, 4);
	got_end(&g);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers),
		cmocka_unit_test(looked_at_twice),
		cmocka_unit_test(protocols),
		cmocka_unit_test(what_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
