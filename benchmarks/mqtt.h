/* MQTT 3.1.1 (OASIS, 29 October 2014) for load.c: packets made of words, and taken apart.
 *
 * What a template says becomes one packet: `CONNECT b1`, `SUBSCRIBE r1`, `UNSUBSCRIBE r1`,
 * `PUBLISH r1 text`. All at QoS 1, in a session that outlives its connection. A script waits for
 * what came as words too: `CONNACK 0`, `SUBACK 1`, `UNSUBACK`, each with a newline.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum mqtt_kind {
	MQTT_CONNECT = 1,
	MQTT_CONNACK = 2,
	MQTT_PUBLISH = 3,
	MQTT_PUBACK = 4,
	MQTT_SUBSCRIBE = 8,
	MQTT_SUBACK = 9,
	MQTT_UNSUBSCRIBE = 10,
	MQTT_UNSUBACK = 11,
	MQTT_QOS_1 = 2,        /* in the flags of a PUBLISH */
	MQTT_RESERVED = 2,     /* what SUBSCRIBE and UNSUBSCRIBE have there (3.8.1) */
	MQTT_PUBACK_SIZE = 4,
	MQTT_MOST_BEFORE = 16, /* bytes of a packet besides its topic and text, at most */
};

struct mqtt_packet {
	int kind, flags;
	const char *at; /* behind the fixed header */
	size_t n;
	size_t whole; /* bytes with that header; 0: more has to come */
};

/* The packet that begins there (2.2.3: its length is in up to four groups of seven bits). */
static struct mqtt_packet mqtt_next(const char *at, size_t n)
{
	struct mqtt_packet p = {0};
	size_t length = 0;
	for (size_t i = 1; i < n && i <= 4; i++) {
		length |= (size_t)(at[i] & 0x7f) << (7 * (i - 1));
		if (at[i] & 0x80)
			continue;
		if (n - i - 1 < length)
			return p;
		p.kind = (unsigned char)at[0] >> 4;
		p.flags = at[0] & 15;
		p.at = at + i + 1;
		p.n = length;
		p.whole = i + 1 + length;
		return p;
	}
	return p;
}

static size_t mqtt_number(char *into, unsigned number)
{
	into[0] = (char)(number >> 8);
	into[1] = (char)number;
	return 2;
}

static size_t mqtt_string(char *into, const char *text, size_t n)
{
	mqtt_number(into, (unsigned)n);
	memcpy(into + 2, text, n);
	return n + 2;
}

static size_t mqtt_framed(char *into, int kind, int flags, const char *body, size_t n)
{
	size_t at = 0, left = n;
	into[at++] = (char)(kind << 4 | flags);
	do {
		into[at++] = (char)((left & 0x7f) | (left > 0x7f ? 0x80 : 0));
		left >>= 7;
	} while (left);
	memcpy(into + at, body, n);
	return at + n;
}

/* The packet that the words ask for, with that packet id; 0: there is none like that. */
static size_t mqtt_made(char *into, const char *words, size_t n, unsigned id)
{
	const char *end = words + n, *topic = memchr(words, ' ', n);
	char body[n + MQTT_MOST_BEFORE];
	size_t size = 0;
	if (!topic++)
		return 0;
	const char *text = memchr(topic, ' ', (size_t)(end - topic));
	size_t length = (size_t)((text ? text : end) - topic);
	if (memcmp(words, "CONNECT ", 8) == 0) {
		memcpy(body, "\0\4MQTT\4\0\0\0", 10); /* no flags: the session stays; no keep-alive */
		size = 10 + mqtt_string(body + 10, topic, length);
		return mqtt_framed(into, MQTT_CONNECT, 0, body, size);
	}
	if (memcmp(words, "PUBLISH ", 8) == 0 && text) {
		size = mqtt_string(body, topic, length);
		size += mqtt_number(body + size, id);
		memcpy(body + size, text + 1, (size_t)(end - text - 1));
		return mqtt_framed(into, MQTT_PUBLISH, MQTT_QOS_1, body, size + (size_t)(end - text - 1));
	}
	size = mqtt_number(body, id);
	size += mqtt_string(body + size, topic, length);
	if (memcmp(words, "UNSUBSCRIBE ", 12) == 0)
		return mqtt_framed(into, MQTT_UNSUBSCRIBE, MQTT_RESERVED, body, size);
	if (memcmp(words, "SUBSCRIBE ", 10) != 0)
		return 0;
	body[size++] = 1; /* the QoS */
	return mqtt_framed(into, MQTT_SUBSCRIBE, MQTT_RESERVED, body, size);
}

/* The text of a PUBLISH at QoS 1, and its packet id; NULL: it is none. */
static const char *mqtt_text(const struct mqtt_packet *p, size_t *n, unsigned *id)
{
	const unsigned char *at = (const unsigned char *)p->at;
	if (p->kind != MQTT_PUBLISH || (p->flags & 6) != MQTT_QOS_1 || p->n < 4)
		return NULL;
	size_t before = 2 + (size_t)(at[0] << 8 | at[1]) + 2;
	if (before > p->n)
		return NULL;
	*id = (unsigned)(at[before - 2] << 8 | at[before - 1]);
	*n = p->n - before;
	return p->at + before;
}

/* An answer as words. */
static size_t mqtt_words(char *into, size_t size, const struct mqtt_packet *p)
{
	int code = p->n ? (unsigned char)p->at[p->n - 1] : 0;
	if (p->kind == MQTT_CONNACK)
		return (size_t)snprintf(into, size, "CONNACK %d\n", code);
	if (p->kind == MQTT_SUBACK)
		return (size_t)snprintf(into, size, "SUBACK %d\n", code);
	return p->kind == MQTT_UNSUBACK ? (size_t)snprintf(into, size, "UNSUBACK\n") : 0;
}
