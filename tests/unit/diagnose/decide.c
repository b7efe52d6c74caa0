/* What would decide, and why it is not another. */
#include "made.h"

#include "diagnose/rule.h"

#define HEADINGS "State Recv-Q Send-Q Local Address:Port Peer Address:Port\n"

/* A weak suspicion from sockets alone. */
static struct diagnosis *
few_close_waits(struct made *m)
{
	made_init(m);
	made_text(m, "paste.txt",
		  "$ ss -tan\n" HEADINGS "CLOSE-WAIT 1 0 192.0.2.5:80 198.51.100.9:40001\n"
		  "CLOSE-WAIT 1 0 192.0.2.5:80 198.51.100.9:40002\n"
		  "CLOSE-WAIT 1 0 192.0.2.5:80 198.51.100.9:40003\n");
	return made_judge_texts(m);
}

static void
the_missing_witness_is_asked_for(void **state)
{
	struct diagnosis *d;
	struct made m;

	(void)state;
	d = few_close_waits(&m);
	assert_true(d->verdict->confidence < 0.9);
	assert_true(d->decides.command.n > 0);
	assert_true(str_eq(d->verdict->settle.v[0].command, d->decides.command));
	for (size_t i = 1; i < d->verdict->settle.n; i++)
		assert_false(str_eq(d->verdict->settle.v[i].command, d->decides.command));
	made_fini(&m);
}

static void
nothing_is_asked_where_all_is_settled(void **state)
{
	struct diagnosis *d;
	struct made m;

	(void)state;
	made_init(&m);
	for (unsigned i = 0; i < 3; i++)
		made_conn(&m);
	d = made_judge(&m);
	assert_true(d->verdict->benign);
	assert_int_equal(d->decides.command.n, 0);
	made_fini(&m);
}

static void
why_not_tells_of_every_entry(void **state)
{
	struct diagnosis *d;
	struct made m;

	(void)state;
	d = few_close_waits(&m);
	assert_int_equal(d->all.n, rule_count());
	for (size_t i = 0; i < catalogue_count(); i++) {
		struct why_not *w = why_not(&m.arena, d, catalogue_at(i));

		assert_ptr_equal(w->entry, catalogue_at(i));
		assert_int_equal(w->there & w->missing, 0);
		if (w->finding)
			assert_string_equal(w->finding->id, w->entry->id);
		if (w->finding && w->finding->confidence > 0)
			assert_true(w->reasons.n > 0);
	}
	made_fini(&m);
}

static void
why_not_names_the_missing_witness(void **state)
{
	struct why_not *w;
	struct diagnosis *d;
	struct made m;

	(void)state;
	d = few_close_waits(&m);
	w = why_not(&m.arena, d, catalogue_find("bufferbloat"));
	assert_true(w->missing & WITNESS_WIRE);
	assert_true(w->there & WITNESS_SOCKETS);
	made_fini(&m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_missing_witness_is_asked_for),
		cmocka_unit_test(nothing_is_asked_where_all_is_settled),
		cmocka_unit_test(why_not_tells_of_every_entry),
		cmocka_unit_test(why_not_names_the_missing_witness),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
