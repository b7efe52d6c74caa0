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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_file_is_read),
		cmocka_unit_test(all_tables_tell_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
