/*
 * inputs_json.c - crux.evidence/1
 */
#include "report/report.h"

static void
text_or_null(struct json *j, const char *key, struct str s)
{
	json_key(j, key);
	if (s.n)
		json_str(j, s);
	else
		json_null(j);
}

static void
unread(struct json *j, const struct case_input *in)
{
	json_key(j, "unread");
	json_array(j);
	for (size_t i = 0; i < in->unread.n; i++) {
		json_object(j);
		json_key(j, "line");
		json_u64(j, in->unread.v[i].line);
		json_key(j, "text");
		json_str(j, in->unread.v[i].text);
		json_end(j, '}');
	}
	json_end(j, ']');
	json_key(j, "unread_count");
	json_u64(j, in->unread_count);
}

static void
problems(struct json *j, const struct case_input *in)
{
	json_key(j, "problems");
	json_array(j);
	for (size_t i = 0; i < in->problems.n; i++)
		json_cstr(j, in->problems.v[i].message);
	json_end(j, ']');
}

/* Whose view it is: null where nothing shows it. */
static void
whose(struct json *j, const struct whose *w)
{
	char text[ADDR_TEXT_BYTES];

	json_key(j, "whose");
	if (!w->why.n) {
		json_null(j);
		return;
	}
	json_object(j);
	json_key(j, "side");
	json_cstr(j, side_name((enum side)w->side));
	json_key(j, "address");
	json_cstr(j, w->has_addr ? addr_text(text, &w->addr) : NULL);
	json_key(j, "told");
	json_bool(j, w->told);
	json_key(j, "why");
	json_str(j, w->why);
	json_end(j, '}');
}

/* Against another input, null where nothing shows it. */
static void
offset(struct json *j, const struct crux_case *cs, const struct clock_offset *k)
{
	json_key(j, "clock_offset");
	if (k->to >= cs->inputs.n) {
		json_null(j);
		return;
	}
	json_object(j);
	json_key(j, "to");
	json_cstr(j, cs->inputs.v[k->to].path);
	json_key(j, "seconds");
	json_seconds(j, k->ns);
	json_key(j, "connections");
	json_u64(j, k->connections);
	json_end(j, '}');
}

/* What is to be added to its times for UTC, and what shows it. */
static void
utc(struct json *j, const struct crux_case *cs, const struct utc_shift *u)
{
	json_key(j, "utc");
	if (u->by == UTC_UNKNOWN) {
		json_null(j);
		return;
	}
	json_object(j);
	json_key(j, "by");
	json_cstr(j, utc_proof_name((enum utc_proof)u->by));
	json_key(j, "of");
	json_cstr(j, cs->inputs.v[u->of].path);
	json_key(j, "add");
	json_seconds(j, u->add_ns);
	json_end(j, '}');
}

static void
input(struct json *j, const struct crux_case *cs, const struct case_input *in)
{
	json_object(j);
	json_key(j, "path");
	json_cstr(j, in->path);
	json_key(j, "kind");
	json_cstr(j, in->kind);
	text_or_null(j, "host", in->host);
	whose(j, &in->whose);
	json_key(j, "from");
	json_seconds(j, in->from_ns);
	json_key(j, "to");
	json_seconds(j, in->to_ns);
	json_key(j, "clock");
	json_cstr(j, clock_name(in->clock));
	json_key(j, "zone");
	json_seconds(j, in->zone_ns);
	offset(j, cs, &in->offset);
	utc(j, cs, &in->utc);
	json_key(j, "records");
	json_u64(j, in->records);
	json_key(j, "lines");
	json_u64(j, in->lines);
	unread(j, in);
	problems(j, in);
	json_key(j, "skipped");
	json_bool(j, in->skipped);
	json_end(j, '}');
}

void
report_inputs_json(struct out *o, const struct crux_case *cs)
{
	struct json j;

	json_init(&j, o);
	json_object(&j);
	json_key(&j, "schema");
	json_cstr(&j, "crux.evidence/1");
	json_key(&j, "inputs");
	json_array(&j);
	for (size_t i = 0; i < cs->inputs.n; i++)
		input(&j, cs, &cs->inputs.v[i]);
	json_end(&j, ']');
	json_end(&j, '}');
	out_char(o, '\n');
}
