/* Services, control groups, pressure. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "one_section.h"

extern const struct reader reader_systemd;

static void
shown(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_systemd,
		 "$ systemctl show nginx\n"
		 "Type=forking\n"
		 "LimitNOFILE=524288\n"
		 "LimitNOFILESoft=1024\n"
		 "TasksMax=4915\n");
	assert_int_equal(g.sure, 85);
	assert_int_equal(g.unread, 0);
	assert_str(case_setting(&g.cs, "systemd.TasksMax"), "4915");
	assert_int_equal(g.cs.settings.n, 3);
	assert_str(g.cs.settings.v[1].name, "ulimit.nofile");
	assert_str(g.cs.settings.v[1].value, "1024");
	got_end(&g);
}

static void
status(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_systemd,
		 "* nginx.service - A high performance web server\n"
		 "     Active: active (running) since Sun 2026-11-22 09:12:01 UTC; 5h 2min ago\n"
		 "   Main PID: 612 (nginx)\n"
		 "      Tasks: 4915 (limit: 4915)\n"
		 "     CGroup: /system.slice/nginx.service\n"
		 "             |-612 nginx: master process\n");
	assert_int_equal(g.sure, 92);
	assert_int_equal(g.unread, 0);
	assert_str(case_setting(&g.cs, "systemd.TasksCurrent"), "4915");
	assert_str(case_setting(&g.cs, "systemd.TasksMax"), "4915");
	assert_int_equal(g.cs.processes.n, 1);
	assert_int_equal(g.cs.processes.v[0].pid, 612);
	got_end(&g);
}

static void
files(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_systemd,
		 "$ cat /sys/fs/cgroup/system.slice/nginx.service/memory.events\n"
		 "max 14\n"
		 "oom_kill 2\n");
	assert_int_equal(g.sure, 90);
	assert_int_equal(g.unread, 0);
	assert_str(case_setting(&g.cs, "cgroup.memory.events.oom_kill"), "2");
	got_end(&g);
}

static void
unit(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_systemd,
		 "[Service]\n"
		 "ExecStart=/usr/sbin/nginx\n"
		 "LimitNOFILE=1024:524288\n");
	assert_int_equal(g.unread, 0);
	assert_str(case_setting(&g.cs, "ulimit.nofile"), "1024");
	got_end(&g);
}

static void
pressure(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_systemd, "some avg10=1.50 avg60=0.00 avg300=0.00 total=17\n");
	assert_int_equal(g.sure, 92);
	assert_int_equal(g.unread, 0);
	assert_str(case_setting(&g.cs, "pressure.some.avg10"), "1.50");
	got_end(&g);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shown), cmocka_unit_test(status),   cmocka_unit_test(files),
		cmocka_unit_test(unit),	 cmocka_unit_test(pressure),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
