/* What programs say instead of output. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "one_section.h"

extern const struct reader reader_messages;

static void
usage(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_messages,
		 "$ ss -tinO\n"
		 "ss: invalid option -- 'O'\n"
		 "Usage: ss [ OPTIONS ]\n"
		 "       ss [ OPTIONS ] [ FILTER ]\n"
		 "   -h, --help          this message\n");
	assert_int_equal(g.sure, 62);
	assert_int_equal(g.unread, 0);
	assert_int_equal(g.cs.socks.n, 0);
	got_end(&g);
}

static void
one_line(void **state)
{
	static const char *const lines[] = {
		"bash: ss: command not found\n",
		"sh: 1: conntrack: not found\n",
		"cat: /proc/net/nf_conntrack: No such file or directory\n",
		"zsh: command not found: nstat\n",
		"ss: unrecognized option '--bpf-maps'\n",
		"Option \"-j\" is unknown, try \"ip -help\".\n",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(lines); i++)
		assert_int_equal(sure_of(&reader_messages, lines[i]), 62);
	assert_int_equal(sure_of(&reader_messages,
				 "we looked for it on all four of the hosts: not found\n"),
			 0);
	assert_int_equal(sure_of(&reader_messages, "ESTAB 0 0 10.0.0.5:22 10.0.0.9:5\n"), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(usage),
		cmocka_unit_test(one_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
