/*
 * months.c - names of months, as locales print them
 *
 * date, dmesg -T and journalctl ask the locale. The first letters are enough, and the
 * same for several languages, both short and long: what they are comes of glibc's
 * locales for English, German, French, Spanish, Portuguese, Italian, Dutch, Polish,
 * Czech, Russian, Hungarian and the Nordic ones but Finnish.
 */
#include "readers/months.h"

static const char *const beginnings[12] = {
	"jan ene gen sty led янв",
	"feb fév fev lut úno фев",
	"mar mär már mrt maa bře мар",
	"apr avr abr ápr kwi dub апр",
	"may mai maj máj mag mei kvě мая",
	"jun jui giu jún cze čen červn июн",
	"jul lug júl lip čec červenc июл",
	"aug aoû ago sie srp авг",
	"sep set sze wrz zář сен",
	"oct okt ott out paź říj окт",
	"nov lis ноя",
	"dec dez déc dic dek gru pro дек",
};

/* "11月", and Korean's */
static unsigned
by_number(struct str word)
{
	uint64_t n;

	if (!str_take_u64(&word, &n) || n > 12 ||
	    (!str_eq(word, STR("月")) && !str_eq(word, STR("월"))))
		return 0;
	return (unsigned)n;
}

unsigned
month_number(struct str word)
{
	if (word.n < 3)
		return 0;
	if (char_is_digit(word.p[0]))
		return by_number(word);
	if (str_eq_nocase(str_sub(word, 0, 4), STR("juil"))) /* of French, "juin" is June */
		return 7;
	for (unsigned i = 0; i < COUNT_OF(beginnings); i++) {
		struct str list = str_from(beginnings[i]), one;

		while (str_cut(&list, ' ', &one))
			if (word.n >= one.n && str_eq_nocase(str_sub(word, 0, one.n), one))
				return i + 1;
	}
	return 0;
}
