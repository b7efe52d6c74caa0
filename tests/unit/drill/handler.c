/*
 * handler.c - which end-of-file branches are said to leak, and which are not
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include "drill/handler.h"

#define HEAD "void serve(int fd)\n{\n\tn = read(fd, buf, sizeof buf);\n"

/* The branch at line 4; 0: nothing is claimed. */
static const struct {
	const char *what, *code;
	uint32_t leak_line;
} rows[] = {
	{ "a branch that does nothing", HEAD "\tif (n == 0) {\n\t\tlog_it = 1;\n\t}\n}\n", 4 },
	{ "one without braces", HEAD "\tif (!n)\n\t\tdone = 1;\n}\n", 4 },
	{ "behind another branch",
	  HEAD "\tif (n > 0) {\n\t\tuse();\n\t} else if (n == 0) {\n\t\tx = "
	       "1;\n\t}\n}\n",
	  6 },
	{ "n <= 0", HEAD "\tif (n <= 0)\n\t\tcontinue;\n}\n", 4 },
	{ "EPOLL_CTL_DEL is no close",
	  HEAD "\tif (n == 0)\n\t\tepoll_ctl(e, EPOLL_CTL_DEL, fd, NULL);\n}\n", 4 },
	{ "a close in a comment", HEAD "\tif (n == 0)\n\t\tx = 1; /* close(fd); */\n}\n", 4 },
	{ "a close in a text", HEAD "\tif (n == 0)\n\t\tx = \"close(fd)\";\n}\n", 4 },
	{ "another name", HEAD "\tif (n == 0)\n\t\tx = disclose_(fd) + 1;\n}\n", 0 },
	{ "it closes", HEAD "\tif (n == 0) {\n\t\tclose(fd);\n\t}\n}\n", 0 },
	{ "it shuts down", HEAD "\tif (n == 0)\n\t\tshutdown(fd, SHUT_RDWR);\n}\n", 0 },
	{ "a helper may close", HEAD "\tif (n == 0)\n\t\tdrop_session(fd);\n}\n", 0 },
	{ "a goto may close", HEAD "\tif (n == 0)\n\t\tgoto out;\n}\n", 0 },
	{ "a return may close", HEAD "\tif (n == 0)\n\t\treturn -1;\n}\n", 0 },
	{ "closed behind the branches", HEAD "\tif (n == 0)\n\t\tx = 1;\n\tclose(fd);\n}\n", 0 },
	{ "closed in the next function only",
	  HEAD "\tif (n == 0)\n\t\tx = 1;\n}\nvoid f(void)\n{\n\tclose(1);\n}\n", 4 },
	{ "nobody asks for the end", HEAD "\tif (n > 0)\n\t\tx = 1;\n}\n", 0 },
	{ "no result is taken",
	  "void f(void)\n{\n\tread(fd, b, 1);\n\tif (n == 0)\n\t\tx = 1;\n}\n", 0 },
	{ "a name that ends in read",
	  "void f(void)\n{\n\tn = thread(fd, b);\n\tif (n == 0)\n\t\tx = "
	  "1;\n}\n",
	  0 },
	{ "no branches", HEAD "}\n", 0 },
	{ "empty", "", 0 },
	{ "an open bracket", HEAD "\tif (n == 0", 0 },
	{ "an open brace", HEAD "\tif (n == 0) {", 4 },
	{ "an open comment", HEAD "\tif (n == 0) /* ", 0 },
	{ "only read(", "n = read(", 0 },
	{ "an open text", "n = read(\"", 0 },
};

static void
leaks(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct handler h = { 0 };
		struct arena a;
		bool found;

		arena_init(&a, "test", 0);
		found = handler_read(&a, str_from(rows[i].code), &h);
		if (found != (rows[i].leak_line > 0) || h.leak_line != rows[i].leak_line)
			print_error("%s: line %u, want %u\n", rows[i].what, h.leak_line,
				    rows[i].leak_line);
		assert_int_equal(found, rows[i].leak_line > 0);
		assert_int_equal(h.leak_line, rows[i].leak_line);
		arena_fini(&a);
	}
}

/* Cut at each byte it still ends, and reads nothing beyond (the sanitizers see). */
static void
cut_anywhere(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct str code = str_from(rows[i].code);

		for (size_t n = 0; n <= code.n; n++) {
			struct handler h;
			struct arena a;

			arena_init(&a, "test", 0);
			handler_read(&a, str_copy(&a, str_sub(code, 0, n)), &h);
			arena_fini(&a);
		}
	}
}

static void
what_else_is_told(void **state)
{
	static const char code[] = "int fd = accept(l, 0, 0);\n"
				   "s = malloc(9);\n"
				   "ev = EPOLLET;\n"
				   "got = recv(c->fd, buf, 9, 0);\n"
				   "if (got > 0)\n"
				   "\tsend(c->fd, buf, got, 0);\n"
				   "else if (0 == got)\n"
				   "\tepoll_ctl(e, EPOLL_CTL_DEL, c->fd, 0);\n"
				   "else {\n"
				   "\tfree(s);\n"
				   "\tclose(c->fd);\n"
				   "}\n";
	struct handler h;
	struct arena a;

	(void)state;
	arena_init(&a, "test", 0);
	assert_true(handler_read(&a, str_from(code), &h));
	assert_true(str_eq(h.fd, STR("c->fd")));
	assert_true(str_eq(h.condition, STR("0 == got")));
	assert_int_equal(h.accept_line, 1);
	assert_int_equal(h.alloc_line, 2);
	assert_int_equal(h.edge_line, 3);
	assert_int_equal(h.read_line, 4);
	assert_int_equal(h.write_line, 6);
	assert_int_equal(h.leak_line, 7);
	assert_true(h.leak_unregisters);
	assert_int_equal(h.good_line, 9);
	assert_int_equal(h.good_free_line, 10);
	assert_int_equal(h.good_close_line, 11);
	assert_int_equal(h.good_unregister_line, 0);
	assert_int_equal(h.chain_end_line, 12);
	arena_fini(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(leaks),
		cmocka_unit_test(cut_anywhere),
		cmocka_unit_test(what_else_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
