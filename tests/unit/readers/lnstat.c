/* Names cut into cells, over several lines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "one_section.h"

extern const struct reader reader_lnstat;

static void
cells(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_lnstat,
		 "$ lnstat -c 2 -i 1\n"
		 "nf_connt|nf_connt|arp_cach\n"
		 " entries|insert_f| entries\n"
		 "        |   ailed|        \n"
		 "      84|       7|       2\n"
		 "      85|       0|       2\n");
	assert_int_equal(g.sure, 93);
	assert_int_equal(g.unread, 0);
	assert_int_equal(g.cs.settings.n, 6);
	assert_str(g.cs.settings.v[1].name, "lnstat.nf_connt.insert_failed");
	assert_str(g.cs.settings.v[1].value, "7");
	assert_str(g.cs.settings.v[3].value, "85");
	assert_str(case_setting(&g.cs, "lnstat.arp_cach.entries"), "2");
	got_end(&g);
}

static void
listing(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_lnstat,
		 "$ lnstat -d\n"
		 "/proc/net/stat/nf_conntrack:\n"
		 "\t 1: entries\n"
		 "\t 2: clashres\n");
	assert_int_equal(g.unread, 0);
	assert_int_equal(g.cs.settings.n, 0);
	got_end(&g);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cells),
		cmocka_unit_test(listing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
