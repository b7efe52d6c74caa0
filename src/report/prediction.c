/*
 * prediction.c - what comes next: segments, timers, and each with its arithmetic
 */
#include <stdio.h>

#include "report/page.h"

static const char *
end_name(enum direction sender)
{
	return sender == C2S ? "client" : "server";
}

static void
say_ends(struct out *o, const struct prediction *p)
{
	out_printf(o, "client " STR_F " · server " STR_F, STR_A(p->client), STR_A(p->server));
}

void
report_ends(struct out *o, const struct prediction *p, bool numbered, struct style s)
{
	struct out words;

	out_init_memory(&words);
	if (numbered)
		out_printf(&words, "connection %u: ", p->conn->number);
	say_ends(&words, p);
	wrap_toned(o, s, TONE_VERDICT, out_text(&words), 0, 0);
	out_char(o, '\n');
	if (p->segments.n) {
		const struct segment_next *next = &p->segments.v[0];

		words.n = 0;
		out_printf(&words, "next: %s " STR_F " (" STR_F ")", end_name(next->dir),
			   STR_A(next->what), STR_A(next->why));
		wrap_toned(o, s, TONE_PLAIN, out_text(&words), 0, 0);
		out_char(o, '\n');
	}
	out_fini(&words);
}

static void
put_title(struct page *page, const char *input, const struct prediction *p)
{
	char client[ENDPOINT_TEXT_BYTES], server[ENDPOINT_TEXT_BYTES];
	struct out words;

	out_init_memory(&words);
	out_str(&words, input_name_words(input));
	out_printf(&words, ", connection %u, %s → %s, after packet %llu", p->conn->number,
		   endpoint_text(client, &p->conn->client), endpoint_text(server, &p->conn->server),
		   (unsigned long long)p->conn->last_packet);
	page_thought(page);
	page_text(page, TONE_PLAIN, out_text(&words), 0, true);
	out_fini(&words);
	page_beside(page, "client", p->client, 0, 8);
	page_beside(page, "server", p->server, 0, 8);
}

/* A number of the segment, unless the words have it already. */
static void
add_number(struct out *o, const char *label, bool known, uint32_t v)
{
	char buf[16];

	snprintf(buf, sizeof buf, "%u", v);
	if (known && !str_has(out_text(o), str_from(buf)))
		out_printf(o, ", %s %s", label, buf);
}

static void
put_segment(struct page *page, const struct segment_next *next)
{
	struct out words;

	out_init_memory(&words);
	out_printf(&words, "%s: " STR_F, end_name(next->dir), STR_A(next->what));
	add_number(&words, "seq", next->seq_known, next->seq);
	add_number(&words, "ack", next->ack_known, next->ack);
	page_item(page, TONE_PLAIN, out_text(&words));
	out_fini(&words);
	if (next->why.n)
		page_text(page, TONE_ASIDE, next->why, LABEL_COLUMNS + 4, false);
}

/* "in 1 s", "in 1 s to 3 s", "at once" */
static void
when_words(struct out *o, const struct timer_next *t)
{
	char from[TIME_TEXT_BYTES], to[TIME_TEXT_BYTES];

	duration_text(from, t->earliest_ns);
	duration_text(to, t->latest_ns);
	if (t->latest_ns <= 0)
		out_puts(o, "at once");
	else if (t->earliest_ns <= 0)
		out_printf(o, "within %s", to);
	else if (!strcmp(from, to))
		out_printf(o, "in %s", from);
	else
		out_printf(o, "in %s to %s", from, to);
}

static void
put_timer(struct page *page, const struct timer_next *t)
{
	struct out words;

	out_init_memory(&words);
	out_printf(&words, "%s, ", end_name(t->dir));
	when_words(&words, t);
	out_printf(&words, ": " STR_F, STR_A(t->what));
	page_item(page, TONE_PLAIN, out_text(&words));
	words.n = 0;
	out_str(&words, t->why);
	if (t->depends)
		out_printf(&words, "%sas its host is set, which the trace does not show",
			   words.n ? "; " : "");
	if (words.n)
		page_text(page, TONE_ASIDE, out_text(&words), LABEL_COLUMNS + 4, false);
	out_fini(&words);
}

void
report_prediction_text(struct out *o, const char *input, const struct prediction *p, struct style s)
{
	struct page page = { .o = o, .s = s };

	put_title(&page, input, p);
	if (p->segments.n)
		page_heading(&page, "May be sent next, the likeliest first");
	for (size_t i = 0; i < p->segments.n; i++)
		put_segment(&page, &p->segments.v[i]);
	if (p->timers.n)
		page_heading(&page, "Timers, counted from the last packet");
	for (size_t i = 0; i < p->timers.n; i++)
		put_timer(&page, &p->timers.v[i]);
}

static void
json_direction(struct json *j, enum direction dir)
{
	json_key(j, "direction");
	json_cstr(j, dir == C2S ? "c2s" : "s2c");
}

static void
json_words(struct json *j, struct str what, struct str why)
{
	json_key(j, "what");
	json_str(j, what);
	json_key(j, "why");
	json_str(j, why);
}

static void
json_number_if(struct json *j, const char *key, bool known, uint32_t v)
{
	json_key(j, key);
	if (known)
		json_u64(j, v);
	else
		json_null(j);
}

static void
json_segments(struct json *j, const struct prediction *p)
{
	json_key(j, "segments");
	json_array(j);
	for (size_t i = 0; i < p->segments.n; i++) {
		const struct segment_next *next = &p->segments.v[i];

		json_object(j);
		json_direction(j, next->dir);
		json_number_if(j, "seq", next->seq_known, next->seq);
		json_number_if(j, "ack", next->ack_known, next->ack);
		json_words(j, next->what, next->why);
		json_end(j, '}');
	}
	json_end(j, ']');
}

static void
json_timers(struct json *j, const struct prediction *p)
{
	json_key(j, "timers");
	json_array(j);
	for (size_t i = 0; i < p->timers.n; i++) {
		const struct timer_next *t = &p->timers.v[i];

		json_object(j);
		json_key(j, "kind");
		json_cstr(j, timer_kind_name(t->kind));
		json_direction(j, t->dir);
		json_key(j, "earliest");
		json_seconds(j, t->earliest_ns);
		json_key(j, "latest");
		json_seconds(j, t->latest_ns);
		json_key(j, "depends");
		json_bool(j, t->depends);
		json_words(j, t->what, t->why);
		json_end(j, '}');
	}
	json_end(j, ']');
}

void
report_prediction_json(struct out *o, const char *input, const struct prediction *p)
{
	struct json j;

	json_init(&j, o);
	json_object(&j);
	json_key(&j, "input");
	json_cstr(&j, input);
	json_key(&j, "connection");
	json_u64(&j, p->conn->number);
	json_key(&j, "after_packet");
	json_u64(&j, p->conn->last_packet);
	json_key(&j, "client");
	json_str(&j, p->client);
	json_key(&j, "server");
	json_str(&j, p->server);
	json_segments(&j, p);
	json_timers(&j, p);
	json_end(&j, '}');
	out_char(o, '\n');
}
