/* /proc/PID/status and the files of a process. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "one_section.h"

extern const struct reader reader_proc_status;

static void
status(void **state)
{
	struct got g;

	(void)state;
	got_read(
		&g, &reader_proc_status,
		"Name:\tpython3\nState:\tS (sleeping)\nPid:\t9325\nFDSize:\t256\nVmSize:\t  166020 kB\nVmRSS:\t   45096 kB\nThreads:\t19\n");
	assert_int_equal(g.sure, 82);
	assert_int_equal(g.unread, 0);
	assert_int_equal(g.cs.processes.n, 1);
	assert_int_equal(g.cs.processes.v[0].pid, 9325);
	assert_int_equal(g.cs.processes.v[0].rss_bytes, 45096 * 1024);
	assert_str(g.cs.processes.v[0].command, "python3");
	got_end(&g);
}

static void
a_list_of_files(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_proc_status,
		 "$ ls -l /proc/9325/fd\ntotal 0\n"
		 "lr-x------ 1 root root 64 Nov 22 19:12 0 -> /dev/null\n"
		 "lrwx------ 1 root root 64 Nov 22 19:12 11 -> socket:[3576096]\n");
	assert_int_equal(g.unread, 0);
	assert_int_equal(g.cs.processes.v[0].fds, 2);
	got_end(&g);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(status),
		cmocka_unit_test(a_list_of_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
