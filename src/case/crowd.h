/*
 * crowd.h - connections that are counted by their service, and not kept
 *
 * A flood of half-open ones, and what --max-memory has no room for. What their service
 * is told of stays whole: how many, how they opened, how many clients there were.
 */
#ifndef CRUX_CASE_CROWD_H
#define CRUX_CASE_CROWD_H

#include "case/case.h"

/*
 * Different addresses by the longest run of zeros in their hashes (HyperLogLog, Flajolet
 * and others, 2007): with 256 registers within 6.5 % at one sigma, whatever their number.
 */
#define CLIENT_REGISTERS 256

struct crowd_service {
	struct service s; /* clients: set by crowd_clients */
	uint8_t registers[CLIENT_REGISTERS];
};

struct crowd {
	struct map by_server; /* endpoint -> struct crowd_service */
	struct crowd_service *rest;
};

uint64_t crowd_clients(const struct crowd_service *c);
/* Count how one opened. */
void service_count_opening(struct service *s, enum opening how);

#endif
