/* free in its units, and /proc/meminfo. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "one_section.h"

extern const struct reader reader_free;

static void
units(void **state)
{
	static const struct {
		const char *text;
		uint64_t total, available;
	} rows[] = {
		{ "$ free\n       total   used   free   shared  buff/cache   available\n"
		  "Mem:    16000   2000   9000       1        5000       13000\nSwap: 0 0 0\n",
		  16000 * 1024, 13000 * 1024 },
		{ "$ free -m\n       total   used   free   shared  buff/cache   available\n"
		  "Mem:    16000   2000   9000       1        5000       13000\nSwap: 0 0 0\n",
		  16000ull << 20, 13000ull << 20 },
		{ "$ free -h\n       total   used   free   shared  buff/cache   available\n"
		  "Mem:    23Gi    423Mi  22Gi    8.7Mi       752Mi        23Gi\nSwap: 0B 0B 0B\n",
		  23ull << 30, 23ull << 30 },
		/* before procps 3.3.10 nothing was said to be available */
		{ "       total   used   free   shared  buffers   cached\n"
		  "Mem:    16000   2000   9000       1        5000       13000\n"
		  "-/+ buffers/cache:   500    600\nSwap: 0 0 0\n",
		  16000 * 1024, UINT64_MAX },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct got g;

		got_read(&g, &reader_free, rows[i].text);
		assert_int_equal(g.sure, 94);
		assert_int_equal(g.unread, 0);
		assert_int_equal(counter_of(&g, "MemTotalBytes"), rows[i].total);
		assert_int_equal(counter_of(&g, "MemAvailableBytes"), rows[i].available);
		assert_int_equal(counter_of(&g, "SwapTotalBytes"), 0);
		got_end(&g);
	}
}

static void
meminfo(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_free,
		 "MemTotal:       24684084 kB\n"
		 "MemAvailable:   24251404 kB\n"
		 "Active(anon):       1234 kB\n"
		 "HugePages_Total:       0\n");
	assert_int_equal(g.unread, 0);
	assert_int_equal(g.cs.counters.n, 2);
	assert_int_equal(counter_of(&g, "MemTotalBytes"), 24684084ull * 1024);
	got_end(&g);
}

static void
what_is_none(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_free, "total 0\nMem: 1 2 3\nfree as in beer\n");
	assert_int_equal(g.cs.counters.n, 0);
	assert_int_equal(g.unread, 3);
	got_end(&g);
	assert_int_equal(sure_of(&reader_free, "total 0\n"), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(units),
		cmocka_unit_test(meminfo),
		cmocka_unit_test(what_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
