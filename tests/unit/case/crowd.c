/*
 * crowd.c - connections that are counted and not kept
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "case/crowd.h"
#include "made.h"

static struct conn
half_open(uint32_t client, uint16_t port, int64_t ns)
{
	return (struct conn){
		.client = { addr_from_v4(client), 40000 },
		.server = { addr_from_v4(0x0a000002), port },
		.first_ns = ns,
		.last_ns = ns + 5,
		.syns = 2,
		.opening = OPENING_HALF,
	};
}

static void
counted_by_service(void **state)
{
	const struct service *s;
	struct made m;
	uint32_t input;

	(void)state;
	made_begin(&m);
	input = made_capture(&m, "one.pcap");
	made_connection(&m, input, 1700000000, 5000, 111);
	for (uint32_t i = 0; i < 3000; i++) {
		struct conn c = half_open(0xc0000000 + i % 1000, 80, i);

		case_count_only(&m.cs, input, &c);
	}
	made_finish(&m);
	assert_int_equal(m.cs.inputs.v[input].counted, 3000);
	assert_int_equal(m.cs.services.n, 1);
	s = &m.cs.services.v[0];
	assert_int_equal(s->connections, 3001);
	assert_int_equal(s->crowd, 3000);
	assert_int_equal(s->half_open, 3000);
	assert_int_equal(s->done, 1);
	assert_int_equal(s->syns, 6001);
	assert_int_equal(s->first_ns, 0);
	/* an estimate: three sigma */
	assert_in_range(s->clients, 800, 1200);
	made_end(&m);
}

/* Client and server captured it: the same crowd, once. */
static void
two_inputs_show_one_crowd(void **state)
{
	struct made m;

	(void)state;
	made_begin(&m);
	made_capture(&m, "client.pcap");
	made_capture(&m, "server.pcap");
	for (uint32_t i = 0; i < 100; i++) {
		struct conn c = half_open(0xc0000000 + i, 80, i);

		case_count_only(&m.cs, 1, &c);
		if (i < 90)
			case_count_only(&m.cs, 0, &c);
	}
	made_finish(&m);
	assert_int_equal(m.cs.services.v[0].connections, 100);
	assert_int_equal(m.cs.services.v[0].half_open, 100);
	made_end(&m);
}

/* A scan of all ports is bounded, and nothing is lost from the count. */
static void
many_services_are_bounded(void **state)
{
	uint64_t connections = 0;
	struct made m;

	(void)state;
	made_begin(&m);
	made_capture(&m, "scan.pcap");
	for (uint32_t i = 1; i < 20000; i++) {
		struct conn c = half_open(0xc0000001, (uint16_t)i, i);

		case_count_only(&m.cs, 0, &c);
	}
	made_finish(&m);
	assert_in_range(m.cs.services.n, 1000, 5000);
	for (size_t i = 0; i < m.cs.services.n; i++)
		connections += m.cs.services.v[i].connections;
	assert_int_equal(connections, 19999);
	made_end(&m);
}

static void
clients_are_estimated_at_every_size(void **state)
{
	static const uint32_t sizes[] = { 1, 10, 100, 500, 700, 1000, 10000, 300000 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(sizes); i++) {
		struct made m;
		uint64_t n;

		made_begin(&m);
		made_capture(&m, "flood.pcap");
		for (uint32_t k = 0; k < sizes[i]; k++) {
			struct conn c = half_open(0x0b000000 + k * 77, 80, k);

			case_count_only(&m.cs, 0, &c);
		}
		made_finish(&m);
		n = m.cs.services.v[0].clients;
		/* four sigma of 6.5 %, and one for the smallest */
		assert_in_range(n, sizes[i] * 3 / 4, sizes[i] * 5 / 4 + 1);
		made_end(&m);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counted_by_service),
		cmocka_unit_test(two_inputs_show_one_crowd),
		cmocka_unit_test(many_services_are_bounded),
		cmocka_unit_test(clients_are_estimated_at_every_size),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
