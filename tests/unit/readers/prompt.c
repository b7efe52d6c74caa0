/*
 * prompt.c - which lines are command lines
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "readers/prompt.h"
#include "text_case.h"

static void
command_lines(void **state)
{
	static const struct {
		const char *line, *command, *host;
		enum prompt_kind kind;
	} rows[] = {
		{ "$ ss -tan", "ss -tan", "", PROMPT_SHELL },
		{ "  $ ./check.sh --fast", "./check.sh --fast", "", PROMPT_SHELL },
		{ "# ss -s", "ss -s", "", PROMPT_SHELL },
		{ "% netstat -an", "netstat -an", "", PROMPT_SHELL },
		{ "> nstat -az | grep Listen", "nstat -az | grep Listen", "", PROMPT_SHELL },
		{ "❯ ss -s", "ss -s", "", PROMPT_SHELL },
		{ "➜  ~ ss -s", "ss -s", "", PROMPT_SHELL },
		{ "bob@web-1:~$ ss -s", "ss -s", "web-1", PROMPT_SHELL },
		{ "bob@web-1:~$ ", "", "web-1", PROMPT_SHELL },
		{ "bob@web-1:~/src/app (main)$ date", "date", "web-1", PROMPT_SHELL },
		{ "root@web-1:/var/log# tail x", "tail x", "web-1", PROMPT_SHELL },
		{ "[root@api-7 ~]# ss -s", "ss -s", "api-7", PROMPT_SHELL },
		{ "[bob@api-7 log]$ dmesg", "dmesg", "api-7", PROMPT_SHELL },
		{ "(venv) bob@web-1:~$ ss -s", "ss -s", "web-1", PROMPT_SHELL },
		{ "bob@mac ~ % netstat -an", "netstat -an", "mac", PROMPT_SHELL },
		{ "mac:~ bob$ netstat -an", "netstat -an", "mac", PROMPT_SHELL },
		{ "root@freebsd:~ # sockstat -4", "sockstat -4", "freebsd", PROMPT_SHELL },
		{ "bash-5.1$ ss -s", "ss -s", "", PROMPT_SHELL },
		{ "sh-4.2# ss -s", "ss -s", "", PROMPT_SHELL },
		{ "/ # ss -s", "ss -s", "", PROMPT_SHELL },
		{ "~ $ ss -s", "ss -s", "", PROMPT_SHELL },
		{ "web1# ss -s", "ss -s", "", PROMPT_SHELL },
		{ "PS C:\\Users\\bob> netstat -an", "netstat -an", "", PROMPT_SHELL },
		{ "PS> netstat -an", "netstat -an", "", PROMPT_SHELL },
		{ "C:\\Users\\bob> netstat -an", "netstat -an", "", PROMPT_SHELL },
		{ "+ ss -tan", "ss -tan", "", PROMPT_TRACED },
		{ "[14:02:11] $ ss -s", "ss -s", "", PROMPT_SHELL },
		{ "14:02:11 root@web-1:~# ss -s", "ss -s", "web-1", PROMPT_SHELL },
		{ "$ sudo ss -s", "sudo ss -s", "", PROMPT_SHELL },
		{ "# LC_ALL=C sudo -u app ss -s", "LC_ALL=C sudo -u app ss -s", "", PROMPT_SHELL },
		{ "### 14:39:09.535  $ ss -ltn", "ss -ltn", "", PROMPT_HEADER },
		{ "### 2026-11-22 14:39:09 ss -ltn", "ss -ltn", "", PROMPT_HEADER },
		{ "=== ss -s ===", "ss -s", "", PROMPT_HEADER },
		{ "----- nstat -az -----", "nstat -az", "", PROMPT_HEADER },
		{ "==> /proc/net/sockstat <==", "/proc/net/sockstat", "", PROMPT_HEADER },
		{ "Every 2.0s: ss -s        web1: Sun Nov 22 14:39:09 2026", "ss -s", "web1",
		  PROMPT_HEADER },
		{ "ss -tan", "ss -tan", "", PROMPT_BARE },
		{ "ss -tan:", "ss -tan", "", PROMPT_BARE },
		{ "nstat:", "nstat", "", PROMPT_BARE },
		{ "cat /proc/net/sockstat", "cat /proc/net/sockstat", "", PROMPT_BARE },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct prompt p;

		if (!prompt_parse(str_from(rows[i].line), &p))
			fail_msg("'%s' is no command line", rows[i].line);
		print_message("# row %zu\n", i);
		assert_text(p.command, rows[i].command);
		assert_text(p.host, rows[i].host);
		assert_int_equal(p.kind, rows[i].kind);
	}
}

static void
other_lines(void **state)
{
	static const char *const rows[] = {
		"",
		"# RSS climbing every minute",
		"# top talkers are below",
		"# ss shows nine thousand of them",
		"# while we were looking the rate doubled",
		"#kernel",
		"$ 5 million were lost",
		"> we saw this yesterday",
		"> > and before",
		"top - 14:02:11 up 1 day,  1:02,  1 user,  load average: 0.00, 0.01, 0.05",
		"ss is a tool of iproute2",
		"ESTAB 0 0 10.0.0.5:44120 203.0.113.20:443 ino:5228 sk:154 <->",
		"LISTEN 0 128 127.0.0.53%lo:53 0.0.0.0:*",
		"14:02:11.001 IP 10.0.0.5.51514 > 10.0.0.9.6379: Flags [S], seq 1, length 0",
		"IP 10.0.0.5.51514 > 10.0.0.9.6379: Flags [S], seq 1, length 0",
		"[  224.800000] TCP: request_sock_TCP: Possible SYN flooding on port 8080.",
		" 1234 Ssl  8392000 /usr/bin/app-server   # RSS climbing",
		"net.ipv4.tcp_mem = 150\t220\t300",
		"mail bob@example.com # he knows",
		"  PID STAT   RSS CMD",
		"%Cpu(s):  0.3 us,  0.1 sy",
		"--- 10.0.0.1 ping statistics ---",
	};
	struct prompt p;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (prompt_parse(str_from(rows[i]), &p))
			fail_msg("'%s' is a command line: '" STR_F "'", rows[i], STR_A(p.command));
}

static void
times_of_headers(void **state)
{
	struct prompt p;

	(void)state;
	assert_true(prompt_parse(STR("### 14:39:09.535  $ ss -ltn"), &p));
	assert_int_equal(p.time_ns, (14LL * 3600 + 39 * 60 + 9) * NS_PER_S + 535 * NS_PER_MS);
	assert_true(prompt_parse(STR("[1970-01-02 00:00:01] root@web:~# ss"), &p));
	assert_int_equal(p.time_ns, 86401LL * NS_PER_S);
	assert_true(prompt_parse(STR("## 1970-01-02T00:00:02Z ss -s"), &p));
	assert_int_equal(p.time_ns, 86402LL * NS_PER_S);
	assert_true(prompt_parse(STR("$ ss"), &p));
	assert_true(p.time_ns == TIME_NONE);
}

static void
prompts_in_mid_line(void **state)
{
	static const struct {
		const char *line;
		size_t at;
	} rows[] = {
		{ "an incident $ ss -s", 12 },		{ "wc -l12384$ ss -s", 10 },
		{ "wc -l12384root@web1:~# ss -s", 10 }, { "wc -l12384[root@api-7 ~]# ss -s", 10 },
		{ "awk '{print $1}' # ss", 17 },	{ "no prompt $here, # none here", 28 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_int_equal(prompt_find(str_from(rows[i].line), 0), rows[i].at);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(command_lines),
		cmocka_unit_test(other_lines),
		cmocka_unit_test(times_of_headers),
		cmocka_unit_test(prompts_in_mid_line),
	};

	return cmocka_run_group_tests_name("readers/prompt", tests, NULL, NULL);
}
