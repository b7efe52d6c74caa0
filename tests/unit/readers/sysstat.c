/* sar and its like: rates that somebody has made already. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "one_section.h"

extern const struct reader reader_sysstat;

static void
average(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_sysstat,
		 "Linux 6.18.44 (web1) 	11/22/26 	_x86_64_	(2 CPU)\n\n"
		 "19:13:41     atmptf/s  estres/s retrans/s isegerr/s   orsts/s\n"
		 "19:13:42         0.00      0.00     12.00      0.00      0.00\n"
		 "Average:         0.00      0.00     12.50      0.00      0.00\n");
	assert_int_equal(g.sure, 95);
	assert_int_equal(g.unread, 0);
	assert_str(case_setting(&g.cs, "sar.retrans/s"), "12.50");
	assert_str(g.cs.samples.v[0].host, "web1");
	got_end(&g);
}

static void
vmstat(void **state)
{
	struct got g;

	(void)state;
	got_read(
		&g, &reader_sysstat,
		"procs -----------memory---------- ---swap-- -----io---- -system-- ------cpu-----\n"
		" r  b   swpd   free   buff  cache   si   so    bi    bo   in   cs us sy id wa st\n"
		" 9  1      7 21005 160880 3312896    0    0   417  2007  303  767 53 12 35  0  0\n");
	assert_int_equal(g.unread, 0);
	assert_str(case_setting(&g.cs, "vmstat.r"), "9");
	assert_str(case_setting(&g.cs, "vmstat.us"), "53");
	got_end(&g);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(average),
		cmocka_unit_test(vmstat),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
