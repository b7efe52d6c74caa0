/* The catalogue is whole, and every rule is in it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "diagnose/rule.h"

static void
ids_are_unique_and_found(void **state)
{
	(void)state;
	assert_true(catalogue_count() > 50);
	for (size_t i = 0; i < catalogue_count(); i++)
		assert_ptr_equal(catalogue_find(catalogue_at(i)->id), catalogue_at(i));
	assert_null(catalogue_at(catalogue_count()));
	assert_null(catalogue_find("no-such-thing"));
}

static void
words_are_not_empty(void **state)
{
	(void)state;
	for (size_t i = 0; i < catalogue_count(); i++) {
		const struct catalogue_entry *e = catalogue_at(i);

		if (!*e->section || !*e->what || !*e->told_by || !e->confused_with || !e->fix ||
		    !*e->references)
			fail_msg("%s lacks words", e->id);
	}
}

static void
every_rule_has_its_entry(void **state)
{
	(void)state;
	for (size_t i = 0; i < rule_count(); i++) {
		if (!catalogue_find(rule_id(i)))
			fail_msg("%s is not in the catalogue", rule_id(i));
		assert_true(rule_title(i) && *rule_title(i));
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(rule_id(i), rule_id(j));
	}
	assert_null(rule_id(rule_count()));
}

/* The tables name ids by hand: a slip would silently rule out nothing. */
#define RULE(name) extern const struct rule rule_##name;
#include "diagnose/rules/rules.def"
#undef RULE
static const struct rule *const rules[] = {
#define RULE(name) &rule_##name,
#include "diagnose/rules/rules.def"
#undef RULE
};

static void
rules_name_known_ids(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rules); i++)
		for (size_t j = 0; j < RULE_RIVALS_MAX; j++) {
			const char *explains = rules[i]->explains[j], *rival = rules[i]->rivals[j];

			if (explains && !catalogue_find(explains))
				fail_msg("%s explains %s: no such id", rules[i]->id, explains);
			if (rival && !catalogue_find(rival))
				fail_msg("%s has rival %s: no such id", rules[i]->id, rival);
			if (rival && strcmp(rival, rules[i]->id) == 0)
				fail_msg("%s is its own rival", rules[i]->id);
		}
}

static void
rules_say_what_they_need(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rules); i++) {
		assert_non_null(rules[i]->look);
		assert_true(rules[i]->witnesses != 0);
		if (strcmp(rules[i]->id, "healthy") != 0)
			assert_non_null(rules[i]->rivals[0]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ids_are_unique_and_found), cmocka_unit_test(words_are_not_empty),
		cmocka_unit_test(every_rule_has_its_entry), cmocka_unit_test(rules_name_known_ids),
		cmocka_unit_test(rules_say_what_they_need),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
