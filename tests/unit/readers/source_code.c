/* Which language a text is, by its name and by its words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "one_section.h"

extern const struct reader reader_source_code;

static const char handler_in_c[] = "/* One connection. */\n"
				   "static int\n"
				   "serve(int fd)\n"
				   "{\n"
				   "\tchar buf[4096];\n"
				   "\tstruct session *s = malloc(sizeof *s);\n"
				   "\tssize_t got = read(fd, buf, sizeof buf);\n"
				   "\n"
				   "\tif (got > 0)\n"
				   "\t\twrite(fd, buf, (size_t)got);\n"
				   "\treturn s->id;\n"
				   "}\n";

static const struct {
	const char *language, *text;
} samples[] = {
	{ "c", handler_in_c },
	{ "c", "#include <stdio.h>\n#include \"x.h\"\n\nint main(void)\n{\n\treturn 0;\n}\n" },
	{ "cpp", "#include <vector>\n#include <string>\n"
		 "std::vector<int> v;\nnamespace x {\nint f(std::string s) { return 1; }\n}\n" },
	{ "go",
	  "package main\n\nimport (\n\t\"net\"\n)\n\nfunc handle(c net.Conn) {\n"
	  "\tdefer c.Close()\n\tn, err := c.Read(buf)\n\tif err != nil {\n\t\treturn\n\t}\n}\n" },
	{ "python", "import socket\n\n\ndef serve(s):\n    while True:\n"
		    "        c, _ = s.accept()\n        if not c:\n            return\n\n\n"
		    "if __name__ == \"__main__\":\n    serve(socket.socket())\n" },
	{ "java", "import java.net.Socket;\n\npublic class Server {\n"
		  "    @Override\n    public void run() throws IOException {\n"
		  "        Socket s = server.accept();\n    }\n}\n" },
	{ "javascript", "'use strict';\nconst net = require('net');\n\n"
			"net.createServer((c) => {\n  c.on('end', () => {\n  });\n});\n" },
	{ "typescript", "import type { Socket } from 'net';\n\n"
			"export interface Session {\n  id: number;\n  name: string;\n}\n" },
	{ "rust", "use std::net::TcpListener;\n\nfn main() -> Result<(), Error> {\n"
		  "    let mut l = TcpListener::bind(\"0.0.0.0:80\")?;\n    Ok(())\n}\n" },
};

static void
by_its_words(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(samples); i++) {
		struct got g;

		got_read(&g, &reader_source_code, samples[i].text);
		if (g.sure < 60 || g.cs.code.n != 1)
			fail_msg("%s is not recognised", samples[i].language);
		assert_string_equal(g.cs.code.v[0].language, samples[i].language);
		got_end(&g);
	}
}

static void
by_its_name(void **state)
{
	static const struct {
		const char *path, *language;
	} rows[] = {
		{ "server.c", "c" },	   { "src/x.hpp", "cpp" },
		{ "a.b.go", "go" },	   { "app.py", "python" },
		{ "Main.java", "java" },   { "x.mjs", "javascript" },
		{ "x.tsx", "typescript" }, { "lib.rs", "rust" },
		{ "notes.txt", NULL },	   { "c", NULL },
	};
	struct line line = { STR("x"), 1, { NULL, 0 } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct section s = { .path = str_from(rows[i].path), .lines = &line, .n = 1 };

		if ((reader_source_code.probe(&s) > 0) != (rows[i].language != NULL))
			fail_msg("%s", rows[i].path);
	}
}

/* "$ cat server.c": the lines, with their number, and no more. */
static void
shown_by_a_command(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_source_code, "$ cat server.c\nint x;\nint y;\n");
	assert_true(g.sure > 60);
	assert_int_equal(g.cs.code.n, 1);
	assert_int_equal(g.cs.code.v[0].at.line, 2);
	assert_str(g.cs.code.v[0].text, "int x;\nint y;\n");
	got_end(&g);
}

/* All readers see the whole text first, so this must not take evidence away. */
static void
evidence_is_no_code(void **state)
{
	static const char *const texts[] = {
		"$ ss -tan\nState Recv-Q Send-Q Local Address:Port Peer Address:Port\n"
		"ESTAB 0 0 10.0.0.5:1 10.0.0.6:2\n",
		"14:02:11.001 IP 10.0.0.5.51514 > 10.0.0.9.6379: Flags [S], length 0\n",
		"Traceback (most recent call last):\n  File \"x.py\", line 12, in get\n"
		"    return self.connect()\nConnectionRefusedError: [Errno 111] refused\n",
		"import is slow\nfrom 14:02 on\nclass A\n",
		"net.ipv4.tcp_rmem = 4096 131072 6291456\n",
		"{\"kernel\":{\"TcpInSegs\":191,\n\"TcpOutSegs\":150}}\n",
		"Look at our handler:\nif (got == 0) {\n  return;\n}\nIt looks fine to me.\n"
		"Then the counters.\nTcpExtListenDrops 5 0.0\nTcpExtTW 9 0.0\n",
		"",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		if (sure_of(&reader_source_code, texts[i]) >= 60)
			fail_msg("'%s' is taken for code", texts[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(by_its_words),
		cmocka_unit_test(by_its_name),
		cmocka_unit_test(shown_by_a_command),
		cmocka_unit_test(evidence_is_no_code),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
