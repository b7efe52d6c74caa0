/*
 * source.c - what source code says about a finding
 *
 * Sockets that pile up say that something does not close, a path in the code says
 * what. Two witnesses that know nothing of each other err together as seldom as both
 * err: the doubts are multiplied. Code alone is latent, as a path that exists may
 * never be taken; and beside evidence of something else it only may be meant.
 */
#include "diagnose/source.h"

#include "diagnose/rule.h"

/* A path may be one that nobody takes. */
#define LATENT_SHARE 0.8
/* Not an accusation while other evidence speaks of other things. */
#define BESIDE_OTHERS 0.4
#define STEPS_SHOWN 5

struct source_place {
	const struct code_input *in;
	const struct code_finding *found;
	size_t others;
};

static struct source_place
surest(const struct crux_case *cs, const char *id)
{
	struct source_place p = { 0 };

	for (size_t i = 0; i < cs->code.n; i++) {
		const struct code_report *r = cs->code.v[i].report;

		for (size_t k = 0; r && k < r->findings.n; k++) {
			const struct code_finding *f = &r->findings.v[k];

			if (strcmp(f->id, id) || f->suppressed || f->confidence < CODE_SURE)
				continue;
			p.others += p.found != NULL;
			if (p.found && p.found->confidence >= f->confidence)
				continue;
			p.found = f;
			p.in = &cs->code.v[i];
		}
	}
	return p;
}

static struct origin
place(const struct source_place *p, uint32_t line)
{
	return (struct origin){ .input = p->in->at.input, .line = line + p->in->lines_before };
}

static const char *
place_words(const struct crux_case *cs, struct finding *f, const struct source_place *p,
	    uint32_t line)
{
	struct out o;
	const char *words;

	out_init_memory(&o);
	origin_text(cs, place(p, line), &o);
	words = str_to_cstr(f->arena, out_text(&o));
	out_fini(&o);
	return words;
}

static void
show_path(struct finding *f, const struct source_place *p)
{
	size_t n = p->found->steps, from = n > STEPS_SHOWN ? n - STEPS_SHOWN : 0;

	for (size_t i = from; i < n; i++)
		finding_at(f, place(p, p->found->path[i].line), STR_F,
			   STR_A(p->found->path[i].text));
	if (!n)
		finding_at(f, place(p, p->found->line), STR_F, STR_A(p->found->message));
}

static void
fix_line(const struct crux_case *cs, struct finding *f, const struct source_place *p)
{
	const char *where = place_words(cs, f, p, p->found->line);

	if (p->found->function.n)
		finding_fix(f, SCOPE_CODE, "At %s, in " STR_F "(): " STR_F, where,
			    STR_A(p->found->function), STR_A(p->found->fix));
	else
		finding_fix(f, SCOPE_CODE, "At %s: " STR_F, where, STR_A(p->found->fix));
}

static bool
only_code(const struct crux_case *cs)
{
	for (size_t i = 0; i < cs->inputs.n; i++) {
		bool code = false;

		for (size_t k = 0; k < cs->code.n; k++)
			code |= cs->code.v[k].at.input == i;
		if (!code && cs->inputs.v[i].readable && !cs->inputs.v[i].skipped)
			return false;
	}
	return true;
}

static void
say_latent(const struct crux_case *cs, struct finding *f, const struct source_place *p)
{
	double sure = LATENT_SHARE * p->found->confidence;

	finding_sure(f, only_code(cs) ? sure : MIN(sure, BESIDE_OTHERS));
	finding_say(f, "Latent in the code: " STR_F " (%s%s).", STR_A(p->found->message),
		    place_words(cs, f, p, p->found->line),
		    p->others ? say(f, ", and %s", say_things(f, p->others, "place", "places"))
			      : "");
	show_path(f, p);
	fix_line(cs, f, p);
	finding_harm_estimated(f, 0, 0, 0);
	finding_expect(f, NULL, NAN, NAN, "This path cannot happen any more.");
	finding_verify(f, "crux lint %s    # finds nothing there",
		       cs->inputs.v[p->in->at.input].path);
	finding_settle(f, "whether it happens: sockets and processes of the live service",
		       "ss -tanp; ps -C SERVICE -o pid,rss,cmd");
}

void
source_speaks(const struct crux_case *cs, struct finding *f)
{
	struct source_place p = surest(cs, f->id);

	if (!p.found || f->benign)
		return;
	if (f->confidence <= 0) {
		say_latent(cs, f, &p);
		return;
	}
	finding_sure(f, 1 - (1 - f->confidence) * (1 - LATENT_SHARE * p.found->confidence));
	show_path(f, &p);
	fix_line(cs, f, &p);
}
