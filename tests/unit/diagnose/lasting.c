/* What a fix changes at once, and how it lasts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "diagnose/judge.h"
#include "diagnose/rule.h"

static struct arena arena;

static int
setup(void **state)
{
	(void)state;
	arena_init(&arena, "the test", 0);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	arena_fini(&arena);
	return 0;
}

static void
assert_command(const struct finding *f, size_t i, const char *expected)
{
	assert_true(i < f->fix.commands.n);
	assert_string_equal(str_to_cstr(f->arena, f->fix.commands.v[i].command), expected);
}

/* What stands behind a command when it is the only one of its fix. */
static const struct {
	const char *remark, *command, *lasts; /* NULL: nothing */
} rows[] = {
	{ "", "sysctl -w net.ipv4.tcp_sack=1",
	  "echo 'net.ipv4.tcp_sack = 1' > /etc/sysctl.d/60-sack-off.conf" },
	{ "", "sysctl -w net.ipv4.tcp_rmem='4096 131072 33554432' net.core.somaxconn=4096",
	  "printf '%s\\n' 'net.ipv4.tcp_rmem = 4096 131072 33554432' "
	  "'net.core.somaxconn = 4096' > /etc/sysctl.d/60-sack-off.conf" },
	{ "", "ip route replace 192.0.2.1 via GATEWAY dev DEV congctl bbr    # there",
	  "up ip route replace 192.0.2.1 via GATEWAY dev DEV congctl bbr" },
	{ "", "tc qdisc replace dev DEV root fq", "up tc qdisc replace dev DEV root fq" },
	{ "", "ethtool -G DEV rx 4096",
	  "echo 'ACTION==\"add\", SUBSYSTEM==\"net\", KERNEL==\"DEV\", "
	  "RUN+=\"/usr/sbin/ethtool -G DEV rx 4096\"' > /etc/udev/rules.d/60-sack-off.rules" },
	{ "", "echo 65536 > /sys/module/nf_conntrack/parameters/hashsize",
	  "echo 'options nf_conntrack hashsize=65536' > /etc/modprobe.d/60-nf_conntrack.conf" },
	{ "", "echo ff > /sys/class/net/DEV/queues/rx-0/rps_cpus",
	  "echo 'w /sys/class/net/DEV/queues/rx-0/rps_cpus - - - - ff' > "
	  "/etc/tmpfiles.d/60-sack-off.conf" },
	{ "", "nft add rule inet raw prerouting tcp dport 80 notrack",
	  "nft list ruleset > /etc/nftables.conf && systemctl enable nftables" },
	{ "", "iptables -I FORWARD -p icmp -j ACCEPT", "netfilter-persistent save" },
	/* reading changes nothing */
	{ "", "sysctl net.ipv4.tcp_sack", NULL },
	{ "", "ethtool -S DEV", NULL },
	{ "", "iptables -nvL", NULL },
	{ "", "ip route get 192.0.2.1", NULL },
	/* it lasts already */
	{ "", "echo net.ipv4.tcp_sack=1 > /etc/sysctl.d/90-sack.conf", NULL },
	{ "", "setsockopt(fd, SOL_SOCKET, SO_RCVBUF, 262144)", NULL },
	/* it is to go away again */
	{ "only until then, at the receiver", "sysctl -w net.ipv4.tcp_sack=0", NULL },
	{ "only while capturing", "ethtool -K DEV gro off", NULL },
	/* hostile: as an incident's own words might stand in a command */
	{ "", "sysctl -w", NULL },
	{ "", "sysctl -w a", NULL },
	{ "", "sysctl -w a='1", "echo 'a = 1' > /etc/sysctl.d/60-sack-off.conf" },
	{ "", "echo > /sys/", "echo 'w /sys/ - - - - ' > /etc/tmpfiles.d/60-sack-off.conf" },
};

static void
each_kind_has_its_place(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct finding f = { .arena = &arena, .id = "sack-off" };

		finding_command(&f, rows[i].remark, "%s", rows[i].command);
		make_lasting(&f);
		assert_command(&f, 0, rows[i].command);
		if (rows[i].lasts)
			assert_command(&f, 1, rows[i].lasts);
		assert_int_equal(f.fix.commands.n, rows[i].lasts ? 2 : 1);
	}
}

static void
what_the_rule_keeps_is_not_said_twice(void **state)
{
	struct finding f = { .arena = &arena, .id = "port-exhaustion" };

	(void)state;
	finding_command(&f, "", "sysctl -w net.ipv4.tcp_tw_reuse=1 net.ipv4.tcp_timestamps=1");
	finding_command(&f, "for good", "echo net.ipv4.tcp_timestamps=1 > /etc/sysctl.d/60-x.conf");
	make_lasting(&f);
	assert_int_equal(f.fix.commands.n, 3);
	assert_command(&f, 1,
		       "echo 'net.ipv4.tcp_tw_reuse = 1' > /etc/sysctl.d/60-port-exhaustion.conf");
}

static void
each_stands_behind_its_command(void **state)
{
	struct finding f = { .arena = &arena, .id = "incast" };

	(void)state;
	finding_command(&f, "", "ip route replace 192.0.2.1 via GATEWAY dev DEV rto_min 10ms");
	finding_command(&f, "", "ip route replace 192.0.2.1 via GATEWAY dev DEV congctl dctcp");
	finding_command(&f, "", "ss -tin");
	make_lasting(&f);
	assert_int_equal(f.fix.commands.n, 4);
	assert_command(&f, 1, "up ip route replace 192.0.2.1 via GATEWAY dev DEV rto_min 10ms");
	assert_command(&f, 3, "ss -tin");
	make_lasting(&f); /* and not again */
	assert_int_equal(f.fix.commands.n, 4);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_kind_has_its_place),
		cmocka_unit_test(what_the_rule_keeps_is_not_said_twice),
		cmocka_unit_test(each_stands_behind_its_command),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
