/*
 * sockstat.c - /proc/net/sockstat and sockstat6, /proc/net/protocols
 *
 *	TCP: inuse 121 orphan 0 tw 0 alloc 121 mem 769
 *
 * becomes the counters SockstatTCPInuse, SockstatTCPOrphan … as nstat would
 * name them. mem is in pages (4 KiB on x86 and most others), as tcp_mem is. Of
 * the table of protocols, "TCP 2184 0 769 yes …" tells whether TCP is under
 * pressure: ProtocolsTCPMemory and ProtocolsTCPPressure (0 or 1).
 */
#include "readers/again.h"
#include "readers/counters.h"
#include "readers/probe.h"

static const char *const families[] = {
	"sockets", "TCP",  "UDP",      "UDPLITE", "RAW",   "FRAG",
	"TCP6",	   "UDP6", "UDPLITE6", "RAW6",	  "FRAG6",
};

static bool
is_family(struct str s)
{
	for (size_t i = 0; i < COUNT_OF(families); i++)
		if (str_eq(s, str_from(families[i])))
			return true;
	return false;
}

/* "TCP: inuse 121 orphan 0 …": words and numbers in turn. */
static bool
line_parse(struct str text, struct str *ret_family, struct str *ret_pairs)
{
	size_t colon = str_index(text, ':');
	struct str rest, word;
	uint64_t value;

	if (colon == SIZE_MAX || !is_family(str_sub(text, 0, colon)))
		return false;
	rest = str_from_pos(text, colon + 1);
	*ret_family = str_sub(text, 0, colon);
	*ret_pairs = rest;
	if (!str_word(&rest, &word) || !char_is_alpha(*word.p))
		return false;
	return str_word(&rest, &word) && str_to_u64(word, &value);
}

/* "Sockstat" "TCP" "Inuse", with the first letter of the last made large. */
static struct str
counter_name(struct arena *a, struct str family, struct str word)
{
	char first = *word.p >= 'a' && *word.p <= 'z' ? (char)(*word.p - 'a' + 'A') : *word.p;

	if (str_eq(family, STR("sockets")))
		family = STR("Sockets");
	return str_printf(a, "Sockstat" STR_F "%c" STR_F, STR_A(family), first,
			  STR_A(str_from_pos(word, 1)));
}

struct table {
	struct reading *r;
	const struct section *s;
	uint32_t sample;
	bool begun;
};

static bool
take_sockstat(struct table *t, const struct line *l, struct str text)
{
	struct str family, pairs, word, number;
	uint64_t value;

	if (!line_parse(text, &family, &pairs))
		return false;
	/* "sockets: used" comes first: here another look begins */
	if (t->begun && str_eq(family, STR("sockets")))
		t->sample = sample_again(t->r, t->s, l, "sockstat");
	t->begun = true;
	while (str_word(&pairs, &word) && str_word(&pairs, &number))
		if (str_to_u64(number, &value))
			counter_add(t->r, t->s, l, t->sample,
				    counter_name(t->r->cs->arena, family, word), value);
	return true;
}

/* --- /proc/net/protocols: name, size, sockets, memory, press … --- */

static bool
is_protocols_header(struct str text)
{
	return str_starts(text, STR("protocol")) && str_has(text, STR("size sockets"));
}

struct protocol {
	struct str name;
	int64_t memory_pages; /* -1: the protocol does not count */
	bool pressure;
};

static bool
protocol_parse(struct str text, struct protocol *ret)
{
	struct protocol p = { 0 };
	struct str word;
	uint64_t number;

	if (!str_word(&text, &p.name) || !char_is_alpha(*p.name.p))
		return false;
	for (unsigned i = 0; i < 2; i++) /* size, sockets */
		if (!str_word(&text, &word) || !str_to_u64(word, &number))
			return false;
	if (!str_word(&text, &word) || !str_to_i64(word, &p.memory_pages))
		return false;
	if (!str_word(&text, &word))
		return false;
	p.pressure = str_eq(word, STR("yes"));
	if (!p.pressure && !str_eq(word, STR("no")) && !str_eq(word, STR("NI")))
		return false;
	*ret = p;
	return true;
}

static bool
take_protocol(struct table *t, const struct line *l, struct str text)
{
	struct arena *a = t->r->cs->arena;
	struct protocol p;

	if (!protocol_parse(text, &p))
		return false;
	if (p.memory_pages < 0)
		return true;
	counter_add(t->r, t->s, l, t->sample,
		    str_printf(a, "Protocols" STR_F "Memory", STR_A(p.name)),
		    (uint64_t)p.memory_pages);
	counter_add(t->r, t->s, l, t->sample,
		    str_printf(a, "Protocols" STR_F "Pressure", STR_A(p.name)), p.pressure);
	return true;
}

static void
take(struct reading *r, const struct section *s)
{
	struct table t = { .r = r, .s = s, .sample = section_sample(r, s, "sockstat") };

	for (size_t i = 0; i < s->n; i++) {
		const struct line *l = &s->lines[i];
		struct str text = str_trim(l->text);

		if (!text.n || take_sockstat(&t, l, text) || is_protocols_header(text) ||
		    take_protocol(&t, l, text))
			continue;
		case_unread(r->cs, s->input, l->number, l->text);
	}
}

static int
line_score(struct str text)
{
	struct str family, pairs;
	struct protocol p;

	text = str_trim(text);
	if (line_parse(text, &family, &pairs))
		return 93;
	if (is_protocols_header(text))
		return 93;
	return protocol_parse(text, &p) ? 85 : 0;
}

static int
probe(const struct section *s)
{
	return probe_lines(s, line_score);
}

const struct reader reader_sockstat = {
	.kind = "sockstat",
	.words = "memory and numbers of sockets, /proc/net/sockstat and protocols",
	.probe = probe,
	.read = take,
};
