/*
 * services.c - connections grouped by server
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "made.h"

static void
grouped(void **state)
{
	struct made m;
	uint32_t one, two;
	const struct service *s;

	(void)state;
	made_begin(&m);
	one = made_capture(&m, "one.pcap");
	two = made_capture(&m, "two.pcap");
	made_connection(&m, one, 1700000000, 5000, 111); /* done, seen twice */
	made_connection(&m, two, 1700000000, 5000, 111);
	/* unanswered: the SYN twice */
	made_feed(&m, one, made_segment(5, 1700000010, 5001, false, TCP_SYN, 7, 0, 0));
	made_feed(&m, one, made_segment(6, 1700000011, 5001, false, TCP_SYN, 7, 0, 0));
	/* refused */
	made_feed(&m, one, made_segment(7, 1700000020, 5002, false, TCP_SYN, 8, 0, 0));
	made_feed(&m, one, made_segment(8, 1700000020, 5002, true, TCP_RST | TCP_ACK, 0, 9, 0));
	/* half open */
	made_feed(&m, one, made_segment(9, 1700000030, 5003, false, TCP_SYN, 8, 0, 0));
	made_feed(&m, one, made_segment(10, 1700000030, 5003, true, TCP_SYN | TCP_ACK, 3, 9, 0));
	/* mid-stream */
	made_feed(&m, one, made_segment(11, 1700000040, 5004, false, TCP_ACK, 8, 9, 10));
	made_finish(&m);
	assert_int_equal(m.cs.services.n, 1);
	s = &m.cs.services.v[0];
	assert_int_equal(s->server.port, 80);
	assert_int_equal(s->connections, 5);
	assert_int_equal(s->done, 1);
	assert_int_equal(s->unanswered, 1);
	assert_int_equal(s->refused, 1);
	assert_int_equal(s->half_open, 1);
	assert_int_equal(s->mid_stream, 1);
	assert_int_equal(s->clients, 1);
	assert_int_equal(s->syns, 5);
	assert_int_equal(s->first_ns, 1700000000LL * NS_PER_S);
	assert_int_equal(s->last_ns, 1700000040LL * NS_PER_S);
	made_end(&m);
}

/* A flood: as many clients as SYNs, which are counted up to a bound. */
static void
many_clients(void **state)
{
	struct made m;
	uint32_t input;

	(void)state;
	made_begin(&m);
	input = made_capture(&m, "flood.pcap");
	for (uint32_t i = 0; i < 1000; i++) {
		struct segment s = made_segment(i + 1, 1700000000, (uint16_t)(1024 + i % 500),
						false, TCP_SYN, i, 0, 0);

		s.src.addr = addr_from_v4(0xc6120000 + i / 2);
		made_feed(&m, input, s);
	}
	made_finish(&m);
	assert_int_equal(m.cs.services.n, 1);
	assert_int_equal(m.cs.services.v[0].connections, 1000);
	assert_int_equal(m.cs.services.v[0].clients, 500);
	assert_int_equal(m.cs.services.v[0].unanswered, 1000);
	made_end(&m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(grouped),
		cmocka_unit_test(many_clients),
	};

	return cmocka_run_group_tests_name("case/services", tests, NULL, NULL);
}
