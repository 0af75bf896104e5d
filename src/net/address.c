/* SPDX-License-Identifier: Apache-2.0 */
#include "net/address.h"

#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct block {
	uint8_t prefix[16];
	unsigned bits;
};

/* To add a block: a row with its first bytes and its length in bits; order does not matter. Sources:
 * the IANA IPv4 and IPv6 special-purpose address registries (RFC 6890 and successors). */
static const struct block refused4[] = {
    {{0}, 8},		     /* this network */
    {{10}, 8},		     /* private */
    {{100, 64}, 10},	     /* shared by carriers (CGNAT) */
    {{127}, 8},		     /* loopback */
    {{169, 254}, 16},	     /* link-local, and the metadata service of clouds */
    {{172, 16}, 12},	     /* private */
    {{192, 0, 0}, 24},	     /* protocol assignments */
    {{192, 0, 2}, 24},	     /* documentation */
    {{192, 31, 196}, 24},    /* AS112 */
    {{192, 52, 193}, 24},    /* AMT relays */
    {{192, 88, 99}, 24},     /* 6to4 relays */
    {{192, 168}, 16},	     /* private */
    {{192, 175, 48}, 24},    /* AS112 */
    {{198, 18}, 15},	     /* benchmarks */
    {{198, 51, 100}, 24},    /* documentation */
    {{203, 0, 113}, 24},     /* documentation */
    {{224}, 4},		     /* multicast */
    {{240}, 4},		     /* reserved, and broadcast */
};

/* Of IPv6 only 2000::/3 is global unicast; these are the parts of it that are not. Loopback, ULA,
 * link-local, site-local, multicast, the local NAT64 prefix and discard lie outside it. */
static const struct block global6 = {{0x20}, 3};
static const struct block refused6[] = {
    {{0x20, 0x01, 0x00}, 23},		     /* protocol assignments: Teredo, ORCHID, benchmarks … */
    {{0x20, 0x01, 0x0d, 0xb8}, 32},	     /* documentation */
    {{0x20, 0x02}, 16},			     /* 6to4: leads to any IPv4 address */
    {{0x26, 0x20, 0x00, 0x4f, 0x80}, 48},    /* AS112 */
    {{0x3f, 0xfe}, 16},			     /* 6bone, given back */
    {{0x3f, 0xff}, 20},			     /* documentation */
};

/* Prefixes whose last four bytes are the IPv4 address that is reached. */
static const struct block carries4[] = {
    {{[10] = 0xff, [11] = 0xff}, 96},	 /* ::ffff:0:0/96, mapped */
    {{0x00, 0x64, 0xff, 0x9b}, 96},	 /* 64:ff9b::/96, NAT64 */
};

static bool within(const uint8_t *address, const struct block *b)
{
	unsigned whole = b->bits / 8, rest = b->bits % 8;
	if (memcmp(address, b->prefix, whole) != 0)
		return false;
	return rest == 0 || (address[whole] ^ b->prefix[whole]) >> (8 - rest) == 0;
}

static bool within_any(const uint8_t *address, const struct block *blocks, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (within(address, &blocks[i]))
			return true;
	return false;
}

#define WITHIN_ANY(address, blocks) within_any((address), (blocks), sizeof(blocks) / sizeof *(blocks))

static bool public4(const uint8_t *address)
{
	return !WITHIN_ANY(address, refused4);
}

static bool public6(const uint8_t *address)
{
	if (WITHIN_ANY(address, carries4))
		return public4(address + 12);
	return within(address, &global6) && !WITHIN_ANY(address, refused6);
}

bool address_public(const struct sockaddr *address, socklen_t size)
{
	if (address->sa_family == AF_INET && size >= sizeof(struct sockaddr_in)) {
		struct sockaddr_in v4;
		memcpy(&v4, address, sizeof v4);
		return public4((const uint8_t *)&v4.sin_addr);
	}
	if (address->sa_family == AF_INET6 && size >= sizeof(struct sockaddr_in6)) {
		struct sockaddr_in6 v6;
		memcpy(&v6, address, sizeof v6);
		return public6(v6.sin6_addr.s6_addr);
	}
	return false;
}
