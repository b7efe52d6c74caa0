/* Tables beside the matter are read over, and others are not taken for them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "one_section.h"

extern const struct reader reader_aside;

static void
interrupts(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_aside,
		 "$ cat /proc/interrupts\n"
		 "           CPU0       CPU1\n"
		 " 24:          1          0  IO-APIC   5-edge      ACPI:Ged\n"
		 "LOC:   14022679   14354090   Local timer interrupts\n");
	assert_int_equal(g.sure, 88);
	assert_int_equal(g.unread, 0);
	assert_int_equal(g.cs.settings.n + g.cs.counters.n, 0);
	got_end(&g);
}

static void
pods(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_aside,
		 "NAME                    READY   STATUS    RESTARTS   AGE\n"
		 "api-7c9d8b6f5d-2xkzq    1/1     Running   0          12d\n");
	assert_int_equal(g.sure, 88);
	assert_int_equal(g.unread, 0);
	got_end(&g);
}

static void
without_a_heading(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_aside, "api-7c9d8b6f5d-2xkzq    1/1     Running   0          12d\n");
	assert_int_equal(g.sure, 0);
	assert_int_equal(g.unread, 1);
	got_end(&g);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(interrupts),
		cmocka_unit_test(pods),
		cmocka_unit_test(without_a_heading),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
