/* /proc/net/dev and netstat -i of three systems. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "one_section.h"

extern const struct reader reader_net_dev;

static void
proc(void **state)
{
	struct got g;

	(void)state;
	got_read(
		&g, &reader_net_dev,
		"Inter-|   Receive                                                |  Transmit\n"
		" face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed\n"
		"  eth0:873906   11279    1    2    3     4          5         6 70289   27745    7    8    9    10      11         12\n");
	assert_int_equal(g.sure, 96);
	assert_int_equal(g.unread, 0);
	assert_int_equal(counter_of(&g, "LinkRxDropped"), 2);
	assert_int_equal(counter_of(&g, "LinkTxBytes"), 70289);
	assert_int_equal(counter_of(&g, "LinkTxDropped"), 8);
	assert_int_equal(counter_of(&g, "LinkTxCarrier"), 11);
	got_end(&g);
}

static void
netstat_of_linux(void **state)
{
	struct got g;

	(void)state;
	got_read(
		&g, &reader_net_dev,
		"Kernel Interface table\n"
		"Iface             MTU    RX-OK RX-ERR RX-DRP RX-OVR    TX-OK TX-ERR TX-DRP TX-OVR Flg\n"
		"eth0             1500    11254      1      2 3         27683      4      5      6 BMRU\n");
	assert_int_equal(g.unread, 0);
	assert_int_equal(counter_of(&g, "LinkRxPackets"), 11254);
	assert_int_equal(counter_of(&g, "LinkRxDropped"), 2);
	assert_int_equal(counter_of(&g, "LinkTxOverruns"), 6);
	got_end(&g);
}

static void
netstat_of_bsd(void **state)
{
	struct got g;

	(void)state;
	got_read(
		&g, &reader_net_dev,
		"Name       Mtu   Network       Address            Ipkts Ierrs     Ibytes    Opkts Oerrs     Obytes  Coll\n"
		"lo0        16384 <Link#1>                         81022     0   20112034    81022     0   20112034     0\n"
		"en0        1500  <Link#4>    a4:83:e7:2f:11:00  9213110     7 10199233109  5093302     9 1201223441     0\n");
	assert_int_equal(g.unread, 0);
	assert_int_equal(g.cs.counters.n, 12);
	assert_int_equal(counter_of(&g, "LinkRxPackets"), 81022);
	assert_int_equal(g.cs.counters.v[7].value, 7);
	assert_str(g.cs.counters.v[7].name, "LinkRxErrors");
	got_end(&g);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(proc),
		cmocka_unit_test(netstat_of_linux),
		cmocka_unit_test(netstat_of_bsd),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
