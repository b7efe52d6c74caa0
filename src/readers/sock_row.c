/*
 * sock_row.c - what the rows of ss and netstat have in common
 */
#include "readers/sock_row.h"

#include "readers/services.h"

static bool
is_name_char(char c)
{
	return char_is_alnum(c) || c == '-' || c == '_' || c == '.';
}

/* A letter is asked for, so that "10.0.0" of an address is no name. */
static bool
is_name(struct str s)
{
	bool letter = false;

	for (size_t i = 0; i < s.n; i++) {
		if (!is_name_char(s.p[i]))
			return false;
		letter |= char_is_alpha(s.p[i]);
	}
	return letter;
}

/* "443", "*", "https": a number, any, or a name. */
static bool
port_parse(struct str s, uint16_t *ret)
{
	*ret = 0;
	if (str_eq(s, STR("*")) || str_to_u16(s, ret))
		return true;
	if (!is_name(s) || str_has(s, STR(".")))
		return false;
	service_port(s, ret); /* an unknown name is no reason to lose the row */
	return true;
}

/* "2001:db8:85a3:8d3", which macOS cut to its column: an address nobody knows whole. */
static bool
is_cut_v6(struct str s)
{
	size_t colons = 0;

	for (size_t i = 0; i < s.n; i++) {
		bool hex = char_is_digit(s.p[i]) ||
			   (char_lower(s.p[i]) >= 'a' && char_lower(s.p[i]) <= 'f');

		if (!hex && s.p[i] != ':')
			return false;
		colons += s.p[i] == ':';
	}
	return colons >= 2;
}

/* "[fe80::1]%eth0" has its zone outside of the brackets, "fe80::1%eth0" not. */
static bool
host_parse(struct str s, struct addr *ret)
{
	size_t zone = str_rindex(s, '%');

	*ret = (struct addr){ 0 };
	if (zone != SIZE_MAX && !str_ends(s, STR("]")))
		s = str_sub(s, 0, zone);
	return str_eq(s, STR("*")) || addr_parse(s, ret) || is_name(s) || is_cut_v6(s);
}

static bool
split_at(struct str s, char sep, struct endpoint *ret)
{
	size_t at = str_rindex(s, sep);
	struct endpoint e;

	if (at == SIZE_MAX || !at)
		return false;
	if (!port_parse(str_from_pos(s, at + 1), &e.port) ||
	    !host_parse(str_sub(s, 0, at), &e.addr))
		return false;
	*ret = e;
	return true;
}

bool
sock_end_parse(struct str s, struct endpoint *ret)
{
	return split_at(s, ':', ret) || split_at(s, '.', ret);
}

struct sock *
sock_add(struct reading *r, const struct section *s, const struct line *l, uint32_t sample)
{
	struct sock *k = vec_add(r->cs->arena, &r->cs->socks);

	k->at = line_origin(s, l);
	k->sample = sample;
	return k;
}
