/*
 * rows.c - what readers of line after line have in common
 */
#include "readers/rows.h"

#include "readers/again.h"

void
rows_read(struct reading *r, const struct section *s, const char *kind, rows_take_fn *take,
	  rows_end_fn *end, void *own)
{
	struct rows t = {
		.r = r,
		.s = s,
		.kind = kind,
		.sample = section_sample(r, s, kind),
		.own = own,
	};

	for (size_t i = 0; i < s->n; i++) {
		struct str text = str_trim(s->lines[i].text);

		t.l = &s->lines[i];
		if (text.n && !take(&t, text))
			case_unread(r->cs, s->input, t.l->number, t.l->text);
	}
	if (end && t.l)
		end(&t);
}

void
rows_again(struct rows *t)
{
	if (t->used)
		t->sample = sample_again(t->r, t->s, t->l, t->kind);
	t->used = false;
}

void
rows_counter(struct rows *t, struct str name, struct str of, uint64_t value)
{
	struct counter *c = vec_add(t->r->cs->arena, &t->r->cs->counters);

	c->at = line_origin(t->s, t->l);
	c->sample = t->sample;
	c->name = name;
	c->of = of;
	c->value = value;
	t->used = true;
}

void
rows_setting(struct rows *t, struct str name, struct str value)
{
	struct setting *set = vec_add(t->r->cs->arena, &t->r->cs->settings);

	set->at = line_origin(t->s, t->l);
	set->sample = t->sample;
	set->name = name;
	set->value = value;
	t->used = true;
}

struct process *
rows_process(struct rows *t)
{
	struct process *p = vec_add(t->r->cs->arena, &t->r->cs->processes);

	p->at = line_origin(t->s, t->l);
	p->sample = t->sample;
	p->cpu_percent = -1;
	t->used = true;
	return p;
}
