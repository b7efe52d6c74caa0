/*
 * crux_json.c - what crux itself printed, given back as evidence
 *
 *	{"schema":"crux.diagnosis/1","inputs":[…],"verdict":{"id":"close-wait-leak",…
 *	{"input":"client.pcap","connection":1,"client":"100.64.3.21",…
 *
 * A diagnosis is somebody's judgement and no observation: its verdict becomes a remark,
 * so that a later look can be held against it. Connections of crux flows are counted by
 * service.
 */
#include "config.h"
#include "readers/probe.h"
#include "readers/reader.h"
#include "readers/remark.h"

#ifdef HAVE_JANSSON
#include <jansson.h>
#endif

/* One report is some ten kilobytes; the parser's memory is not ours to bound. */
#define JSON_MAX_BYTES (4 << 20)

static bool
is_flow_line(struct str text)
{
	return str_starts(text, STR("{\"input\":")) && str_has(text, STR("\"connection\":")) &&
	       str_has(text, STR("\"handshake\":"));
}

static bool
is_report_line(struct str text)
{
	return str_starts(text, STR("{\"schema\":\"crux."));
}

#ifdef HAVE_JANSSON

static const char *
text_of(json_t *object, const char *key)
{
	const char *s = json_string_value(json_object_get(object, key));

	return s ? s : "";
}

static void
take_report(struct reading *r, const struct section *s, const struct line *l, json_t *root)
{
	json_t *verdict = json_object_get(root, "verdict");
	struct str words;

	if (!verdict)
		return;
	words = str_printf(r->cs->arena, "an earlier diagnosis was \"%s\": %s",
			   text_of(verdict, "id"), text_of(verdict, "title"));
	remark_add(r, s->input, l->number, words);
}

struct flow_count {
	struct str service;
	const struct line *first;
	uint64_t connections;
};

/* More services than a report would show; the rest is of the last. */
#define SERVICES_MAX 256

struct flow_counts {
	struct flow_count v[SERVICES_MAX];
	size_t n;
	const struct line *first;
};

static void
take_flow(struct reading *r, struct flow_counts *c, const struct line *l, json_t *flow)
{
	struct str service;
	size_t i = 0;

	service = str_printf(r->cs->arena, "connections to %s:%lld", text_of(flow, "server"),
			     (long long)json_integer_value(json_object_get(flow, "server_port")));
	while (i < c->n && !str_eq(c->v[i].service, service))
		i++;
	if (i == SERVICES_MAX)
		i--;
	if (i == c->n)
		c->v[c->n++] = (struct flow_count){ service, l, 0 };
	c->v[i].connections++;
	if (!c->first)
		c->first = l;
}

static void
add_counts(struct reading *r, const struct section *s, const struct flow_counts *c, uint32_t sample)
{
	for (size_t i = 0; i < c->n; i++) {
		struct state_count *n = vec_add(r->cs->arena, &r->cs->state_counts);

		n->at = line_origin(s, c->v[i].first);
		n->sample = sample;
		n->what = c->v[i].service;
		n->count = c->v[i].connections;
	}
}

static bool
take_text(struct reading *r, const struct section *s, const struct line *l, struct flow_counts *c)
{
	struct str text = str_trim(l->text);
	json_t *root;

	if (text.n > JSON_MAX_BYTES)
		return false;
	root = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES, NULL);
	if (!root)
		return false;
	if (is_report_line(text))
		take_report(r, s, l, root);
	else
		take_flow(r, c, l, root);
	json_decref(root);
	return true;
}

#else

struct flow_counts {
	size_t n;
};

static void
add_counts(struct reading *r, const struct section *s, const struct flow_counts *c, uint32_t sample)
{
	(void)r, (void)s, (void)c, (void)sample;
}

static bool
take_text(struct reading *r, const struct section *s, const struct line *l, struct flow_counts *c)
{
	(void)c;
	case_problem(r->cs, s->input, l->number, "JSON is not read: built without jansson");
	return true;
}

#endif

static void
take(struct reading *r, const struct section *s)
{
	struct flow_counts *c = arena_new(r->scratch, struct flow_counts, 1);
	uint32_t sample = section_sample(r, s, "crux");

	for (size_t i = 0; i < s->n; i++) {
		const struct line *l = &s->lines[i];
		struct str text = str_trim(l->text);

		if (text.n &&
		    (!(is_report_line(text) || is_flow_line(text)) || !take_text(r, s, l, c)))
			case_unread(r->cs, s->input, l->number, l->text);
	}
	add_counts(r, s, c, sample);
}

static int
line_score(struct str text)
{
	text = str_trim(text);
	return is_report_line(text) || is_flow_line(text) ? 98 : 0;
}

static int
probe(const struct section *s)
{
	return probe_lines(s, line_score);
}

const struct reader reader_crux_json = {
	.kind = "crux",
	.words = "crux's own JSON, of diagnose, flows and evidence",
	.probe = probe,
	.read = take,
};
