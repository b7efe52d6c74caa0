/*
 * host_names.c - ends of a connection by the names that tools print without -n
 *
 * Names cannot be looked up: the address may have changed since, and nothing may
 * be asked of the network while evidence is read. All that is needed is that
 * equal names are equal and others differ.
 */
#include "readers/host_names.h"

#include "readers/scan.h"
#include "readers/services.h"

/* FNV-1a: the same in every run, so that a report can be compared with an older one. */
static uint32_t
stable_hash(struct str s)
{
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (uint8_t)char_lower(s.p[i])) * 16777619u;
	return h;
}

static bool
is_host_name(struct str s)
{
	bool solid = false;

	for (size_t i = 0; i < s.n; i++) {
		if (!char_is_alnum(s.p[i]) && str_index(STR(".-_:[]<>{}*#%"), s.p[i]) == SIZE_MAX)
			return false;
		solid |= char_is_alnum(s.p[i]) || s.p[i] == '*' || s.p[i] == '#';
	}
	return solid && str_index(STR(".-:>]}"), s.p[0]) == SIZE_MAX;
}

static bool
is_service_name(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!char_is_alnum(s.p[i]) && str_index(STR("-_+"), s.p[i]) == SIZE_MAX)
			return false;
	return s.n > 0;
}

/* All of it is what people put in place of what they hide: "xxx", "*", "###". */
static bool
is_mask(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (str_index(STR("xX*#"), s.p[i]) == SIZE_MAX)
			return false;
	return s.n > 0;
}

/* What ends the names of hosts, and is no service. */
static bool
is_top_domain(struct str s)
{
	static const char *const tops[] = {
		"com",	 "net",	  "org",	 "edu",	     "gov",	 "io",	  "dev",
		"cloud", "local", "lan",	 "internal", "intranet", "intra", "corp",
		"home",	 "arpa",  "localdomain", "example",  "invalid",	 "test",
	};

	for (size_t i = 0; i < COUNT_OF(tops); i++)
		if (str_eq_nocase(s, str_from(tops[i])))
			return true;
	return s.n == 2 && char_is_alpha(s.p[0]) && char_is_alpha(s.p[1]); /* "de" */
}

/* A name that is not in our table is a service's all the same: below 1024. */
static bool
port_parse(struct str s, uint16_t *ret)
{
	if (str_to_u16(s, ret) || service_port(s, ret))
		return true;
	*ret = 0;
	if (is_mask(s))
		return true;
	if (!is_service_name(s) || char_is_digit(s.p[0]) || is_top_domain(s))
		return false;
	*ret = (uint16_t)(1 + stable_hash(s) % 1023);
	return true;
}

/* Four parts, each a number or hidden: an address, and no port behind it. */
static bool
is_dotted_quad(struct str s)
{
	struct str part;
	unsigned n = 0;

	while (str_cut(&s, '.', &part)) {
		uint16_t v;

		n++;
		if (part.n > 3 || !((str_to_u16(part, &v) && v <= 255) || is_mask(part)))
			return false;
	}
	return n == 4;
}

/* "10.0.0.5:51514", "db:5432"; what has more colons is IPv6. */
static size_t
lone_colon(struct str s)
{
	size_t colon = str_index(s, ':');

	return colon != SIZE_MAX && colon == str_rindex(s, ':') ? colon : SIZE_MAX;
}

/* Where the port begins, behind the sign that parts it from the host; SIZE_MAX: none. */
static size_t
port_place(struct str s)
{
	size_t colon = lone_colon(s), point = str_rindex(s, '.');
	size_t sign = colon != SIZE_MAX ? colon : point;
	uint16_t port;

	if (sign == SIZE_MAX || !sign || sign + 1 == s.n || is_dotted_quad(s))
		return SIZE_MAX;
	return port_parse(str_from_pos(s, sign + 1), &port) ? sign + 1 : SIZE_MAX;
}

struct str
host_part(struct str s)
{
	size_t port = port_place(s);

	return port == SIZE_MAX ? s : str_sub(s, 0, port - 1);
}

bool
host_parse(struct str s, struct addr *ret, bool *ret_named)
{
	*ret_named = !addr_parse(s, ret);
	if (!*ret_named)
		return true;
	if (!is_host_name(s))
		return false;
	*ret = addr_from_v4(240u << 24 | (stable_hash(s) & 0xffffff));
	return true;
}

/* "10.0.0.5.443": what nearly all lines of a long text have, in one pass. */
static bool
parse_v4_port(struct str s, struct endpoint *ret)
{
	uint32_t part, addr = 0;

	for (int i = 0; i < 4; i++) {
		if (!s.n || (s.p[0] == '0' && s.n > 1 && scan_is_digit(s.p[1])) ||
		    !scan_u32(&s, &part) || part > 255 || !scan_take(&s, "."))
			return false;
		addr = addr << 8 | part;
	}
	if (!scan_u32(&s, &part) || s.n || part > UINT16_MAX)
		return false;
	ret->addr = addr_from_v4(addr);
	ret->port = (uint16_t)part;
	return true;
}

/* What tools print, without the detours for what people make of it. */
static bool
parse_plain(struct str s, struct endpoint *ret)
{
	size_t point;

	if (parse_v4_port(s, ret))
		return true;
	point = str_rindex(s, '.');
	return point != SIZE_MAX && str_to_u16(str_from_pos(s, point + 1), &ret->port) &&
	       addr_parse(str_sub(s, 0, point), &ret->addr);
}

bool
host_port_parse(struct str s, struct endpoint *ret, bool *ret_named)
{
	struct endpoint e = { 0 };
	size_t port;

	*ret_named = false;
	if (parse_plain(s, ret))
		return true;
	port = port_place(s);
	if (port != SIZE_MAX)
		port_parse(str_from_pos(s, port), &e.port);
	if (!host_parse(host_part(s), &e.addr, ret_named))
		return false;
	*ret = e;
	return true;
}
