/* Metrics of node_exporter by the kernel's names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "one_section.h"

extern const struct reader reader_prometheus;

static void
counters(void **state)
{
	struct got g;

	(void)state;
	got_read(
		&g, &reader_prometheus,
		"# TYPE node_netstat_TcpExt_ListenDrops untyped\n"
		"node_netstat_TcpExt_ListenDrops 28\n"
		"node_netstat_Tcp_InSegs 1.2345e+06\n"
		"node_sockstat_TCP_mem 3\nnode_sockstat_TCP_mem_bytes 12288\n"
		"node_network_receive_drop_total{device=\"eth0\"} 4\n"
		"node_softnet_dropped_total{cpu=\"0\"} 5\nnode_softnet_dropped_total{cpu=\"1\"} 6\n"
		"node_nf_conntrack_entries 11\nnode_nf_conntrack_entries_limit 262144\n"
		"node_tcp_connection_states{state=\"close_wait\"} 89\n"
		"node_time_seconds 1.7953753804845028e+09\n"
		"node_uname_info{domainname=\"(none)\",nodename=\"web1\",release=\"6.1.0\"} 1\n"
		"go_goroutines 7\nsome_bucket{le=\"+Inf\"} NaN\n");
	assert_int_equal(g.sure, 96);
	assert_int_equal(g.unread, 0);
	assert_int_equal(counter_of(&g, "TcpExtListenDrops"), 28);
	assert_int_equal(counter_of(&g, "TcpInSegs"), 1234500);
	assert_int_equal(counter_of(&g, "SockstatTCPMem"), 3);
	assert_int_equal(counter_of(&g, "LinkRxDropped"), 4);
	assert_int_equal(counter_of(&g, "SoftnetDropped"), 11);
	assert_int_equal(counter_of(&g, "ConntrackMax"), 262144);
	assert_int_equal(g.cs.state_counts.n, 1);
	assert_int_equal(g.cs.state_counts.v[0].state, TCP_CLOSE_WAIT);
	assert_int_equal(g.cs.state_counts.v[0].count, 89);
	assert_str(g.cs.samples.v[0].host, "web1");
	assert_int_equal(g.cs.samples.v[0].time_ns / 1000000000, 1795375380);
	got_end(&g);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
