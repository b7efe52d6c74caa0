/* ip -s link, ip addr, ip -br: columns by their names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "one_section.h"

extern const struct reader reader_ip_link;

static void
counters_of_an_interface(void **state)
{
	struct got g;

	(void)state;
	got_read(
		&g, &reader_ip_link,
		"$ ip -s link\n"
		"7: eth0@if8: <BROADCAST,UP> mtu 9000 qdisc fq state UP mode DEFAULT group default qlen 1000\n"
		"    link/ether 3e:64:3c:47:f5:71 brd ff:ff:ff:ff:ff:ff\n"
		"    RX: bytes  packets  errors  dropped overrun mcast   \n"
		"    873906     11279    1       2       3       0       \n"
		"    TX:  bytes packets errors dropped carrier collsns           \n"
		"         70289      77      0       9       4       0 \n");
	assert_int_equal(g.sure, 94);
	assert_int_equal(g.unread, 0);
	assert_int_equal(counter_of(&g, "LinkRxBytes"), 873906);
	assert_int_equal(counter_of(&g, "LinkRxDropped"), 2);
	assert_int_equal(counter_of(&g, "LinkRxOverruns"), 3);
	assert_int_equal(counter_of(&g, "LinkTxDropped"), 9);
	assert_int_equal(counter_of(&g, "LinkTxCarrier"), 4);
	assert_str(g.cs.counters.v[0].of, "eth0");
	assert_str(g.cs.settings.v[0].name, "link.eth0.mtu");
	assert_str(g.cs.settings.v[0].value, "9000");
	got_end(&g);
}

static void
addresses(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_ip_link,
		 "$ ip -br a\n"
		 "lo               UNKNOWN        127.0.0.1/8 ::1/128 \n"
		 "eth0@if8         UP             192.0.2.20/24\n");
	assert_int_equal(g.unread, 0);
	assert_int_equal(g.cs.settings.n, 5);
	assert_str(g.cs.settings.v[4].name, "link.eth0.address");
	assert_str(g.cs.settings.v[4].value, "192.0.2.20/24");
	got_end(&g);
}

static void
asked_twice(void **state)
{
	struct got g;

	(void)state;
	got_read(
		&g, &reader_ip_link,
		"1: lo: <UP> mtu 65536\n    RX: bytes packets\n     1 2\n1: lo: <UP> mtu 65536\n    RX: bytes packets\n     3 4\n");
	assert_int_equal(g.cs.samples.n, 2);
	assert_int_equal(g.cs.counters.v[2].value, 3);
	assert_int_equal(g.cs.counters.v[2].sample, 1);
	got_end(&g);
}

/* ip -o: all of an address, or of an interface, in one line. */
static void
one_line(void **state)
{
	struct got g;

	(void)state;
	got_read(
		&g, &reader_ip_link,
		"$ ip -o addr; ip -o -s link\n"
		"2: eth0    inet 192.0.2.20/24 scope global eth0\\       valid_lft forever preferred_lft forever\n"
		"2: eth0@if8: <BROADCAST,UP> mtu 1400 qdisc noqueue state UP \\    link/ether 0a:0b:0c:0d:0e:0f brd ff:ff:ff:ff:ff:ff\\    RX:  bytes packets errors dropped  missed   mcast\\        873906   11279      0       5       0       0\n");
	assert_int_equal(g.unread, 0);
	assert_str(case_setting(&g.cs, "link.eth0.address"), "192.0.2.20/24");
	assert_str(case_setting(&g.cs, "link.eth0.mtu"), "1400");
	assert_int_equal(counter_of(&g, "LinkRxDropped"), 5);
	got_end(&g);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_line),
		cmocka_unit_test(counters_of_an_interface),
		cmocka_unit_test(addresses),
		cmocka_unit_test(asked_twice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
