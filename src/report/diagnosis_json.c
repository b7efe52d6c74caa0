/*
 * diagnosis_json.c - crux.diagnosis/1: the names are fixed, more may be added
 */
#include <math.h>

#include "report/report.h"

static void
problems(struct json *j, const struct case_input *in)
{
	json_key(j, "problems");
	json_array(j);
	for (size_t i = 0; i < in->problems.n; i++) {
		const struct problem *p = &in->problems.v[i];

		json_object(j);
		json_key(j, "line");
		if (p->line)
			json_u64(j, p->line);
		else
			json_null(j);
		json_key(j, "message");
		json_cstr(j, p->message);
		json_end(j, '}');
	}
	json_end(j, ']');
}

static void
input(struct json *j, const struct case_input *in)
{
	json_object(j);
	json_key(j, "path");
	json_cstr(j, in->path);
	json_key(j, "kind");
	json_cstr(j, in->kind);
	json_key(j, "records");
	json_u64(j, in->records);
	json_key(j, "lines");
	json_u64(j, in->lines);
	json_key(j, "unread");
	json_u64(j, in->unread_count);
	json_key(j, "counted");
	json_u64(j, in->counted);
	json_key(j, "skipped");
	json_bool(j, in->skipped);
	problems(j, in);
	json_end(j, '}');
}

static void
texts(struct json *j, const char *key, const struct str *v, size_t n)
{
	json_key(j, key);
	json_array(j);
	for (size_t i = 0; i < n; i++)
		json_str(j, v[i]);
	json_end(j, ']');
}

static void
commands(struct json *j, const char *key, const struct fix_command *v, size_t n)
{
	json_key(j, key);
	json_array(j);
	for (size_t i = 0; i < n; i++)
		json_str(j, v[i].command);
	json_end(j, ']');
}

static void
remarks(struct json *j, const struct fix_command *v, size_t n)
{
	json_key(j, "remarks");
	json_array(j);
	for (size_t i = 0; i < n; i++)
		json_str(j, v[i].remark);
	json_end(j, ']');
}

static void
fix(struct json *j, const struct fix *f)
{
	json_key(j, "fix");
	json_object(j);
	json_key(j, "action");
	json_str(j, f->action);
	commands(j, "commands", f->commands.v, f->commands.n);
	remarks(j, f->commands.v, f->commands.n);
	json_key(j, "scope");
	json_cstr(j, f->scope == SCOPE_NONE ? NULL : fix_scope_name(f->scope));
	json_key(j, "risk");
	json_str(j, f->risk);
	json_end(j, '}');
}

static void
expect(struct json *j, const struct expectation *x)
{
	json_key(j, "expect");
	json_object(j);
	json_key(j, "text");
	json_str(j, x->text);
	json_key(j, "quantity");
	json_cstr(j, x->quantity);
	json_key(j, "now");
	json_double(j, x->quantity ? x->now : NAN);
	json_key(j, "then");
	json_double(j, x->quantity ? x->then : NAN);
	json_end(j, '}');
}

static void
verdict(struct json *j, const struct diagnosis *d)
{
	const struct finding *f = d->verdict;

	json_key(j, "verdict");
	json_object(j);
	json_key(j, "id");
	json_cstr(j, f->id);
	json_key(j, "title");
	json_cstr(j, f->title);
	json_key(j, "confidence");
	json_double(j, f->confidence);
	json_key(j, "suspicion");
	json_bool(j, d->suspicion);
	json_key(j, "summary");
	json_str(j, f->summary);
	fix(j, &f->fix);
	expect(j, &f->expect);
	texts(j, "verify", f->verify.v, f->verify.n);
	commands(j, "settle", f->settle.v, f->settle.n);
	texts(j, "refused", f->refused.v, f->refused.n);
	json_end(j, '}');
}

static void
number_unless_0(struct json *j, const char *key, uint64_t v)
{
	if (!v)
		return;
	json_key(j, key);
	json_u64(j, v);
}

static void
evidence(struct json *j, const struct crux_case *cs, const struct finding *f)
{
	json_key(j, "evidence");
	json_array(j);
	for (size_t i = 0; i < f->evidence.n; i++) {
		const struct evidence *e = &f->evidence.v[i];

		json_object(j);
		json_key(j, "input");
		json_cstr(j, e->at.input < cs->inputs.n ? cs->inputs.v[e->at.input].path : NULL);
		number_unless_0(j, "line", e->at.line);
		number_unless_0(j, "packet", e->at.packet);
		number_unless_0(j, "connection", e->connection);
		json_key(j, "text");
		json_str(j, e->text);
		json_end(j, '}');
	}
	json_end(j, ']');
}

static void
impact(struct json *j, const struct harm *h)
{
	json_key(j, "impact");
	json_object(j);
	json_key(j, "seconds");
	json_double(j, h->seconds);
	json_key(j, "connections");
	json_u64(j, h->connections);
	json_key(j, "bytes");
	json_u64(j, h->bytes);
	json_key(j, "estimated");
	json_bool(j, h->estimated);
	json_end(j, '}');
}

static void
rules_out(struct json *j, const struct finding *f)
{
	json_key(j, "rules_out");
	json_array(j);
	for (size_t i = 0; i < f->rules_out.n; i++) {
		json_object(j);
		json_key(j, "id");
		json_cstr(j, f->rules_out.v[i].id);
		json_key(j, "because");
		json_str(j, f->rules_out.v[i].because);
		json_end(j, '}');
	}
	json_end(j, ']');
}

static void
explains(struct json *j, const struct finding *f)
{
	json_key(j, "explains");
	json_array(j);
	for (size_t i = 0; i < f->explains.n; i++)
		json_cstr(j, f->explains.v[i]);
	json_end(j, ']');
}

static void
finding(struct json *j, const struct crux_case *cs, const struct finding *f)
{
	json_object(j);
	json_key(j, "id");
	json_cstr(j, f->id);
	json_key(j, "title");
	json_cstr(j, f->title);
	json_key(j, "confidence");
	json_double(j, f->confidence);
	json_key(j, "benign");
	json_bool(j, f->benign);
	json_key(j, "summary");
	json_str(j, f->benign && f->normal.n ? f->normal : f->summary);
	json_key(j, "caused_by");
	json_cstr(j, f->cause ? f->cause->id : NULL);
	impact(j, &f->harm);
	evidence(j, cs, f);
	rules_out(j, f);
	explains(j, f);
	json_end(j, '}');
}

static void
time_by_account(struct json *j, const struct diagnosis *d)
{
	json_key(j, "ledger");
	json_object(j);
	for (size_t i = 0; i < ACCOUNT_COUNT; i++) {
		if (!d->ledger_ns[i])
			continue;
		json_key(j, account_name((enum account)i));
		json_seconds(j, d->ledger_ns[i]);
	}
	json_end(j, '}');
}

static void
place(struct json *j, const char *key, const struct crux_case *cs, struct origin at)
{
	json_key(j, key);
	json_object(j);
	json_key(j, "input");
	json_cstr(j, at.input < cs->inputs.n ? cs->inputs.v[at.input].path : NULL);
	number_unless_0(j, "line", at.line);
	number_unless_0(j, "packet", at.packet);
	json_end(j, '}');
}

static void
contradictions(struct json *j, const struct diagnosis *d)
{
	json_key(j, "contradictions");
	json_array(j);
	for (size_t i = 0; i < d->contradictions.n; i++) {
		json_object(j);
		place(j, "at", d->cs, d->contradictions.v[i].at);
		place(j, "against", d->cs, d->contradictions.v[i].against);
		json_key(j, "text");
		json_str(j, d->contradictions.v[i].words);
		json_end(j, '}');
	}
	json_end(j, ']');
}

static void
group(struct json *j, const struct group *g)
{
	json_key(j, "group");
	if (!g->kind) {
		json_null(j);
		return;
	}
	json_object(j);
	json_key(j, "kind");
	json_cstr(j, g->kind);
	json_key(j, "name");
	json_str(j, g->name);
	json_key(j, "hurt");
	json_u64(j, g->hurt);
	json_key(j, "connections");
	json_u64(j, g->all);
	json_key(j, "others_hurt");
	json_u64(j, g->others_hurt);
	json_key(j, "others");
	json_u64(j, g->others_all);
	json_end(j, '}');
}

static void
names_of(struct json *j, const char *key, unsigned witnesses)
{
	json_key(j, key);
	json_array(j);
	for (unsigned bit = 1; bit && bit <= witnesses; bit <<= 1)
		if (witnesses & bit)
			json_cstr(j, witness_name(bit));
	json_end(j, ']');
}

static void
why_not_object(struct json *j, const struct why_not *w)
{
	json_key(j, "why_not");
	json_object(j);
	json_key(j, "id");
	json_cstr(j, w->entry->id);
	json_key(j, "confidence");
	json_double(j, w->finding ? w->finding->confidence : 0);
	names_of(j, "heard", w->there);
	names_of(j, "missing", w->missing);
	texts(j, "because", w->reasons.v, w->reasons.n);
	json_end(j, '}');
}

void
report_json(struct out *o, const struct diagnosis *d, const struct why_not *w)
{
	const struct crux_case *cs = d->cs;
	struct json j;

	json_init(&j, o);
	json_object(&j);
	json_key(&j, "schema");
	json_cstr(&j, "crux.diagnosis/1");
	json_key(&j, "inputs");
	json_array(&j);
	for (size_t i = 0; i < cs->inputs.n; i++)
		input(&j, &cs->inputs.v[i]);
	json_end(&j, ']');
	verdict(&j, d);
	json_key(&j, "findings");
	json_array(&j);
	for (size_t i = 0; i < d->findings.n; i++)
		finding(&j, cs, d->findings.v[i]);
	json_end(&j, ']');
	group(&j, &d->suffers);
	contradictions(&j, d);
	if (w)
		why_not_object(&j, w);
	time_by_account(&j, d);
	json_end(&j, '}');
	out_char(o, '\n');
}
