#include <cstdio>
#include <optional>
#include <string>

#include "price/line_pool.hpp"

std::optional<double> price_of(price::LinePool &lines, const std::string &article)
{
	auto *line = lines.borrow();

	if (!line)
		return std::nullopt;
	double price = 0;
	char kind = 0;
	const std::string answer = line->ask("P " + article);
	if (std::sscanf(answer.c_str(), "%c %lf", &kind, &price) != 2) {
		lines.destroy(line);
		return std::nullopt;
	}
	if (kind == '-')
		price = 0;
	lines.restore(line);
	return price;
}
