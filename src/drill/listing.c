/*
 * listing.c - rounds and tables for programs, and the list of what there is
 */
#include "drill/layout.h"

static void
json_shown(struct json *j, const struct question *q)
{
	json_key(j, "evidence");
	json_array(j);
	for (size_t i = 0; i < q->shown.n; i++) {
		json_object(j);
		json_key(j, "number");
		if (q->shown.v[i].number.n)
			json_str(j, q->shown.v[i].number);
		else
			json_null(j);
		json_key(j, "text");
		json_str(j, q->shown.v[i].text);
		json_end(j, '}');
	}
	json_end(j, ']');
}

static void
json_option(struct json *j, const struct option_offered *o, size_t at)
{
	char letter = option_letter(at);

	json_object(j);
	json_key(j, "letter");
	json_str(j, (struct str){ &letter, 1 });
	json_key(j, "text");
	json_str(j, o->text);
	json_key(j, "right");
	json_bool(j, !o->model);
	if (o->model) {
		json_key(j, "misconception");
		json_cstr(j, o->model->id);
		json_key(j, "tempts");
		json_str(j, o->tempts);
		json_key(j, "refutes");
		json_str(j, o->refutes);
		json_key(j, "rule");
		json_cstr(j, o->model->rule);
	}
	json_end(j, '}');
}

static void
json_question(struct json *j, const struct question *q)
{
	json_object(j);
	json_key(j, "kind");
	json_cstr(j, q->kind->id);
	json_key(j, "source");
	json_str(j, q->source);
	json_key(j, "seconds");
	json_u64(j, q->kind->seconds);
	json_shown(j, q);
	json_key(j, "question");
	json_str(j, q->prompt);
	json_key(j, "hint");
	json_str(j, q->hint);
	json_key(j, "options");
	json_array(j);
	for (size_t i = 0; i < q->options_n; i++)
		json_option(j, &q->options[i], i);
	json_end(j, ']');
	json_key(j, "because");
	json_str(j, q->because);
	json_key(j, "read");
	json_cstr(j, q->kind->read);
	json_end(j, '}');
}

void
drill_json(struct out *o, const struct drill_round *r)
{
	struct json j;

	json_init(&j, o);
	json_object(&j);
	json_key(&j, "schema");
	json_cstr(&j, "crux.drill/1");
	json_key(&j, "level");
	json_cstr(&j, r->level);
	json_key(&j, "seconds");
	json_u64(&j, r->seconds);
	json_key(&j, "questions");
	json_array(&j);
	for (size_t i = 0; i < r->questions.n; i++)
		json_question(&j, r->questions.v[i]);
	json_end(&j, ']');
	json_end(&j, '}');
	out_char(o, '\n');
}

static void
json_pair(struct json *j, const char *id, const char *key, const char *text)
{
	json_object(j);
	json_key(j, "id");
	json_cstr(j, id);
	json_key(j, key);
	json_cstr(j, text);
	json_end(j, '}');
}

void
drill_list_json(struct out *o)
{
	struct json j;

	json_init(&j, o);
	json_object(&j);
	json_key(&j, "kinds");
	json_array(&j);
	for (size_t i = 0; i < question_kind_count(); i++)
		json_pair(&j, question_kind_at(i)->id, "needs", question_kind_at(i)->needs);
	json_end(&j, ']');
	json_key(&j, "misconceptions");
	json_array(&j);
	for (size_t i = 0; i < misconception_count(); i++)
		json_pair(&j, misconception_at(i)->id, "belief", misconception_at(i)->belief);
	json_end(&j, ']');
	json_end(&j, '}');
	out_char(o, '\n');
}

#define ID_COLUMNS 26

static void
list_row(struct out *o, const char *id, const char *text, struct style s)
{
	out_puts(o, "  ");
	text_put_left(o, str_from(id), ID_COLUMNS);
	out_puts(o, "  ");
	wrap_text(o, str_from(text), ID_COLUMNS + 4, ID_COLUMNS + 4, s.width);
	out_char(o, '\n');
}

void
drill_list(struct out *o, struct style s)
{
	out_puts(o, "Questions, and the evidence that each needs\n");
	for (size_t i = 0; i < question_kind_count(); i++)
		list_row(o, question_kind_at(i)->id, question_kind_at(i)->needs, s);
	out_puts(o, "\nMisconceptions, and what each believes\n");
	for (size_t i = 0; i < misconception_count(); i++)
		list_row(o, misconception_at(i)->id, misconception_at(i)->belief, s);
}
