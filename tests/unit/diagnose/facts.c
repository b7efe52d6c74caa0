/* What rules ask of a case. */
#include "made.h"

#include "diagnose/facts.h"

static struct counter_found
of_texts(struct made *m, const char *name, const char *first, const char *second)
{
	made_init(m);
	made_text(m, "a.txt", first);
	if (second)
		made_text(m, "b.txt", second);
	case_finish(&m->cs);
	return counter_of(&m->cs, name);
}

/* 41 overflows in the life of a host that took nine million connections. */
static void
a_lifetime_is_no_incident(void **state)
{
	struct counter_found c;
	struct made m;

	(void)state;
	c = of_texts(&m, "TcpExtListenOverflows",
		     "$ nstat -asz\n#kernel\nTcpPassiveOpens 8833021 0.0\n"
		     "TcpExtListenOverflows 41 0.0\n",
		     NULL);
	assert_true(c.found);
	assert_int_equal(c.value, 41);
	assert_int_equal(c.growth, 0);
	made_fini(&m);
	c = of_texts(&m, "TcpExtListenOverflows",
		     "$ nstat -asz\n#kernel\nTcpPassiveOpens 3021 0.0\n"
		     "TcpExtListenOverflows 41 0.0\n",
		     NULL);
	assert_int_equal(c.growth, 41);
	made_fini(&m);
}

#define LATER                                                                              \
	"Mon Nov 16 10:01:11 UTC 2026\n$ nstat -asz\n#kernel\nTcpInSegs 61233508439 0.0\n" \
	"TcpOutSegs 74410344914 0.0\nTcpActiveOpens 48120423 0.0\n"                        \
	"TcpPassiveOpens 91833231 0.0\nTcpExtTW 31022999 0.0\n"                            \
	"TcpExtDelayedACKs 812331922 0.0\nTcpEstabResets 1802212 0.0\n"                    \
	"TcpOutRsts 4120340 0.0\nTcpExtTCPTimeouts 1120333 0.0\n"                          \
	"TcpExtTCPAbortOnTimeout 2881210 0.0\n"
#define BEFORE                                                                             \
	"Mon Nov 16 10:00:11 UTC 2026\n$ nstat -asz\n#kernel\nTcpInSegs 61233410228 0.0\n" \
	"TcpOutSegs 74410223911 0.0\nTcpActiveOpens 48120331 0.0\n"                        \
	"TcpPassiveOpens 91833021 0.0\nTcpExtTW 31022911 0.0\n"                            \
	"TcpExtDelayedACKs 812331022 0.0\nTcpEstabResets 1802211 0.0\n"                    \
	"TcpOutRsts 4120337 0.0\nTcpExtTCPTimeouts 1120331 0.0\n"                          \
	"TcpExtTCPAbortOnTimeout 2881210 0.0\n"

/* What stood still between two samples stood still, in whatever order they are given. */
static void
what_stood_still_has_not_grown(void **state)
{
	struct counter_found c;
	struct made m;

	(void)state;
	c = of_texts(&m, "TcpExtTCPAbortOnTimeout", LATER, BEFORE);
	assert_true(c.has_before);
	assert_int_equal(c.growth, 0);
	assert_int_equal(c.at.input, 0);
	made_fini(&m);
	c = of_texts(&m, "TcpExtTCPAbortOnTimeout", BEFORE, LATER);
	assert_int_equal(c.growth, 0);
	assert_int_equal(c.at.input, 1);
	made_fini(&m);
	c = of_texts(&m, "TcpActiveOpens", LATER, BEFORE);
	assert_int_equal(c.growth, 92);
	made_fini(&m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_lifetime_is_no_incident),
		cmocka_unit_test(what_stood_still_has_not_grown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
