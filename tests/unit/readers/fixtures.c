/*
 * Output of real programs (tests/data/readers) goes to its reader, all of it is
 * read, and every row is there.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "config.h"
#include "readers/readers.h"

/* How many of what a file holds: counted by eye and with grep -c. */
static const struct fixture {
	const char *file, *kind;
	size_t socks, counters, processes, logs, settings, counts;
} fixtures[] = {
	{ "ss-tan.txt", "ss", .socks = 15 },
	{ "ss-an.txt", "ss", .socks = 15 },
	{ "ss-atH.txt", "ss", .socks = 15 },
	{ "ss-tinmoepa.txt", "ss", .socks = 15 },
	{ "ss-tinmoepaO.txt", "ss", .socks = 15 },
	{ "ss-ti.txt", "ss", .socks = 12 },
	{ "ss-tuna.txt", "ss", .socks = 15 },
	{ "ss-tEnie.txt", "ss", .socks = 10 },
	{ "ss-Ktn.txt", "ss", .socks = 3 },
	{ "ss-lntp.txt", "ss", .socks = 2 },
	{ "ss-closewait.txt", "ss", .socks = 1 },
	{ "ss-uan.txt", "ss", .socks = 0 },
	{ "ss-xa.txt", "ss", .socks = 0 },
	{ "ss-s.txt", "ss-summary", .counts = 5 },
	{ "netstat-an.txt", "netstat", .socks = 15 },
	{ "netstat-antpo.txt", "netstat", .socks = 15 },
	{ "netstat-antpe.txt", "netstat", .socks = 15 },
	{ "netstat-at.txt", "netstat", .socks = 15 },
	{ "netstat-ltn.txt", "netstat", .socks = 2 },
	{ "netstat-s.txt", "netstat-s", .counters = 53 },
	{ "proc-net.txt", "netstat-s", .counters = 310 },
	{ "nstat-as.txt", "nstat", .counters = 53 },
#ifdef HAVE_JANSSON
	{ "nstat-json.txt", "nstat", .counters = 53 },
	{ "nstat-json-p.txt", "nstat", .counters = 53 },
#endif
	{ "snmp6.txt", "nstat", .counters = 40 },
	{ "sockstat.txt", "sockstat", .counters = 18 },
	{ "protocols.txt", "sockstat", .counters = 8 },
	{ "ps-aux.txt", "ps", .processes = 3 },
	{ "ps-ef.txt", "ps", .processes = 3 },
	{ "ps-lstart.txt", "ps", .processes = 3 },
	{ "ps-o.txt", "ps", .processes = 3 },
	{ "ps-rss.txt", "ps", .processes = 1 },
	{ "ps-fd.txt", "ps", .processes = 1 },
	{ "top.txt", "top", .processes = 3 },
	{ "free.txt", "free", .counters = 7 },
	{ "free-h.txt", "free", .counters = 7 },
	{ "free-m.txt", "free", .counters = 7 },
	{ "meminfo.txt", "free", .counters = 5 },
	{ "netstat-tanp-de.txt", "netstat", .socks = 23 },
	{ "free-de.txt", "free", .counters = 7 },
	{ "netstat-tanp-fr.txt", "netstat", .socks = 23 },
	{ "free-fr.txt", "free", .counters = 7 },
	{ "netstat-tanp-ja.txt", "netstat", .socks = 23 },
	{ "free-ja.txt", "free", .counters = 7 },
	{ "netstat-tanp-pt.txt", "netstat", .socks = 23 },
	{ "free-pt.txt", "free", .counters = 7 },
	{ "netstat-tanp-cs.txt", "netstat", .socks = 23 },
	{ "free-cs.txt", "free", .counters = 7 },
	{ "top-de.txt", "top", .processes = 3 },
	{ "top-fr.txt", "top", .processes = 3 },
	{ "dmesg-T-fr.txt", "dmesg", .logs = 3 },
	{ "ulimit.txt", "limits", .settings = 10 },
	{ "limits.txt", "limits", .settings = 10 },
	{ "dmesg.txt", "dmesg", .logs = 3 },
	{ "dmesg-T.txt", "dmesg", .logs = 3 },
	{ "dmesg-x.txt", "dmesg", .logs = 3 },
	{ "dmesg-r.txt", "dmesg", .logs = 3 },
	{ "dmesg-iso.txt", "dmesg", .logs = 3 },
	{ "sysctl.txt", "sysctl", .settings = 4 },
	{ "sysctl-n.txt", "sysctl", .settings = 2 },
	{ "sysctl-cat.txt", "sysctl", .settings = 2 },
	{ "sysctl-grep.txt", "sysctl", .settings = 2 },
	{ "sysctl-bad.txt", "sysctl", .settings = 1 },
	{ "ss-tanoempi.txt", "ss", .socks = 22 },
	{ "ss-O.txt", "ss", .socks = 22 },
	{ "lab-ss-s.txt", "ss-summary", .counts = 5 },
	{ "ss-r.txt", "ss", .socks = 16 },
	{ "ss-t.txt", "ss", .socks = 16 },
	{ "ss-tb.txt", "ss", .socks = 16 },
	{ "ss-tos.txt", "ss", .socks = 16 },
	{ "ss-inet-sockopt.txt", "ss", .socks = 16 },
	{ "ss-a.txt", "ss", .socks = 22 },
	{ "ss-ltn.txt", "ss", .socks = 6 },
	{ "ss-fin.txt", "ss", .socks = 6 },
	{ "ss-dport.txt", "ss", .socks = 7 },
	{ "ss-wait.txt", "counts", .counts = 3 },
	{ "ss-histo2.txt", "counts", .counts = 3 },
	{ "ss-peer.txt", "counts", .counts = 5 },
	{ "ss-wc.txt", "counts", .counts = 1 },
	{ "proc-tcp.txt", "proc-tcp", .socks = 19 },
	{ "proc-tcp6.txt", "proc-tcp", .socks = 3 },
	{ "lsof-i.txt", "lsof", .socks = 19 },
	{ "lsof-iTCP.txt", "lsof", .socks = 6 },
	{ "lsof-close.txt", "lsof", .socks = 6 },
	{ "lsof-Ts.txt", "lsof", .socks = 19 },
	{ "lsof-F.txt", "lsof", .socks = 19 },
	{ "lsof-p.txt", "lsof", .socks = 19, .processes = 1 },
	{ "netstat-antp.txt", "netstat", .socks = 22 },
	{ "netstat-anto.txt", "netstat", .socks = 22 },
	{ "netstat-tW.txt", "netstat", .socks = 16 },
	{ "netstat-histo.txt", "counts", .counts = 3 },
	{ "netstat-i.txt", "net-dev", .counters = 16, .settings = 2 },
	{ "netstat-rn.txt", "route", .settings = 2 },
	{ "proc-netstat.txt", "netstat-s", .counters = 229 },
	{ "softnet.txt", "softnet", .counters = 5 },
	{ "ip-s-link.txt", "ip-link", .counters = 24, .settings = 8 },
	{ "ip-s-s-link.txt", "ip-link", .counters = 22, .settings = 4 },
	{ "ip-s-d-link.txt", "ip-link", .counters = 12, .settings = 4 },
	{ "ip-br-link.txt", "ip-link", .settings = 2 },
	{ "ip-a.txt", "ip-link", .settings = 13 },
	{ "ip-br-a.txt", "ip-link", .settings = 7 },
	{ "ifconfig.txt", "ifconfig", .counters = 26, .settings = 7 },
	{ "proc-dev.txt", "net-dev", .counters = 32 },
	{ "ethtool.txt", "ethtool", .settings = 16 },
	{ "ethtool-S.txt", "ethtool", .counters = 10 },
	{ "ethtool-S-host.txt", "ethtool", .counters = 20 },
	{ "ethtool-k.txt", "ethtool", .settings = 62 },
	{ "ethtool-g.txt", "ethtool", .settings = 9 },
	{ "ethtool-c.txt", "ethtool", .settings = 20 },
	{ "ethtool-i.txt", "ethtool", .settings = 8 },
	{ "ethtool-l.txt", "ethtool", .settings = 8 },
	{ "tc-s-tbf.txt", "qdisc", .counters = 14 },
	{ "tc-s-htb.txt", "qdisc", .counters = 14 },
	{ "tc-s-mq.txt", "qdisc", .counters = 21 },
	{ "tc-s-d-tbf.txt", "qdisc", .counters = 7 },
	{ "iptables.txt", "iptables", .counters = 6 },
	{ "iptables-x.txt", "iptables", .counters = 4 },
	{ "iptables-save.txt", "iptables", .counters = 6 },
	{ "nft.txt", "nftables", .counters = 6 },
	{ "nft-a.txt", "nftables", .counters = 6 },
	{ "conntrack-L.txt", "conntrack", .counters = 6 },
	{ "conntrack-Lx.txt", "conntrack", .counters = 6 },
	{ "conntrack-S.txt", "conntrack", .counters = 10 },
	{ "conntrack-C.txt", "conntrack", .counters = 1 },
	{ "proc-conntrack.txt", "conntrack", .counters = 5 },
	{ "proc-conntrack-stat.txt", "conntrack", .counters = 17 },
	{ "sockstat2.txt", "sockstat", .counters = 24 },
	{ "ip-route.txt", "route", .settings = 5 },
	{ "ip-route-get.txt", "route", .settings = 4 },
	{ "ip-6-route.txt", "route", .settings = 2 },
	{ "ip-route-table.txt", "route", .settings = 7 },
	{ "route-n.txt", "route", .settings = 2 },
	{ "ip-neigh.txt", "route", .settings = 3 },
	{ "arp.txt", "route", .settings = 1 },
	{ "ip-tcp-metrics.txt", "route", .settings = 1 },
	{ "uname.txt", "uname", .settings = 2 },
	{ "uname-r.txt", "uname", .settings = 1 },
	{ "hostname.txt", "uname", .settings = 1 },
	{ "uptime.txt", "uname", .counters = 1 },
	{ "proc-uptime.txt", "uname", .counters = 1 },
	{ "proc-status.txt", "proc-status", .processes = 1 },
	{ "fd-count.txt", "ps", .processes = 1 },
	{ "fd-ls.txt", "proc-status", .processes = 1 },
	{ "ulimit-a.txt", "limits", .settings = 10 },
	{ "ulimit-sh.txt", "limits", .settings = 10 },
	{ "vmstat.txt", "sysstat", .settings = 51 },
	{ "vmstat-s.txt", "sysstat", .settings = 28 },
	{ "mpstat.txt", "sysstat", .settings = 30 },
	{ "pidstat.txt", "sysstat", .settings = 24 },
	{ "iostat.txt", "sysstat", .settings = 22 },
	{ "sar-dev.txt", "sysstat", .settings = 16 },
	{ "sar-edev.txt", "sysstat", .settings = 18 },
	{ "sar-tcp.txt", "sysstat", .settings = 9 },
	{ "sar-sock.txt", "sysstat", .settings = 6 },
	{ "bsd-netstat-aL.txt", "netstat", .socks = 3 },
	{ "bsd-netstat-aT.txt", "netstat", .socks = 3 },
	{ "bsd-netstat-an.txt", "netstat", .socks = 6 },
	{ "bsd-netstat-s.txt", "netstat-s-bsd", .counters = 18 },
	{ "ethtool-S-ixgbe.txt", "ethtool", .counters = 18 },
	{ "ifconfig-old.txt", "ifconfig", .counters = 13, .settings = 3 },
	{ "macos-ifconfig.txt", "ifconfig", .settings = 3 },
	{ "macos-lsof.txt", "lsof", .socks = 3 },
	{ "macos-netstat-an.txt", "paste", .socks = 6 },
	{ "macos-netstat-ib.txt", "net-dev", .counters = 16, .settings = 2 },
	{ "netstat-redhat5.txt", "netstat", .socks = 4 },
	{ "netstat-s-redhat6.txt", "netstat-s", .counters = 54 },
	{ "softnet-2.6.txt", "softnet", .counters = 4 },
	{ "ss-centos6.txt", "ss", .socks = 4 },
	{ "tc-fq.txt", "qdisc", .counters = 14 },
	{ "tc-fq_codel.txt", "qdisc", .counters = 13 },
	{ "powershell.txt", "paste", .socks = 4, .counts = 5 },
	{ "windows-netstat-ano.txt", "netstat", .socks = 6 },
	{ "windows-netstat-s.txt", "paste", .socks = 1, .counters = 8 },
	{ "node-exporter.txt", "prometheus", .counters = 444, .settings = 1, .counts = 3 },
};

struct reading_of_one {
	struct arena kept, scratch;
	struct crux_case cs;
	struct reading r;
};

static void
begin(struct reading_of_one *one)
{
	*one = (struct reading_of_one){ 0 };
	arena_init(&one->kept, "case", (size_t)256 << 20);
	arena_init(&one->scratch, "scratch", (size_t)256 << 20);
	case_init(&one->cs, &one->kept);
	one->r = (struct reading){ .arena = &one->kept, .scratch = &one->scratch, .cs = &one->cs };
}

static void
end(struct reading_of_one *one)
{
	arena_fini(&one->scratch);
	arena_fini(&one->kept);
}

static char *
path_of(char path[4096], const char *file)
{
	snprintf(path, 4096, "%s/tests/data/readers/%s", getenv("CRUX_SOURCE"), file);
	return path;
}

static void
is_as_counted(const struct fixture *f, const struct crux_case *cs)
{
	const struct case_input *in = &cs->inputs.v[0];

	if (strcmp(in->kind, f->kind) != 0 || !in->readable)
		fail_msg("%s is taken for %s", f->file, in->kind);
	if (in->unread_count)
		fail_msg("%s:%u: unread: " STR_F, f->file, in->unread.v[0].line,
			 STR_A(in->unread.v[0].text));
	if (cs->socks.n != f->socks || cs->counters.n != f->counters ||
	    cs->processes.n != f->processes || cs->logs.n != f->logs ||
	    cs->settings.n != f->settings || cs->state_counts.n != f->counts)
		fail_msg("%s: %zu sockets, %zu counters, %zu processes, %zu log lines, "
			 "%zu settings, %zu counts",
			 f->file, cs->socks.n, cs->counters.n, cs->processes.n, cs->logs.n,
			 cs->settings.n, cs->state_counts.n);
}

static void
every_file_is_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(fixtures); i++) {
		struct reading_of_one one;
		char path[4096];

		begin(&one);
		read_path(&one.r, path_of(path, fixtures[i].file));
		is_as_counted(&fixtures[i], &one.cs);
		end(&one);
	}
}

/* Send-Q of a listener is its backlog in ss, and nothing in netstat. */
static bool
same_sock(const struct sock *a, const struct sock *b)
{
	return a->state == b->state && a->recv_q == b->recv_q &&
	       (a->send_q == b->send_q || a->state == TCP_LISTEN) &&
	       a->local.port == b->local.port && a->peer.port == b->peer.port &&
	       addr_eq(&a->peer.addr, &b->peer.addr);
}

static void
has_the_same(const struct crux_case *want, const struct crux_case *got, const char *name)
{
	if (got->socks.n != want->socks.n)
		fail_msg("%s: %zu sockets, not %zu", name, got->socks.n, want->socks.n);
	for (size_t i = 0; i < got->socks.n; i++) {
		const struct sock *a = &got->socks.v[i], *b;
		size_t j = 0;

		for (; j < want->socks.n; j++) {
			b = &want->socks.v[j];
			if (a->state == b->state && a->local.port == b->local.port &&
			    a->peer.port == b->peer.port && addr_eq(&a->peer.addr, &b->peer.addr))
				break;
		}
		if (j == want->socks.n)
			fail_msg("%s:%u has a socket of its own", name, a->at.line);
	}
}

/* The same sockets through ss, ss -O, ss -a with its Netid column, and netstat. */
static void
all_tables_tell_the_same(void **state)
{
	static const char *const files[] = { "ss-tan.txt", "ss-an.txt", "ss-tinmoepaO.txt",
					     "netstat-an.txt", "netstat-antpo.txt" };
	const struct sock *socks;
	struct reading_of_one one;
	char path[4096];
	size_t n, j;

	(void)state;
	begin(&one);
	for (size_t i = 0; i < COUNT_OF(files); i++)
		read_path(&one.r, path_of(path, files[i]));
	socks = one.cs.socks.v;
	n = one.cs.socks.n / COUNT_OF(files);
	for (size_t i = n; i < one.cs.socks.n; i++) {
		for (j = 0; j < n && !same_sock(&socks[i], &socks[j]); j++)
			;
		if (j == n)
			fail_msg("%s:%u has a socket of its own", files[i / n], socks[i].at.line);
	}
	end(&one);
}

/* The host of the lab through ss, the kernel's own table, netstat and lsof. */
static void
all_tools_tell_the_same(void **state)
{
	static const char *const files[][2] = {
		{ "proc-tcp.txt", "proc-tcp6.txt" }, { "netstat-antp.txt", NULL },
		{ "netstat-anto.txt", NULL },	     { "ss-O.txt", NULL },
		{ "ss-tanoempi.txt", NULL },
	};
	struct reading_of_one want;
	char path[4096];

	(void)state;
	begin(&want);
	read_path(&want.r, path_of(path, "ss-a.txt"));
	for (size_t i = 0; i < COUNT_OF(files); i++) {
		struct reading_of_one got;

		begin(&got);
		for (size_t k = 0; k < 2 && files[i][k]; k++)
			read_path(&got.r, path_of(path, files[i][k]));
		has_the_same(&want.cs, &got.cs, files[i][0]);
		end(&got);
	}
	end(&want);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_file_is_read),
		cmocka_unit_test(all_tables_tell_the_same),
		cmocka_unit_test(all_tools_tell_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
