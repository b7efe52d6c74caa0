/*
 * absent.c - a build without grammars reads no source code
 */
#include "code/code.h"

bool
code_is_built_in(void)
{
	return false;
}

bool
code_knows(const char *language)
{
	(void)language;
	return false;
}

const char *
code_language_of(struct str name)
{
	(void)name;
	return NULL;
}

struct code_report *
code_look(struct arena *a, const char *language, struct str text)
{
	struct code_report *report = arena_new(a, struct code_report, 1);

	(void)language;
	(void)text;
	vec_push(a, &report->problems,
		 ((struct code_problem){ 0, "this build reads no source code" }));
	return report;
}
