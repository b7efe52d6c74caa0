/* Settings by name, by path, and by a command that prints values alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "one_section.h"

extern const struct reader reader_sysctl;

static void
setting_is(const struct got *g, const char *name, const char *want)
{
	struct str value = case_setting(&g->cs, name);

	if (!str_eq(value, str_from(want)))
		fail_msg("%s is '" STR_F "', want '%s'", name, STR_A(value), want);
}

static void
names_with_values(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_sysctl,
		 "net.ipv4.tcp_rmem = 4096\t131072\t6291456\n"
		 "net.ipv4.tcp_tw_reuse=2\n"
		 "net/core/somaxconn = 4096\n"
		 "-kernel.pid_max = 4194304\n"
		 "# a comment\n"
		 "sysctl: cannot stat /proc/sys/net/ipv4/no_such: No such file or directory\n"
		 "kern.ipc.somaxconn: 128\n"
		 "net.ipv4.conf.eth0/5.rp_filter = 1\n");
	assert_int_equal(g.sure, 90);
	assert_int_equal(g.unread, 0);
	assert_int_equal(g.cs.settings.n, 6);
	setting_is(&g, "net.ipv4.tcp_rmem", "4096\t131072\t6291456");
	setting_is(&g, "net.ipv4.tcp_tw_reuse", "2");
	setting_is(&g, "net.core.somaxconn", "4096");
	setting_is(&g, "kernel.pid_max", "4194304");
	setting_is(&g, "kern.ipc.somaxconn", "128");
	got_end(&g);
}

static void
values_alone(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_sysctl,
		 "$ cat /proc/sys/net/ipv4/tcp_rmem /proc/sys/net/core/somaxconn\n"
		 "4096\t131072\t6291456\n"
		 "4096\n");
	assert_int_equal(g.sure, 90);
	setting_is(&g, "net.ipv4.tcp_rmem", "4096\t131072\t6291456");
	setting_is(&g, "net.core.somaxconn", "4096");
	got_end(&g);
	got_read(&g, &reader_sysctl, "$ sudo sysctl -n net.core.somaxconn\n4096\n");
	assert_int_equal(g.sure, 90);
	setting_is(&g, "net.core.somaxconn", "4096");
	got_end(&g);
	got_read(&g, &reader_sysctl,
		 "$ grep . /proc/sys/net/ipv4/tcp_keep*\n"
		 "/proc/sys/net/ipv4/tcp_keepalive_intvl:75\n");
	setting_is(&g, "net.ipv4.tcp_keepalive_intvl", "75");
	got_end(&g);
}

/* The size of the connection tracking table is a counter, too. */
static void
conntrack(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_sysctl,
		 "$ cat /proc/sys/net/netfilter/nf_conntrack_count "
		 "/proc/sys/net/netfilter/nf_conntrack_max\n"
		 "64\n65536\n");
	assert_int_equal(counter_of(&g, "ConntrackCount"), 64);
	assert_int_equal(counter_of(&g, "ConntrackMax"), 65536);
	setting_is(&g, "net.netfilter.nf_conntrack_max", "65536");
	got_end(&g);
}

static void
what_is_none(void **state)
{
	static const char *const texts[] = {
		"x = 5\n",
		"network.mode = auto\n",
		"net. = 5\n",
		"net.core somaxconn = 5\n",
		"Note: net.core is fine\n",
		"= 5\n",
		"$ ls /proc/sys/net/ipv4/tcp_rmem\n/proc/sys/net/ipv4/tcp_rmem\n",
		"",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		if (sure_of(&reader_sysctl, texts[i]))
			fail_msg("sure of '%s'", texts[i]);
}

/* Of a diff the new side is taken. */
static void
two_hosts(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_sysctl,
		 "$ diff <(ssh web1 sysctl -a) <(ssh web2 sysctl -a)\n"
		 "212c212\n"
		 "< net.core.somaxconn = 4096\n"
		 "---\n"
		 "> net.core.somaxconn = 128\n");
	assert_int_equal(g.unread, 0);
	assert_int_equal(g.cs.settings.n, 1);
	assert_str(case_setting(&g.cs, "net.core.somaxconn"), "128");
	got_end(&g);
}

/* Also where it is unified; a dash is no longer sysctl.conf's. */
static void
before_and_after(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_sysctl,
		 "--- before.conf\n"
		 "+++ after.conf\n"
		 "@@ -1,3 +1,3 @@\n"
		 " net.core.netdev_max_backlog = 1000\n"
		 "-net.core.somaxconn = 4096\n"
		 "+net.core.somaxconn = 128\n");
	assert_int_equal(g.unread, 0);
	assert_int_equal(g.cs.settings.n, 2);
	assert_str(case_setting(&g.cs, "net.core.somaxconn"), "128");
	got_end(&g);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_hosts),	     cmocka_unit_test(before_and_after),
		cmocka_unit_test(names_with_values), cmocka_unit_test(values_alone),
		cmocka_unit_test(conntrack),	     cmocka_unit_test(what_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
