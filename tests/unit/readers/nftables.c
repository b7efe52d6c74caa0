/* nft list ruleset: what rules with counters counted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "one_section.h"

extern const struct reader reader_nftables;

static void
a_ruleset(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_nftables,
		 "table inet guard { # handle 2\n"
		 "\tchain input { # handle 1\n"
		 "\t\ttype filter hook input priority filter + 10; policy accept;\n"
		 "\t\ttcp dport 9999 counter packets 11 bytes 660 drop # handle 2\n"
		 "\t\ttcp dport 22 accept\n"
		 "\t\tcounter packets 36 bytes 1955\n"
		 "\t}\n}\n");
	assert_int_equal(g.sure, 95);
	assert_int_equal(g.unread, 0);
	assert_int_equal(g.cs.counters.n, 2);
	assert_str(g.cs.counters.v[0].name, "FirewallDropped");
	assert_int_equal(g.cs.counters.v[0].value, 11);
	assert_str(g.cs.counters.v[0].of, "input: tcp dport 9999");
	assert_str(g.cs.counters.v[1].name, "FirewallPassed");
	got_end(&g);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_ruleset),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
