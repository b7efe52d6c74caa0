/* Which host and kernel, and how long it has been up. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "one_section.h"

extern const struct reader reader_uname;

static void
uname_a(void **state)
{
	struct got g;

	(void)state;
	got_read(
		&g, &reader_uname,
		"Linux web1 6.1.0-18-amd64 #1 SMP PREEMPT_DYNAMIC Debian 6.1.76-1 x86_64 GNU/Linux\n");
	assert_int_equal(g.sure, 85);
	assert_int_equal(g.unread, 0);
	assert_str(case_setting(&g.cs, "kernel.hostname"), "web1");
	assert_str(case_setting(&g.cs, "kernel.osrelease"), "6.1.0-18-amd64");
	assert_str(g.cs.inputs.v[0].host, "web1");
	got_end(&g);
}

static void
uptime(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_uname,
		 " 19:13:35 up 3 days,  3:18,  2 users,  load average: 5.86, 6.18, 4.49\n");
	assert_int_equal(counter_of(&g, "HostUptimeSeconds"), 3 * 86400 + 3 * 3600 + 18 * 60);
	got_end(&g);
}

static void
proc_uptime(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_uname, "$ cat /proc/uptime\n11880.10 22034.11\n");
	assert_int_equal(counter_of(&g, "HostUptimeSeconds"), 11880);
	got_end(&g);
}

static void
a_title_of_sar_is_none(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_uname,
		 "Linux 6.18.44 (web1) 	11/22/26 	_x86_64_	(2 CPU)\n");
	assert_int_equal(g.sure, 0);
	got_end(&g);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(uname_a),
		cmocka_unit_test(uptime),
		cmocka_unit_test(proc_uptime),
		cmocka_unit_test(a_title_of_sar_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
