/*
 * firewall.c - what rules of a firewall counted, whichever tool prints them
 */
#include "readers/firewall.h"

static const struct {
	const char *verdict, *counter;
} verdicts[] = {
	{ "drop", "FirewallDropped" },
	{ "reject", "FirewallRejected" },
};

void
firewall_counter(struct rows *t, struct str verdict, struct str chain, struct str rule,
		 uint64_t packets)
{
	const char *name = "FirewallPassed";

	for (size_t i = 0; i < COUNT_OF(verdicts); i++)
		if (str_eq_nocase(verdict, str_from(verdicts[i].verdict)))
			name = verdicts[i].counter;
	rows_counter(t, str_from(name),
		     str_printf(t->r->cs->arena, STR_F ": " STR_F, STR_A(chain), STR_A(rule)),
		     packets);
}

bool
firewall_number(struct str s, uint64_t *ret)
{
	static const char letters[] = "KMGT";
	uint64_t v, unit = 1;

	if (!str_take_u64(&s, &v))
		return false;
	for (size_t i = 0; s.n == 1 && i < sizeof(letters) - 1; i++) {
		unit *= 1000;
		if (s.p[0] == letters[i])
			return !__builtin_mul_overflow(v, unit, ret);
	}
	*ret = v;
	return !s.n;
}
