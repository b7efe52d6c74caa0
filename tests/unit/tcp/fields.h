/*
 * fields.h - the fields of struct conn by name: for scripts, which ask for
 * some, and for properties, which compare all
 */
#ifndef CRUX_TEST_TCP_FIELDS_H
#define CRUX_TEST_TCP_FIELDS_H

#include "tcp/tcp.h"

enum field_kind {
	FIELD_COUNT,	/* of packets, bytes, events; flags; enums */
	FIELD_DURATION, /* ns */
	FIELD_TIME,	/* ns since the epoch, or TIME_NONE */
	FIELD_PACKET,	/* a packet's number, 0 none */
	FIELD_SEQ64,	/* on the 64-bit line of the half's own numbers */
	FIELD_ISN,	/* 32 bits as on the wire */
};

struct field {
	const char *name;
	size_t offset;
	uint8_t size_bytes;
	uint8_t kind; /* enum field_kind */
	bool is_signed;
	const char *(*word)(int); /* of an enum, NULL if it is none */
};

extern const struct field half_fields[], conn_fields[];
extern const size_t half_field_count, conn_field_count;

int64_t field_value(const struct field *f, const void *of);

/*
 * Find "c2s.fast", "ledger.rto", "ledger_count.rto", "opening" of c. False if
 * there is none.
 */
bool field_find(const struct conn *c, struct str path, const struct field **ret_field,
		int64_t *ret_value);

#endif
