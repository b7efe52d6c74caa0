/*
 * Source code judged: whole, in fragments, and what is none.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "code/code.h"

static struct arena arena;

static int
setup(void **state)
{
	(void)state;
	arena_init(&arena, "test", 0);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	arena_fini(&arena);
	return 0;
}

struct row {
	const char *language, *text;
	uint32_t line; /* of the leak, 0: there is none */
};

static const struct row rows[] = {
	/* a fragment without its function's end, and without headers */
	{ "c",
	  "void f(int fd) {\n char b[9];\n if (recv(fd, b, 9, 0) == 0)\n  return;\n close(fd);\n",
	  3 },
	{ "c",
	  "void f(int fd) {\n char b[9];\n if (recv(fd, b, 9, 0) == 0) {\n  close(fd);\n }\n}\n",
	  0 },
	{ "cpp",
	  "void f(int l) {\n int c = ::accept(l, 0, 0);\n if (c < 0) return;\n if (busy)\n"
	  "  return;\n ::close(c);\n}\n",
	  5 },
	{ "go",
	  "func f() error {\n c, err := net.Dial(\"tcp\", a)\n if err != nil {\n  return err\n }\n"
	  "if bad {\n  return nil\n }\n return c.Close()\n}\n",
	  7 },
	{ "python",
	  "def f(a):\n    s = socket.create_connection(a)\n    if x:\n        return\n"
	  "    s.close()\n",
	  4 },
	{ "java",
	  "class A { void f() throws IOException {\n Socket s = new Socket(h, 1);\n if (x)\n"
	  "  return;\n s.close();\n} }\n",
	  4 },
	{ "javascript",
	  "async function f() {\n const c = await pool.connect();\n if (x)\n  return;\n"
	  "c.release();\n}\n",
	  4 },
	{ "typescript",
	  "async function f(): Promise<void> {\n const c = await pool.connect();\n try {\n"
	  "  await c.query('x');\n } finally {\n  c.release();\n }\n}\n",
	  0 },
	{ "rust",
	  "fn f(mut s: TcpStream) {\n loop {\n  match s.read(&mut b) {\n   Ok(0) => continue,\n"
	  "   _ => return,\n  }\n }\n}\n",
	  4 },
};

static uint32_t
leak_line(const char *language, struct str text)
{
	const struct code_report *r = code_look(&arena, language, text);

	for (size_t i = 0; i < r->findings.n; i++)
		if (!strcmp(r->findings.v[i].id, "close-wait-leak") &&
		    r->findings.v[i].confidence >= CODE_SURE)
			return r->findings.v[i].line;
	return 0;
}

static void
each_language_is_judged(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		uint32_t line = leak_line(rows[i].language, str_from(rows[i].text));

		if (line != rows[i].line)
			print_error("row %zu, %s: line %u, want %u\n", i, rows[i].language, line,
				    rows[i].line);
		assert_int_equal(line, rows[i].line);
	}
}

/* Cut at each byte: whatever is left is judged, and nothing is read beyond it. */
static void
any_part_is_judged(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct str text = str_from(rows[i].text);

		for (size_t n = 0; n <= text.n; n++)
			leak_line(rows[i].language, str_sub(text, 0, n));
	}
}

/* Parentheses without end: no tree is so deep that the stack ends. */
static void
depth_is_bounded(void **state)
{
	enum { DEPTH = 200000 };
	char *deep = arena_new(&arena, char, DEPTH);

	(void)state;
	memset(deep, '(', DEPTH);
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		code_look(&arena, rows[i].language, (struct str){ deep, DEPTH / 10 });
	memset(deep, '{', DEPTH);
	code_look(&arena, "c", (struct str){ deep, DEPTH });
}

static void
a_comment_silences(void **state)
{
	static const char text[] =
		"int f(void) {\n int s = socket(1, 1, 0);\n if (s < 0) return -1;\n"
		" if (connect(s, a, n))\n  return -1; /* crux: ignore */\n return s;\n}\n";
	const struct code_report *r = code_look(&arena, "c", str_from(text));

	(void)state;
	assert_int_equal(r->findings.n, 1);
	assert_true(r->findings.v[0].suppressed);
}

static void
unknown_languages_give_nothing(void **state)
{
	(void)state;
	assert_false(code_knows("cobol"));
	assert_int_equal(code_look(&arena, "cobol", STR("MOVE A TO B."))->findings.n, 0);
	assert_string_equal(code_language_of(STR("src/a.rs")), "rust");
	assert_null(code_language_of(STR("a.txt")));
}

/* One function of n sockets, and n names that may be packages, of which the imports are asked. */
static uint64_t
searches_for_sockets(unsigned n)
{
	enum { LINE = 128 };
	static const char head[] = "package p\nimport \"net\"\nfunc f() {\n";
	char *text = arena_new(&arena, char, sizeof head + (size_t)n * LINE);
	size_t at = sizeof head - 1;
	const struct code_report *r;

	memcpy(text, head, at);
	for (unsigned i = 0; i < n; i++)
		at += (size_t)snprintf(text + at, LINE,
				       "s%u, e%u := net.Dial(\"tcp\", \"h\")\n"
				       "if e%u == nil {\n s%u.Close()\n q%u.Close()\n}\n",
				       i, i, i, i, i);
	text[at++] = '}';
	r = code_look(&arena, "go", (struct str){ text, at });
	return r->searches;
}

/* Twice as many handles ask twice as many questions, not four times. */
static void
a_text_is_asked_once(void **state)
{
	uint64_t one = searches_for_sockets(200), two = searches_for_sockets(400);

	(void)state;
	assert_true(one > 200);
	assert_true(two < one * 5 / 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(each_language_is_judged, setup, teardown),
		cmocka_unit_test_setup_teardown(any_part_is_judged, setup, teardown),
		cmocka_unit_test_setup_teardown(depth_is_bounded, setup, teardown),
		cmocka_unit_test_setup_teardown(a_text_is_asked_once, setup, teardown),
		cmocka_unit_test_setup_teardown(a_comment_silences, setup, teardown),
		cmocka_unit_test_setup_teardown(unknown_languages_give_nothing, setup, teardown),
	};

	if (!code_is_built_in()) {
		print_message("1..0 # this build reads no source code\n");
		return 0;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
