/*
 * json.c - JSON that is always valid: RFC 8259, and UTF-8 whatever came in
 */
#include <assert.h>
#include <math.h>

#include "report/letters.h"
#include "report/report.h"

void
json_init(struct json *j, struct out *o)
{
	*j = (struct json){ .o = o };
}

/* What stands before a value: a comma, unless it is the first or has a key. */
static void
before_value(struct json *j)
{
	if (!j->key && j->comma[j->depth])
		out_char(j->o, ',');
	j->comma[j->depth] = true;
	j->key = false;
}

static void
begin(struct json *j, char open)
{
	before_value(j);
	out_char(j->o, open);
	j->depth++;
	assert(j->depth < JSON_DEPTH_MAX);
	j->comma[j->depth] = false;
}

void
json_object(struct json *j)
{
	begin(j, '{');
}

void
json_array(struct json *j)
{
	begin(j, '[');
}

void
json_end(struct json *j, char close)
{
	assert(j->depth && !j->key);
	j->depth--;
	out_char(j->o, close);
}

static void
escaped(struct out *o, char c)
{
	static const char special[] = "\"\"\\\\\bb\ff\nn\rr\tt";

	for (const char *p = special; *p; p += 2) {
		if (*p == c) {
			out_char(o, '\\');
			out_char(o, p[1]);
			return;
		}
	}
	out_printf(o, "\\u%04x", (unsigned char)c);
}

/* ASCII that stands for itself: what nearly all text is. */
static const bool is_plain[256] = {
	[0x20 ... '"' - 1] = true,
	['"' + 1 ... '\\' - 1] = true,
	['\\' + 1 ... 0x7e] = true,
};

static void
quoted(struct out *o, struct str s)
{
	out_char(o, '"');
	while (s.n) {
		size_t plain = 0;

		while (plain < s.n && is_plain[(uint8_t)s.p[plain]])
			plain++;
		out_str(o, str_sub(s, 0, plain));
		s = str_from_pos(s, plain);
		if (!s.n)
			break;
		if ((uint8_t)s.p[0] < 0x80) {
			escaped(o, s.p[0]);
			s = str_from_pos(s, 1);
		} else {
			out_str(o, letter_cut_raw(&s).bytes);
		}
	}
	out_char(o, '"');
}

void
json_key(struct json *j, const char *key)
{
	size_t n = strlen(key);
	char *p = out_room(j->o, n + strlen(",\"\":"));

	assert(!j->key);
	if (p) {
		if (j->comma[j->depth])
			*p++ = ',';
		*p++ = '"';
		p = put_str(p, (struct str){ key, n });
		*p++ = '"';
		*p++ = ':';
		out_wrote(j->o, p);
	}
	j->comma[j->depth] = true;
	j->key = true;
}

void
json_str(struct json *j, struct str s)
{
	before_value(j);
	quoted(j->o, s);
}

void
json_cstr(struct json *j, const char *s)
{
	if (s)
		json_str(j, str_from(s));
	else
		json_null(j);
}

void
json_u64(struct json *j, uint64_t v)
{
	before_value(j);
	out_u64(j->o, v);
}

void
json_i64(struct json *j, int64_t v)
{
	before_value(j);
	out_i64(j->o, v);
}

void
json_bool(struct json *j, bool v)
{
	before_value(j);
	out_puts(j->o, v ? "true" : "false");
}

void
json_null(struct json *j)
{
	before_value(j);
	out_puts(j->o, "null");
}

void
json_double(struct json *j, double v)
{
	if (!isfinite(v)) {
		json_null(j);
		return;
	}
	before_value(j);
	out_printf(j->o, "%.15g", v);
}

void
json_seconds(struct json *j, int64_t ns)
{
	char *p;

	if (ns == TIME_NONE) {
		json_null(j);
		return;
	}
	before_value(j);
	p = out_room(j->o, PUT_SECONDS_MAX);
	if (p)
		out_wrote(j->o, put_seconds(p, ns));
}
