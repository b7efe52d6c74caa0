/*
 * months.c - names of months in several languages
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "readers/months.h"

/* As date +%b and +%B print them, from January on. */
static const char *const languages[] = {
	"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
	"Jan Feb Mär Apr Mai Jun Jul Aug Sep Okt Nov Dez",
	"Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
	"janv. févr. mars avril mai juin juil. août sept. oct. nov. déc.",
	"janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
	"ene feb mar abr may jun jul ago sep oct nov dic",
	"jan fev mar abr mai jun jul ago set out nov dez",
	"gen feb mar apr mag giu lug ago set ott nov dic",
	"jan feb mrt apr mei jun jul aug sep okt nov dec",
	"januari februari maart april mei juni juli augustus september oktober november december",
	"sty lut mar kwi maj cze lip sie wrz paź lis gru",
	"led úno bře dub kvě čen čec srp zář říj lis pro",
	"ledna února března dubna května června července srpna září října listopadu prosince",
	"янв фев мар апр мая июн июл авг сен окт ноя дек",
	"jan febr márc ápr máj jún júl aug szept okt nov dec",
	"1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月",
};

static void
names(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(languages); i++) {
		struct str list = str_from(languages[i]), word;
		unsigned want = 1;

		for (; str_word(&list, &word); want++)
			if (month_number(word) != want)
				fail_msg(STR_F " is %u, want %u", STR_A(word), month_number(word),
					 want);
		assert_int_equal(want, 13);
	}
}

static void
others(void **state)
{
	static const char *const words[] = {
		"", "ma", "Sun", "host", "13月", "5", "kernel:", "月"
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(words); i++)
		assert_int_equal(month_number(str_from(words[i])), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names),
		cmocka_unit_test(others),
	};

	return cmocka_run_group_tests_name("readers/months", tests, NULL, NULL);
}
