/* ps in any choice of columns, with and without a header; open files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "one_section.h"

extern const struct reader reader_ps;

static const struct process *
row(const struct got *g, size_t i)
{
	if (i >= g->cs.processes.n)
		fail_msg("row %zu of %zu", i, g->cs.processes.n);
	return &g->cs.processes.v[i];
}

static void
columns_by_the_header(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_ps,
		 "$ ps -o pid,stat,rss,vsz,nlwp,cmd\n"
		 "  PID STAT   RSS    VSZ NLWP CMD\n"
		 " 3613 Ssl  8392000 99748    1 /usr/bin/python3 /srv/app/serve.py\n");
	assert_int_equal(g.sure, 88);
	assert_int_equal(g.unread, 0);
	assert_int_equal(g.cs.processes.n, 1);
	assert_int_equal(row(&g, 0)->pid, 3613);
	assert_int_equal(row(&g, 0)->rss_bytes, 8593408000);
	assert_int_equal(row(&g, 0)->vsz_bytes, 99748 * 1024);
	assert_false(row(&g, 0)->has_fds);
	assert_true(row(&g, 0)->cpu_percent < 0);
	assert_str(row(&g, 0)->stat, "Ssl");
	assert_str(row(&g, 0)->command, "/usr/bin/python3 /srv/app/serve.py");
	got_end(&g);
}

static void
aux(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_ps,
		 "USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\n"
		 "www         1234 97.5  0.0  18300 14924 ?        S    16:58   0:00 app a  b\n");
	assert_int_equal(g.unread, 0);
	assert_int_equal(row(&g, 0)->pid, 1234);
	assert_true(row(&g, 0)->cpu_percent > 97 && row(&g, 0)->cpu_percent < 98);
	assert_str(row(&g, 0)->command, "app a  b");
	got_end(&g);
}

/* The command in the middle, and a date of five words. */
static void
columns_behind_the_command(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_ps,
		 "    PID                  STARTED   RSS CMD                         NLWP\n"
		 "      1 Sun Nov 22 16:58:39 2026 14924 /usr/bin/python3 /srv/app/s    1\n"
		 "      2 Sun Nov 22 16:58:41 2026  1708 /bin/sh -c ps -eo pid,lstar    7\n");
	assert_int_equal(g.unread, 0);
	assert_int_equal(row(&g, 0)->rss_bytes, 14924 * 1024);
	assert_str(row(&g, 1)->command, "/bin/sh -c ps -eo pid,lstar");
	got_end(&g);
}

static void
columns_by_the_command(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_ps, "$ ps -o rss= -p 1234\n14924\n");
	assert_int_equal(g.sure, 88);
	assert_int_equal(row(&g, 0)->pid, 1234);
	assert_int_equal(row(&g, 0)->rss_bytes, 14924 * 1024);
	got_end(&g);
	got_read(&g, &reader_ps,
		 "$ ps aux | grep app-server | grep -v grep\n"
		 "www   1234 97.5  0.0  18300 14924 ?   S   16:58   0:00 app-server -x\n");
	assert_int_equal(g.unread, 0);
	assert_int_equal(row(&g, 0)->rss_bytes, 14924 * 1024);
	assert_str(row(&g, 0)->command, "app-server -x");
	got_end(&g);
	got_read(&g, &reader_ps,
		 "$ ps -ef | grep app-server\n"
		 "www     1234       1  5 Nov22 ?        00:00:00 app-server -x\n");
	assert_int_equal(row(&g, 0)->pid, 1234);
	assert_str(row(&g, 0)->command, "app-server -x");
	got_end(&g);
	got_read(&g, &reader_ps,
		 "$ ps -eo pid,rss,vsz,args --no-headers\n"
		 " 1234 14924 18300 app-server -x\n");
	assert_int_equal(row(&g, 0)->vsz_bytes, 18300 * 1024);
	got_end(&g);
}

static void
open_files(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_ps,
		 "  PID STAT   RSS    VSZ NLWP CMD\n"
		 " 3613 S    17380  99748    1 /usr/bin/python3 /srv/app/serve.py\n"
		 "pid 3613: 29 open file descriptors\n");
	assert_int_equal(g.unread, 0);
	assert_int_equal(g.cs.processes.n, 2);
	assert_true(row(&g, 1)->has_fds && row(&g, 1)->has_pid && !row(&g, 1)->has_rss);
	assert_int_equal(row(&g, 1)->fds, 29);
	assert_int_equal(row(&g, 1)->pid, 3613);
	got_end(&g);
	got_read(&g, &reader_ps, "$ sudo ls /proc/3613/fd | wc -l\n125\n");
	assert_int_equal(g.sure, 95);
	assert_int_equal(row(&g, 0)->fds, 125);
	assert_int_equal(row(&g, 0)->pid, 3613);
	got_end(&g);
	got_read(&g, &reader_ps, "$ ls -l /proc/$PID/fd/ | wc -l\n126\n");
	assert_int_equal(row(&g, 0)->fds, 125); /* "total 0" is a line, too */
	assert_false(row(&g, 0)->has_pid);
	got_end(&g);
}

static void
asked_again_is_another_sample(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_ps,
		 "  PID   RSS CMD\n"
		 " 1504 20104 app\n"
		 "  PID   RSS CMD\n"
		 " 1504 20232 app\n");
	assert_int_equal(g.cs.samples.n, 2);
	assert_int_equal(row(&g, 1)->sample, 1);
	got_end(&g);
}

static void
what_is_none(void **state)
{
	static const char *const texts[] = {
		"COMMAND  PID USER   FD   TYPE DEVICE SIZE/OFF NODE NAME\n", /* lsof */
		"Netid State  Recv-Q Send-Q Local Address:Port\n",
		"PLEASE RESTART THE SERVER\n",
		"pid 3613: killed\n",
		"",
	};
	struct got g;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		if (sure_of(&reader_ps, texts[i]))
			fail_msg("sure of '%s'", texts[i]);
	assert_int_equal(sure_of(&reader_ps, "$ ss -tan | wc -l\n125\n"), 0);
	got_read(&g, &reader_ps,
		 "  PID STAT   RSS CMD\n"
		 " x S 1 app\n"
		 " 12 S many app\n"
		 " 12 S 1\n"
		 " 12\n"
		 " 12 S 99999999999999999999 app\n");
	assert_int_equal(g.cs.processes.n, 0);
	assert_int_equal(g.unread, 5);
	got_end(&g);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(columns_by_the_header),
		cmocka_unit_test(aux),
		cmocka_unit_test(columns_behind_the_command),
		cmocka_unit_test(columns_by_the_command),
		cmocka_unit_test(open_files),
		cmocka_unit_test(asked_again_is_another_sample),
		cmocka_unit_test(what_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
