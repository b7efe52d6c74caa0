/* ip route and its like: attributes that TCP feels. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "one_section.h"

extern const struct reader reader_route;

static void
attributes(void **state)
{
	struct got g;

	(void)state;
	got_read(
		&g, &reader_route,
		"default via 192.0.2.1 dev eth0 proto dhcp src 192.0.2.20 metric 100\n"
		"198.51.100.0/24 via 192.0.2.10 dev eth0 mtu lock 1400 advmss 1360 initcwnd 20 congctl bbr\n"
		"local 192.0.2.20 dev eth0 table local proto kernel scope host src 192.0.2.20 \n");
	assert_int_equal(g.sure, 80);
	assert_int_equal(g.unread, 0);
	assert_int_equal(g.cs.settings.n, 6);
	assert_str(case_setting(&g.cs, "route.198.51.100.0/24.mtu"), "1400");
	assert_str(case_setting(&g.cs, "route.198.51.100.0/24.initcwnd"), "20");
	assert_str(case_setting(&g.cs, "route.198.51.100.0/24.congctl"), "bbr");
	got_end(&g);
}

static void
neighbours(void **state)
{
	struct got g;

	(void)state;
	got_read(
		&g, &reader_route,
		"192.0.2.10 dev eth0 lladdr be:be:34:40:bf:50 REACHABLE \n192.0.2.77 dev eth0  FAILED\n");
	assert_int_equal(g.unread, 0);
	assert_str(case_setting(&g.cs, "neighbour.192.0.2.77"), "FAILED");
	got_end(&g);
}

/* arp -n, /proc/net/arp, /proc/net/route. */
static void
files_and_arp(void **state)
{
	struct got g;

	(void)state;
	got_read(
		&g, &reader_route,
		"Address                  HWtype  HWaddress           Flags Mask            Iface\n"
		"192.0.2.10               ether   6a:26:6e:20:cd:1a   C                     eth0\n"
		"192.0.2.11                       (incomplete)                              eth0\n"
		"IP address       HW type     Flags       HW address            Mask     Device\n"
		"192.0.2.12       0x1         0x0         00:00:00:00:00:00     *        eth0\n"
		"Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"
		"eth0\t00000000\t0A0200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\n"
		"eth0\t006433C6\t0A0200C0\t0003\t0\t0\t0\t00FFFFFF\t0\t0\t0\n");
	assert_int_equal(g.unread, 0);
	assert_str(case_setting(&g.cs, "neighbour.192.0.2.10"), "REACHABLE");
	assert_str(case_setting(&g.cs, "neighbour.192.0.2.11"), "INCOMPLETE");
	assert_str(case_setting(&g.cs, "neighbour.192.0.2.12"), "INCOMPLETE");
	assert_str(case_setting(&g.cs, "route.default"), "via 192.0.2.10 dev eth0");
	assert_str(case_setting(&g.cs, "route.198.51.100.0/24"), "via 192.0.2.10 dev eth0");
	got_end(&g);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_and_arp),
		cmocka_unit_test(attributes),
		cmocka_unit_test(neighbours),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
