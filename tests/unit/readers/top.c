/* top -b: the block above the table, units, several blocks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "one_section.h"

extern const struct reader reader_top;

static const char block[] =
	"top - 16:58:42 up  1:03,  0 user,  load average: 1.40, 1.26, 0.88\n"
	"Tasks:   3 total,   1 running,   2 sleeping,   0 stopped,   0 zombie\n"
	"%Cpu(s):  0.0 us,  0.0 sy,  0.0 ni,100.0 id,  0.0 wa,  0.0 hi,  0.0 si,  0.0 st\n"
	"MiB Mem :  24105.6 total,  22591.8 free,    525.3 used,   1249.6 buff/cache\n"
	"MiB Swap:      0.0 total,      0.0 free,      0.0 used.  23580.2 avail Mem\n"
	"\n"
	"    PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND\n"
	"   1234 www       20   0   12.1g   8.0g   7004 S  97.5  50.1   0:00.08 app-server\n"
	"    115 root      20   0    2592   1648   1544 S   0.0   0.0   0:00.00 sh\n";

static void
a_block(void **state)
{
	const struct process *p;
	struct got g;

	(void)state;
	got_read(&g, &reader_top, block);
	assert_int_equal(g.sure, 97);
	assert_int_equal(g.unread, 0);
	assert_int_equal(g.cs.processes.n, 2);
	p = &g.cs.processes.v[0];
	assert_int_equal(p->pid, 1234);
	assert_int_equal(p->rss_bytes, 8ull << 30);
	assert_true(p->cpu_percent > 97 && p->cpu_percent < 98);
	assert_str(p->command, "app-server");
	assert_int_equal(g.cs.processes.v[1].rss_bytes, 1648 * 1024);
	assert_int_equal(g.cs.samples.v[0].time_ns, ((16 * 60 + 58) * 60 + 42) * (int64_t)NS_PER_S);
	got_end(&g);
}

static void
two_blocks(void **state)
{
	char text[2 * sizeof(block)];
	struct got g;

	(void)state;
	memcpy(text, block, sizeof(block));
	memcpy(text + sizeof(block) - 1, block, sizeof(block));
	got_read(&g, &reader_top, text);
	assert_int_equal(g.unread, 0);
	assert_int_equal(g.cs.samples.n, 2);
	assert_int_equal(g.cs.processes.n, 4);
	assert_int_equal(g.cs.processes.v[2].sample, 1);
	got_end(&g);
}

static void
what_is_none(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_top, "top of the morning\n1234 www 20\n");
	assert_int_equal(g.sure, 0);
	assert_int_equal(g.unread, 2);
	got_end(&g);
}

/* busybox says neither when nor how long the host is up. */
static void
busybox(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_top,
		 "Mem: 19610572K used, 5073512K free, 8872K shrd, 466160K buff, 15877676K cached\n"
		 "CPU:  80% usr  20% sys   0% nic   0% idle   0% io   0% irq   0% sirq\n"
		 "Load average: 11.42 8.90 8.57 16/222 767\n"
		 "  PID  PPID USER     STAT   VSZ %VSZ %CPU COMMAND\n"
		 "  612     1 www      S    1098m   4%  25% nginx: worker process\n");
	assert_int_equal(g.sure, 97);
	assert_int_equal(g.unread, 0);
	assert_int_equal(g.cs.processes.n, 1);
	assert_int_equal(g.cs.processes.v[0].pid, 612);
	assert_int_equal((int)g.cs.processes.v[0].cpu_percent, 25);
	got_end(&g);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(busybox),
		cmocka_unit_test(a_block),
		cmocka_unit_test(two_blocks),
		cmocka_unit_test(what_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
