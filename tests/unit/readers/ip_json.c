/* ip -j and tc -j. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "config.h"
#include "one_section.h"

extern const struct reader reader_ip_json;

#ifdef HAVE_JANSSON

static void
links(void **state)
{
	struct got g;

	(void)state;
	got_read(
		&g, &reader_ip_json,
		"$ ip -j -s addr\n"
		"[{\"ifindex\":2,\"ifname\":\"eth0\",\"mtu\":1500,\"operstate\":\"UP\",\"addr_info\":[{\"family\":\"inet\",\"local\":\"192.0.2.20\",\"prefixlen\":24}],\"stats64\":{\"rx\":{\"bytes\":10,\"packets\":3,\"dropped\":1},\"tx\":{\"bytes\":20}}}]\n");
	assert_int_equal(g.sure, 92);
	assert_int_equal(g.unread, 0);
	assert_str(case_setting(&g.cs, "link.eth0.mtu"), "1500");
	assert_str(case_setting(&g.cs, "link.eth0.address"), "192.0.2.20/24");
	assert_int_equal(counter_of(&g, "LinkRxDropped"), 1);
	assert_int_equal(counter_of(&g, "LinkTxBytes"), 20);
	got_end(&g);
}

static void
route(void **state)
{
	struct got g;

	(void)state;
	got_read(
		&g, &reader_ip_json,
		"$ ip -j route\n"
		"[{\"dst\":\"198.51.100.0/24\",\"gateway\":\"192.0.2.10\",\"dev\":\"eth0\",\"flags\":[],\"metrics\":[{\"advmss\":1400}]}]\n");
	assert_int_equal(g.unread, 0);
	assert_str(case_setting(&g.cs, "route.198.51.100.0/24"), "via 192.0.2.10 dev eth0");
	assert_str(case_setting(&g.cs, "route.198.51.100.0/24.advmss"), "1400");
	got_end(&g);
}

static void
qdisc(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_ip_json,
		 "$ tc -s -j qdisc\n"
		 "[{\n"
		 "\"kind\": \"tbf\",\n"
		 "\"handle\": \"1:\",\n"
		 "\"dev\": \"eth0\",\n"
		 "\"drops\": 4\n"
		 "}]\n");
	assert_int_equal(g.sure, 92);
	assert_int_equal(g.unread, 0);
	assert_int_equal(counter_of(&g, "QdiscDropped"), 4);
	got_end(&g);
}

static void
neighbour(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_ip_json,
		 "$ ip -j neigh\n"
		 "[{\"dst\":\"192.0.2.10\",\"dev\":\"eth0\",\"state\":[\"FAILED\"]}]\n");
	assert_int_equal(g.unread, 0);
	assert_str(case_setting(&g.cs, "neighbour.192.0.2.10"), "FAILED");
	got_end(&g);
}

static void
broken(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_ip_json, "[{\"ifname\":\"eth0\",\n");
	assert_int_equal(case_input(&g.cs, 0)->problems.n, 1);
	got_end(&g);
}

#endif

int
main(void)
{
#ifdef HAVE_JANSSON
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(links),     cmocka_unit_test(route),  cmocka_unit_test(qdisc),
		cmocka_unit_test(neighbour), cmocka_unit_test(broken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
#else
	return 77; /* skipped */
#endif
}
