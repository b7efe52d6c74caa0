/*
 * ip_json.c - what iproute2 prints with -j: ip link, addr, route, neigh, tc qdisc
 *
 *	[{"ifindex":7,"ifname":"eth0","mtu":1500,"operstate":"UP","stats64":{"rx":{"bytes":…
 *	[{"dst":"198.51.100.0/24","gateway":"192.0.2.10","dev":"eth0","metrics":[{"advmss":1400}]}]
 *	[{"kind":"tbf","handle":"1:","dev":"eth0","bytes":16940,"packets":151,"drops":0,…
 *
 * One list of objects; what an object is, its members tell. The same rows come of it as of
 * the text without -j.
 */
#include "config.h"
#include "readers/command.h"
#include "readers/counters.h"
#include "readers/link_names.h"
#include "readers/probe.h"
#include "readers/rows.h"
#include "readers/section_text.h"

#ifdef HAVE_JANSSON
#include <jansson.h>
#endif

#ifdef HAVE_JANSSON

/* A host of a thousand interfaces prints one; the parser's memory is not ours to bound. */
#define JSON_MAX_BYTES (1 << 20)

/* A member as text that lives as long as the case; empty if it is not there. */
static struct str
text_of(struct rows *t, json_t *object, const char *key)
{
	json_t *v = json_object_get(object, key);
	struct arena *a = t->r->cs->arena;

	if (json_is_string(v))
		return str_copy(a, (struct str){ json_string_value(v), json_string_length(v) });
	if (json_is_integer(v))
		return str_printf(a, "%lld", (long long)json_integer_value(v));
	return STR("");
}

static void
take_sums(struct rows *t, struct str device, json_t *sums, bool sent)
{
	const char *key;
	json_t *v;

	json_object_foreach(sums, key, v)
	{
		if (json_is_integer(v) && json_integer_value(v) >= 0)
			link_counter(t, device, sent, str_from(key),
				     (uint64_t)json_integer_value(v));
	}
}

static void
take_addresses(struct rows *t, struct str device, json_t *list)
{
	json_t *one;
	size_t i;

	json_array_foreach(list, i, one)
	{
		struct str local = text_of(t, one, "local"), bits = text_of(t, one, "prefixlen");

		if (local.n)
			link_address(t, device,
				     str_printf(t->r->cs->arena, STR_F "/" STR_F, STR_A(local),
						STR_A(bits)));
	}
}

static void
take_link(struct rows *t, json_t *object)
{
	static const char *const members[][2] = { { "mtu", "mtu" },
						  { "qdisc", "qdisc" },
						  { "operstate", "state" },
						  { "txqlen", "qlen" } };
	struct str device = text_of(t, object, "ifname");
	json_t *sums = json_object_get(object, "stats64");

	for (size_t i = 0; i < COUNT_OF(members); i++) {
		struct str value = text_of(t, object, members[i][0]);

		if (value.n)
			link_setting(t, device, members[i][1], value);
	}
	if (!sums)
		sums = json_object_get(object, "stats");
	take_sums(t, device, json_object_get(sums, "rx"), false);
	take_sums(t, device, json_object_get(sums, "tx"), true);
	take_addresses(t, device, json_object_get(object, "addr_info"));
}

static void
take_neighbour(struct rows *t, json_t *object)
{
	struct str address = text_of(t, object, "dst");
	const char *state = json_string_value(json_array_get(json_object_get(object, "state"), 0));

	rows_setting(t, str_printf(t->r->cs->arena, "neighbour." STR_F, STR_A(address)),
		     str_copy(t->r->cs->arena, str_from(state ? state : "")));
}

static void
take_metrics(struct rows *t, struct str to, json_t *list)
{
	json_t *one, *v;
	const char *key;
	size_t i;

	json_array_foreach(list, i, one)
	{
		json_object_foreach(one, key, v)
		{
			struct str value = text_of(t, one, key);

			if (value.n)
				rows_setting(t,
					     str_printf(t->r->cs->arena, "route." STR_F ".%s",
							STR_A(to), key),
					     value);
		}
	}
}

static void
take_route(struct rows *t, json_t *object)
{
	struct str to = text_of(t, object, "dst"), via = text_of(t, object, "gateway");
	struct str device = text_of(t, object, "dev");

	rows_setting(t, str_printf(t->r->cs->arena, "route." STR_F, STR_A(to)),
		     str_printf(t->r->cs->arena, "%s" STR_F "%sdev " STR_F, via.n ? "via " : "",
				STR_A(via), via.n ? " " : "", STR_A(device)));
	take_metrics(t, to, json_object_get(object, "metrics"));
}

static void
take_qdisc(struct rows *t, json_t *object)
{
	static const char *const members[][2] = {
		{ "bytes", "QdiscSentBytes" },	   { "packets", "QdiscSentPackets" },
		{ "drops", "QdiscDropped" },	   { "overlimits", "QdiscOverlimits" },
		{ "requeues", "QdiscRequeues" },   { "backlog", "QdiscBacklogBytes" },
		{ "qlen", "QdiscBacklogPackets" },
	};
	struct str of = str_printf(t->r->cs->arena, STR_F " " STR_F " " STR_F,
				   STR_A(text_of(t, object, "dev")),
				   STR_A(text_of(t, object, "kind")),
				   STR_A(text_of(t, object, "handle")));

	for (size_t i = 0; i < COUNT_OF(members); i++) {
		json_t *v = json_object_get(object, members[i][0]);

		if (json_is_integer(v) && json_integer_value(v) >= 0)
			rows_counter(t, str_from(members[i][1]), of,
				     (uint64_t)json_integer_value(v));
	}
}

static void
take_object(struct rows *t, json_t *object)
{
	if (json_object_get(object, "ifname"))
		take_link(t, object);
	else if (json_object_get(object, "kind"))
		take_qdisc(t, object);
	else if (json_object_get(object, "lladdr") ||
		 json_is_array(json_object_get(object, "state")))
		take_neighbour(t, object);
	else if (json_object_get(object, "dst"))
		take_route(t, object);
}

static void
take_json(struct rows *t, struct str text)
{
	json_error_t e = { .text = "longer than ip's ever is" };
	json_t *root = text.n > JSON_MAX_BYTES
			       ? NULL
			       : json_loadb(text.p, text.n, JSON_DISABLE_EOF_CHECK, &e);
	json_t *one;
	size_t i;

	if (!root) {
		case_problem(t->r->cs, t->s->input, t->l->number, "JSON: %s", e.text);
		return;
	}
	json_array_foreach(root, i, one) take_object(t, one);
	json_decref(root);
}

#else

static void
take_json(struct rows *t, struct str text)
{
	(void)text;
	case_problem(t->r->cs, t->s->input, t->l->number,
		     "JSON is not read: built without jansson");
}

#endif

/* "{}" and "[]" in lines of their own, and members. */
static bool
is_json_line(struct str text)
{
	size_t i = 0;

	while (i < text.n && str_index(STR("{}[], "), text.p[i]) != SIZE_MAX)
		i++;
	return text.n && (i == text.n || text.p[i] == '"');
}

/* What stands in front of the list: the command's complaint, or nothing. */
static void
take(struct reading *r, const struct section *s)
{
	struct section json = *s;
	struct rows t = { .r = r, .s = s, .sample = section_sample(r, s, "ip-json") };

	while (json.n && !str_starts(str_trim(json.lines->text), STR("["))) {
		if (str_trim(json.lines->text).n)
			case_unread(r->cs, s->input, json.lines->number, json.lines->text);
		json.lines++;
		json.n--;
	}
	if (!json.n)
		return;
	t.l = json.lines;
	take_json(&t, section_text(r->scratch, &json));
}

/* Members that only these tools write. */
static bool
is_own_member(struct str text)
{
	static const char *const members[] = { "\"ifindex\":", "\"ifname\":", "\"dst\":",
					       "\"kind\":\"", "\"kind\": \"" };

	for (size_t i = 0; i < COUNT_OF(members); i++)
		if (str_has(text, str_from(members[i])))
			return true;
	return false;
}

static int
line_score(struct str text)
{
	text = str_trim(text);
	if (str_starts(text, STR("[")) && is_own_member(str_sub(text, 0, 256)))
		return 92;
	return is_json_line(text) ? 30 : 0;
}

/* "[{" in a line of its own, then members. */
static bool
opens(const struct section *s)
{
	bool open = false;

	for (size_t i = 0; i < MIN(s->n, (size_t)8); i++) {
		struct str text = str_trim(s->lines[i].text);

		open |= str_starts(text, STR("[")) && is_json_line(text);
		if (open && is_own_member(text))
			return true;
	}
	return false;
}

static int
probe(const struct section *s)
{
	int sure = opens(s) ? 92 : probe_lines(s, line_score);

	/* a bracket, or an empty list: only the command tells whose */
	if (sure == 30 && !section_runs(s, "ip") && !section_runs(s, "tc"))
		return probe_is_alone(s) ? 30 : 0;
	return sure;
}

const struct reader reader_ip_json = {
	.kind = "ip-json",
	.words = "interfaces, routes and queues of iproute2, ip -j and tc -j",
	.probe = probe,
	.read = take,
};
