/* Heads of log lines, what messages say, and the ports they name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "readers/log_text.h"

#define NONE TIME_NONE
/* 2026-11-22 in seconds */
#define DAY 1795305600LL

static int64_t
at(int64_t day_s, int hour, int minute, int second, int ms)
{
	return (day_s + hour * 3600 + minute * 60 + second) * NS_PER_S + (int64_t)ms * NS_PER_MS;
}

static void
heads(void **state)
{
	const struct {
		const char *text;
		enum log_form form;
		int64_t time_ns;
		const char *program, *message;
	} rows[] = {
		{ "[  437.110000] TCP: x", LOG_FORM_UPTIME, NONE, "", "TCP: x" },
		{ "<4>[  437.110000] TCP: x", LOG_FORM_UPTIME, NONE, "", "TCP: x" },
		{ "kern  :warn  : [  437.110000] TCP: x", LOG_FORM_UPTIME, NONE, "", "TCP: x" },
		{ "[  +0.000012] TCP: x", LOG_FORM_UPTIME, NONE, "", "TCP: x" },
		{ "[Nov22 16:28] TCP: x", LOG_FORM_UPTIME, NONE, "", "TCP: x" },
		{ "[Sun Nov 22 14:02:11 2026] TCP: x", LOG_FORM_DMESG, at(DAY, 14, 2, 11, 0), "",
		  "TCP: x" },
		{ "Nov 22 14:02:11 api-7 kernel: [  437.110000] TCP: x", LOG_FORM_SYSLOG,
		  at(0, 14, 2, 11, 0), "kernel", "TCP: x" },
		{ "Nov  2 14:02:11.250 api-7 nginx[123]: x y", LOG_FORM_SYSLOG,
		  at(0, 14, 2, 11, 250), "nginx", "x y" },
		{ "2026-11-22T14:02:11+01:00 api-7 kernel: TCP: x", LOG_FORM_SYSLOG,
		  at(DAY, 13, 2, 11, 0), "kernel", "TCP: x" },
		{ "2026-11-22T14:02:11,321000+00:00 TCP established", LOG_FORM_APP,
		  at(DAY, 14, 2, 11, 321), "", "TCP established" },
		{ "2026-11-22 14:02:11.001 ERROR x", LOG_FORM_APP, at(DAY, 14, 2, 11, 1), "",
		  "ERROR x" },
		{ "[2026-11-22 14:02:11,001] x", LOG_FORM_APP, at(DAY, 14, 2, 11, 1), "", "] x" },
		{ "2026/11/22 14:02:11 [error] 7#0: x", LOG_FORM_APP, at(DAY, 14, 2, 11, 0), "",
		  "[error] 7#0: x" },
		{ "2026-11-22T14:02:11.001-0130 x", LOG_FORM_APP, at(DAY, 15, 32, 11, 1), "", "x" },
		{ "14:02:11.001 x", LOG_FORM_APP, at(0, 14, 2, 11, 1), "", "x" },
		{ "time=\"2026-11-22T14:02:11Z\" level=error", LOG_FORM_APP, at(DAY, 14, 2, 11, 0),
		  "", "time=\"2026-11-22T14:02:11Z\" level=error" },
		{ "10.0.0.5 - - [22/Nov/2026:14:02:11 +0100] \"GET /\" 502", LOG_FORM_APP,
		  at(DAY, 13, 2, 11, 0), "",
		  "10.0.0.5 - - [22/Nov/2026:14:02:11 +0100] \"GET /\" 502" },
		{ "plain words", LOG_FORM_NONE, NONE, "", "plain words" },
		{ "2026-13-22T14:02:11 x", LOG_FORM_NONE, NONE, "", "2026-13-22T14:02:11 x" },
		{ "25:02:11 x", LOG_FORM_NONE, NONE, "", "25:02:11 x" },
		{ "[x] y", LOG_FORM_NONE, NONE, "", "[x] y" },
		{ "Nov 22", LOG_FORM_NONE, NONE, "", "Nov 22" },
		{ "", LOG_FORM_NONE, NONE, "", "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct log_head h = log_head_parse(str_from(rows[i].text));

		if (h.form != rows[i].form || h.time_ns != rows[i].time_ns ||
		    !str_eq(h.program, str_from(rows[i].program)) ||
		    !str_eq(h.message, str_from(rows[i].message)))
			fail_msg("'%s': form %d, time %lld, program '" STR_F "', message '" STR_F
				 "'",
				 rows[i].text, h.form, (long long)h.time_ns, STR_A(h.program),
				 STR_A(h.message));
	}
}

static void
kinds(void **state)
{
	static const struct {
		const char *text;
		enum log_kind kind;
	} rows[] = {
		{ "TCP: request_sock_TCP: Possible SYN flooding on port 80.", LOG_SYN_FLOOD },
		{ "possible SYN flooding on port 80. Sending cookies.", LOG_SYN_FLOOD },
		{ "nf_conntrack: nf_conntrack: table full, dropping packet", LOG_CONNTRACK_FULL },
		{ "ip_conntrack: table full, dropping packet.", LOG_CONNTRACK_FULL },
		{ "TCP: out of memory -- consider tuning tcp_mem", LOG_OUT_OF_MEMORY },
		{ "TCP: too many orphaned sockets", LOG_ORPHANS },
		{ "Out of memory: Killed process 1234 (app)", LOG_OOM_KILL },
		{ "app invoked oom-killer: gfp_mask=0x100cca", LOG_OOM_KILL },
		{ "igb 0000:01:00.0 eth0: igb: eth0 NIC Link is Down", LOG_LINK },
		{ "VFS: file-max limit 812345 reached", LOG_FILES },
		{ "accept4() failed (24: Too many open files)", LOG_FILES },
		{ "accept: EMFILE", LOG_FILES },
		{ "failed: [Errno 99] Cannot assign requested address", LOG_NO_PORT },
		{ "connect EADDRNOTAVAIL 10.0.0.9:5432", LOG_NO_PORT },
		{ "dial tcp 10.0.0.9:5432: connect: connection refused", LOG_REFUSED },
		{ "connect() failed (111: Connection refused) while connecting", LOG_REFUSED },
		{ "read: connection reset by peer", LOG_RESET },
		{ "java.net.SocketException: Connection reset", LOG_RESET },
		{ "connect ETIMEDOUT 10.0.0.9:443", LOG_TIMEOUT },
		{ "connect: Operation timed out", LOG_TIMEOUT },
		{ "read tcp 10.0.0.5:1->10.0.0.9:2: i/o timeout", LOG_TIMEOUT },
		{ "all is well", LOG_OTHER },
		{ "conntrack table is ful", LOG_OTHER },
		{ "", LOG_OTHER },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (log_kind_of(str_from(rows[i].text)) != rows[i].kind)
			fail_msg("'%s' is %d", rows[i].text, log_kind_of(str_from(rows[i].text)));
}

static void
ports(void **state)
{
	static const struct {
		const char *text;
		uint16_t port;
	} rows[] = {
		{ "Possible SYN flooding on port 80. Sending cookies.", 80 },
		{ "Possible SYN flooding on port [::]:443. Sending cookies.", 443 },
		{ "Possible SYN flooding on port 0.0.0.0:8080. Dropping request.", 8080 },
		{ "connect to 198.51.100.7:5432 failed: refused", 5432 },
		{ "dial tcp [2001:db8::7]:5432: connect: connection refused", 5432 },
		{ "read tcp 10.0.0.5:41234->10.0.0.9:80: connection reset", 80 },
		{ "Connect to db/10.0.0.9:5432 failed", 5432 },
		{ "upstream: \"http://10.0.0.9:8080/x\"", 8080 },
		{ "host=10.0.0.9 port=5432 refused", 5432 },
		{ "at 14:28:01 app.py:123 connection refused", 0 },
		{ "port unknown", 0 },
		{ "10.0.0.9:70000", 0 },
		{ "", 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (log_port(str_from(rows[i].text)) != rows[i].port)
			fail_msg("'%s' names %u", rows[i].text, log_port(str_from(rows[i].text)));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(heads),
		cmocka_unit_test(kinds),
		cmocka_unit_test(ports),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
