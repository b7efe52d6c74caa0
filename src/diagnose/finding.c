/*
 * finding.c - how a rule says what it found
 *
 * All texts are made on the finding's arena. Lists are bounded: a report wants
 * the first few proofs, not one for each of a million connections.
 */
#include "diagnose/rule.h"

#define EVIDENCE_MAX 12 /* more than a reader reads; the harm counts them all */
#define HARM_BITS 32

/* The text of a printf-like function's own format. */
#define SAY(f, fmt, ret)                                     \
	do {                                                 \
		va_list ap_;                                 \
		va_start(ap_, fmt);                          \
		(ret) = str_vprintf((f)->arena, (fmt), ap_); \
		va_end(ap_);                                 \
	} while (0)

bool
surest_takes(struct surest *s, const struct flow *w, double sure)
{
	if (sure <= s->sure)
		return false;
	s->w = *w;
	s->sure = sure;
	return true;
}

bool
surest_tells(const struct surest *s, struct finding *f)
{
	if (s->sure <= 0)
		return false;
	finding_sure(f, s->sure);
	return true;
}

void
finding_sure(struct finding *f, double confidence)
{
	if (confidence > 0.99) /* evidence is never all there is */
		confidence = 0.99;
	if (confidence > f->confidence)
		f->confidence = confidence;
}

void
finding_doubt(struct finding *f, double most)
{
	if (f->confidence > most)
		f->confidence = most;
}

void
finding_say(struct finding *f, const char *fmt, ...)
{
	SAY(f, fmt, f->summary);
}

void
finding_normal(struct finding *f, const char *fmt, ...)
{
	SAY(f, fmt, f->normal);
}

void
finding_at(struct finding *f, struct origin at, const char *fmt, ...)
{
	struct evidence e = { .at = at };

	if (f->evidence.n >= EVIDENCE_MAX)
		return;
	SAY(f, fmt, e.text);
	vec_push(f->arena, &f->evidence, e);
}

void
finding_seen(struct finding *f, const struct view *v, uint64_t packet, const char *fmt, ...)
{
	struct evidence e = {
		.at = { .input = v->input, .packet = packet },
		.connection = v->conn->number,
	};

	if (f->evidence.n >= EVIDENCE_MAX)
		return;
	SAY(f, fmt, e.text);
	vec_push(f->arena, &f->evidence, e);
}

/* Whether this connection is met for the first time; f->incidents is a bitmap. */
static bool
first_of_incident(struct finding *f, uint32_t incident)
{
	size_t word = incident / HARM_BITS;
	uint32_t bit = UINT32_C(1) << incident % HARM_BITS;

	while (f->incidents.n <= word)
		vec_push(f->arena, &f->incidents, 0);
	if (f->incidents.v[word] & bit)
		return false;
	f->incidents.v[word] |= bit;
	return true;
}

void
finding_harm(struct finding *f, const struct view *v, double seconds, uint64_t bytes)
{
	if (!first_of_incident(f, v->incident))
		return;
	f->harm.seconds += seconds;
	f->harm.connections++;
	f->harm.bytes += bytes;
}

void
finding_harm_estimated(struct finding *f, double seconds, uint64_t connections, uint64_t bytes)
{
	f->harm.estimated = true;
	f->harm.seconds += seconds;
	f->harm.connections += connections;
	f->harm.bytes += bytes;
}

void
finding_not(struct finding *f, const char *id, const char *fmt, ...)
{
	struct ruled_out r = { .id = id };

	for (size_t i = 0; i < f->rules_out.n; i++)
		if (str_eq(str_from(f->rules_out.v[i].id), str_from(id)))
			return;
	SAY(f, fmt, r.because);
	vec_push(f->arena, &f->rules_out, r);
}

void
finding_explains(struct finding *f, const char *id)
{
	vec_push(f->arena, &f->explains, id);
}

void
finding_fix(struct finding *f, enum fix_scope scope, const char *fmt, ...)
{
	f->fix.scope = scope;
	SAY(f, fmt, f->fix.action);
}

void
finding_command(struct finding *f, const char *remark, const char *fmt, ...)
{
	struct fix_command c = { .remark = str_from(remark) };

	SAY(f, fmt, c.command);
	vec_push(f->arena, &f->fix.commands, c);
}

void
finding_risk(struct finding *f, const char *fmt, ...)
{
	SAY(f, fmt, f->fix.risk);
}

void
finding_expect(struct finding *f, const char *quantity, double now, double then, const char *fmt,
	       ...)
{
	f->expect.quantity = quantity;
	f->expect.now = now;
	f->expect.then = then;
	SAY(f, fmt, f->expect.text);
}

void
finding_verify(struct finding *f, const char *fmt, ...)
{
	struct str text;

	SAY(f, fmt, text);
	vec_push(f->arena, &f->verify, text);
}

void
finding_settle(struct finding *f, const char *tells, const char *fmt, ...)
{
	struct fix_command c = { .remark = str_from(tells) };

	SAY(f, fmt, c.command);
	vec_push(f->arena, &f->settle, c);
}

void
finding_refuse(struct finding *f, const char *fmt, ...)
{
	struct str text;

	SAY(f, fmt, text);
	vec_push(f->arena, &f->refused, text);
}
