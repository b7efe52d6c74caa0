/* ulimit -a, ulimit -n, /proc/PID/limits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "one_section.h"

extern const struct reader reader_limits;

static void
setting_is(const struct got *g, const char *name, const char *want)
{
	struct str value = case_setting(&g->cs, name);

	if (!str_eq(value, str_from(want)))
		fail_msg("%s is '" STR_F "', want '%s'", name, STR_A(value), want);
}

static void
of_the_shell(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_limits,
		 "real-time non-blocking time  (microseconds, -R) unlimited\n"
		 "open files                          (-n) 1024\n"
		 "max locked memory           (kbytes, -l) 8192\n");
	assert_int_equal(g.sure, 90);
	assert_int_equal(g.unread, 0);
	assert_int_equal(g.cs.settings.n, 2);
	setting_is(&g, "ulimit.nofile", "1024");
	got_end(&g);
	got_read(&g, &reader_limits, "$ ulimit -n\n1024\n");
	assert_int_equal(g.sure, 90);
	setting_is(&g, "ulimit.nofile", "1024");
	got_end(&g);
}

static void
of_a_process(void **state)
{
	struct got g;

	(void)state;
	got_read(
		&g, &reader_limits,
		"Limit                     Soft Limit           Hard Limit           Units     \n"
		"Max processes             96365                96365                processes \n"
		"Max open files            1024                 20000                files     \n"
		"Max realtime timeout      unlimited            unlimited            us        \n");
	assert_int_equal(g.unread, 0);
	setting_is(&g, "ulimit.nofile", "1024");
	setting_is(&g, "ulimit.nproc", "96365");
	got_end(&g);
}

static void
what_is_none(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_limits, "open files (-n) many\n1024\nopen files\n(-)\n");
	assert_int_equal(g.sure, 0);
	assert_int_equal(g.cs.settings.n, 0);
	assert_int_equal(g.unread, 4);
	got_end(&g);
}

/* prlimit has the names of setrlimit(2), and soft before hard. */
static void
prlimit(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_limits,
		 "$ prlimit --pid 612\n"
		 "RESOURCE   DESCRIPTION                             SOFT      HARD UNITS\n"
		 "AS         address space limit                unlimited unlimited bytes\n"
		 "NICE       max nice prio allowed to raise             0         0\n"
		 "NOFILE     max number of open files                1024    524288 files\n");
	assert_int_equal(g.unread, 0);
	assert_str(case_setting(&g.cs, "ulimit.nofile"), "1024");
	assert_str(case_setting(&g.cs, "ulimit.as"), "unlimited");
	got_end(&g);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(prlimit),
		cmocka_unit_test(of_the_shell),
		cmocka_unit_test(of_a_process),
		cmocka_unit_test(what_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
