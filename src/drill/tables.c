/*
 * tables.c - the question kinds and misconceptions there are
 */
#include "drill/question.h"

#define QUESTION(name) extern const struct question_kind question_##name;
#include "questions.def"
#undef QUESTION
#define MISCONCEPTION(name) extern const struct misconception misconception_##name;
#include "misconceptions.def"
#undef MISCONCEPTION

static const struct question_kind *const kinds[] = {
#define QUESTION(name) &question_##name,
#include "questions.def"
#undef QUESTION
};

static const struct misconception *const misconceptions[] = {
#define MISCONCEPTION(name) &misconception_##name,
#include "misconceptions.def"
#undef MISCONCEPTION
};

size_t
question_kind_count(void)
{
	return COUNT_OF(kinds);
}

const struct question_kind *
question_kind_at(size_t i)
{
	return kinds[i];
}

const struct question_kind *
question_kind_find(const char *id)
{
	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		if (!strcmp(kinds[i]->id, id))
			return kinds[i];
	return NULL;
}

size_t
misconception_count(void)
{
	return COUNT_OF(misconceptions);
}

const struct misconception *
misconception_at(size_t i)
{
	return misconceptions[i];
}

const struct model *
misconception_model(const struct misconception *m, const char *kind)
{
	for (size_t i = 0; i < MODELS_MAX && m->models[i].kind; i++)
		if (!strcmp(m->models[i].kind, kind))
			return &m->models[i];
	return NULL;
}
