/*
 * values.c - what a number in the text is worth: 8 * 1024, 1 << 14, BUF_SIZE
 */
#include "code/unit.h"

#define DEPTH_MAX 3

/* kBacklog = 5, #define BACKLOG 5: what a name stands for, where one line says it. */
static struct str
constant_text(const struct unit *u, struct str name)
{
	struct str rest = u->text, line, value = { NULL, 0 };

	if (name.n < 3)
		return value;
	while (str_line(&rest, &line)) {
		size_t at = str_find(line, name);
		struct str behind;

		if (at == SIZE_MAX || at == 0 || char_is_alnum(line.p[at - 1]) ||
		    line.p[at - 1] == '.' || line.p[at - 1] == '_')
			continue;
		behind = str_from_pos(line, at + name.n);
		if (behind.n && (char_is_alnum(behind.p[0]) || behind.p[0] == '_'))
			continue;
		if (str_has(line, STR("#define ")))
			behind = str_trim(behind);
		else if (str_index(behind, '=') == SIZE_MAX)
			continue;
		else
			behind = str_trim(str_from_pos(behind, str_index(behind, '=') + 1));
		while (behind.n && !char_is_digit(behind.p[behind.n - 1]) &&
		       !char_is_alpha(behind.p[behind.n - 1]))
			behind.n--;
		if (value.n)
			return (struct str){ NULL, 0 }; /* it changes */
		value = behind;
	}
	return value;
}

static bool text_value_in(const struct unit *u, struct str s, uint64_t *ret, unsigned depth);

/* One number or name at the beginning of s, which loses it. */
static bool
operand(const struct unit *u, struct str *s, uint64_t *ret, unsigned depth)
{
	size_t end = 0;
	uint64_t v = 0;

	*s = str_trim_left(*s);
	while (s->n && (s->p[0] == '&' || s->p[0] == '*' || s->p[0] == '('))
		*s = str_trim_left(str_from_pos(*s, 1));
	if (s->n && char_is_digit(s->p[0])) {
		if (str_starts(*s, STR("0x")) || str_starts(*s, STR("0b")))
			return false;
		for (; end < s->n && (char_is_digit(s->p[end]) || s->p[end] == '_'); end++) {
			if (v > UINT64_MAX / 100)
				return false;
			if (s->p[end] != '_')
				v = v * 10 + (uint64_t)(s->p[end] - '0');
		}
		while (end < s->n && strchr("uUlL", s->p[end]))
			end++;
		*s = str_trim_left(str_from_pos(*s, end));
		*ret = v;
		return true;
	}
	for (size_t from = 0; end <= s->n; end++)
		if (end == s->n || !(char_is_alnum(s->p[end]) || s->p[end] == '_')) {
			struct str value, name = str_sub(*s, from, end - from);

			if (end < s->n && s->p[end] == '.') { /* of what it is a constant */
				from = end + 1;
				continue;
			}
			value = depth < DEPTH_MAX && name.n ? constant_text(u, name)
							    : (struct str){ NULL, 0 };
			*s = str_trim_left(str_from_pos(*s, end));
			return value.n && text_value_in(u, value, ret, depth + 1);
		}
	return false;
}

static bool
text_value_in(const struct unit *u, struct str s, uint64_t *ret, unsigned depth)
{
	uint64_t v, next;

	if (s.n > 80 || !operand(u, &s, &v, depth))
		return false;
	for (;;) {
		bool shifts = str_take(&s, STR("<<"));

		if (!shifts && !str_take(&s, STR("*")))
			break;
		if (!operand(u, &s, &next, depth) || (shifts ? next > 40 : next > UINT32_MAX) ||
		    v > UINT32_MAX)
			return false;
		v = shifts ? v << next : v * next;
	}
	*ret = v;
	s = str_trim(s);
	return !s.n || str_eq(s, STR(")"));
}

bool
text_value(const struct unit *u, struct str s, uint64_t *ret)
{
	return text_value_in(u, s, ret, 0);
}
