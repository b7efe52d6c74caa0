/* ifconfig of net-tools old and new. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "one_section.h"

extern const struct reader reader_ifconfig;

static void
new_form(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_ifconfig,
		 "eth0: flags=4163<UP,BROADCAST,RUNNING,MULTICAST>  mtu 1500\n"
		 "        inet 192.0.2.20  netmask 255.255.255.0  broadcast 0.0.0.0\n"
		 "        RX packets 11279  bytes 873906 (853.4 KiB)\n"
		 "        RX errors 0  dropped 41  overruns 3  frame 0\n"
		 "        TX packets 5  bytes 6 (6.0 B)\n"
		 "        TX errors 0  dropped 7 overruns 0  carrier 0  collisions 0\n");
	assert_int_equal(g.sure, 95);
	assert_int_equal(g.unread, 0);
	assert_int_equal(counter_of(&g, "LinkRxBytes"), 873906);
	assert_int_equal(counter_of(&g, "LinkRxDropped"), 41);
	assert_int_equal(counter_of(&g, "LinkTxDropped"), 7);
	got_end(&g);
}

static void
old_form(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_ifconfig,
		 "eth0      Link encap:Ethernet  HWaddr 00:0C:29:28:FD:4C\n"
		 "          inet addr:192.0.2.20  Bcast:192.0.2.255  Mask:255.255.255.0\n"
		 "          UP BROADCAST RUNNING MULTICAST  MTU:1400  Metric:1\n"
		 "          RX packets:11279 errors:0 dropped:41 overruns:3 frame:0\n"
		 "          collisions:0 txqueuelen:1000\n"
		 "          RX bytes:873906 (853.4 KiB)  TX bytes:1607 (1.4 KiB)\n");
	assert_int_equal(g.unread, 0);
	assert_int_equal(counter_of(&g, "LinkRxDropped"), 41);
	assert_int_equal(counter_of(&g, "LinkRxBytes"), 873906);
	assert_int_equal(counter_of(&g, "LinkTxBytes"), 1607);
	assert_str(g.cs.settings.v[0].value, "192.0.2.20");
	assert_str(g.cs.settings.v[1].value, "1400");
	got_end(&g);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(new_form),
		cmocka_unit_test(old_form),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
