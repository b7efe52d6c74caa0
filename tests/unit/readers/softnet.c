/* /proc/net/softnet_stat: sums over processors, two samples. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "one_section.h"

extern const struct reader reader_softnet;

static void
sums(void **state)
{
	struct got g;

	(void)state;
	got_read(
		&g, &reader_softnet,
		"$ cat /proc/net/softnet_stat\n"
		"6dcad223 00000000 00000001 00000000 00000000 00000000 00000000 00000000 00000000 00000000\n"
		"6f0e1565 0000000c 00000002 00000000 00000000 00000000 00000000 00000000 00000000 00000003\n");
	assert_int_equal(g.sure, 95);
	assert_int_equal(counter_of(&g, "SoftnetProcessed"), 0x6dcad223ull + 0x6f0e1565);
	assert_int_equal(counter_of(&g, "SoftnetDropped"), 12);
	assert_int_equal(counter_of(&g, "SoftnetTimeSqueezed"), 3);
	assert_int_equal(counter_of(&g, "SoftnetReceivedRps"), 3);
	assert_int_equal(counter_of(&g, "SoftnetFlowLimit"), UINT64_MAX);
	got_end(&g);
}

static void
the_first_processor_again(void **state)
{
	struct got g;

	(void)state;
	got_read(
		&g, &reader_softnet,
		"00000010 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000\n"
		"00000020 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000001\n"
		"00000011 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000\n"
		"00000022 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000001\n");
	assert_int_equal(g.cs.samples.n, 2);
	assert_int_equal(g.cs.counters.v[0].value, 0x30);
	assert_int_equal(g.cs.counters.v[5].value, 0x33);
	got_end(&g);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sums),
		cmocka_unit_test(the_first_processor_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
