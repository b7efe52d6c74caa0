/* ethtool: counters by their names, settings of the card. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "one_section.h"

extern const struct reader reader_ethtool;

static void
counters(void **state)
{
	struct got g;

	(void)state;
	got_read(
		&g, &reader_ethtool,
		"$ ethtool -S eth2\nNIC statistics:\n     rx_missed_errors: 12231\n     [0]: tx_queue_0_packets: 5\n");
	assert_int_equal(g.unread, 0);
	assert_int_equal(counter_of(&g, "EthtoolRxMissedErrors"), 12231);
	assert_str(g.cs.counters.v[0].of, "eth2");
	assert_int_equal(counter_of(&g, "Ethtool0TxQueue0Packets"), 5);
	got_end(&g);
}

static void
grepped_counters(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_ethtool, "$ ethtool -S eth2 | grep drop\n     rx_dropped: 3\n");
	assert_int_equal(counter_of(&g, "EthtoolRxDropped"), 3);
	got_end(&g);
}

static void
offloads_and_rings(void **state)
{
	struct got g;

	(void)state;
	got_read(
		&g, &reader_ethtool,
		"Features for eth0:\ntcp-segmentation-offload: on\n\ttx-tcp-ecn-segmentation: off [fixed]\n"
		"Ring parameters for eth0:\nPre-set maximums:\nRX:\t\t4096\nCurrent hardware settings:\nRX:\t\t256\n");
	assert_int_equal(g.unread, 0);
	assert_int_equal(g.cs.settings.n, 3);
	assert_str(g.cs.settings.v[0].name, "ethtool.eth0.tcp-segmentation-offload");
	assert_str(g.cs.settings.v[0].value, "on");
	assert_str(g.cs.settings.v[2].name, "ethtool.eth0.RX");
	assert_str(g.cs.settings.v[2].value, "256");
	got_end(&g);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counters),
		cmocka_unit_test(grepped_counters),
		cmocka_unit_test(offloads_and_rings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
