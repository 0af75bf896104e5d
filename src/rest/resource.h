/* SPDX-License-Identifier: Apache-2.0 */
/* A resource, declared once: a table, its fields, and who may do what. An operation whose role mask is
 * zero does not exist and answers 405. */
#ifndef STAGEFY_REST_RESOURCE_H
#define STAGEFY_REST_RESOURCE_H

#include <stdbool.h>
#include <stddef.h>

#include "rest/field.h"

struct arena;
struct call;
struct job_run;
struct problem;
struct write;

/* Who may: membership roles as a mask. app.authenticate compares it. */
enum role {
	ROLE_VIEWER = 1,
	ROLE_AGENT = 2,
	ROLE_ADMIN = 4,
	ROLE_OWNER = 8,
	ROLE_PLATFORM = 16,
	/* the usual sets */
	ROLES_READ = ROLE_VIEWER | ROLE_AGENT | ROLE_ADMIN | ROLE_OWNER | ROLE_PLATFORM,
	ROLES_WRITE = ROLE_AGENT | ROLE_ADMIN | ROLE_OWNER | ROLE_PLATFORM,
	ROLES_MANAGE = ROLE_ADMIN | ROLE_OWNER
};

/* Two tables that belong together, declared once, with the one whose field points: ?include=contact brings the row that
 * contact_id points to, and with `back`, ?include=properties of the other table the rows that point to that one. */
struct include {
	const char *name, *field, *table; /* "contact", "contact_id", "contacts" */
	const char *back;		  /* "properties"; NULL: there is no way back */
	const char *back_sort;		  /* their order: "-created_at"; NULL: the one of their list */
};

/* What a card of a person (formats/vcard.h) is made of: fields, and relations to many whose rows have their value in a field of
 * the same name as the primary one's and a `label`. */
struct resource_card {
	const char *name, *note, *categories;
	struct {
		const char *field, *relation; /* "email", "contact_emails" */
	} emails, phones;
};

/* How rows of files become rows here (src/intake). Which columns of a file are which fields is guessed by the fields' names and
 * `aliases`; "type=buyer" names words for a choice. Each ends with an empty row. */
struct resource_import {
	const char *keys; /* fields by which a row is known: "external_ref|email"; the first is the best */
	int order;	  /* of bundles: rows refer to tables of a lower one alone, which are read first. No two are equal; 0: in no bundle */
	const struct import_part {
		const char *field, *table, *owner; /* further values of "email" become rows of "contact_emails", by "contact_id" */
	} *parts; /* NULL: none */
	const struct import_alias {
		const char *field, *words; /* "nom|fullname": small letters and digits, without accents */
	} *aliases;
};

/* A file that another domain has in its hands, on its way to a row of a table whose rows have one each. */
struct resource_file {
	const char *name; /* as it was called */
	const void *bytes;
	size_t size;
	const char *sha256; /* that it must have, in hex; NULL: any */
	bool any_type;	    /* what is of no type that can be shown is kept too, as bytes that can be downloaded */
};

struct resource_stored {
	const char *code, *params, *detail; /* of a violation: why it was not taken; code NULL: it was */
	const char *id;			    /* of the row that is to be made of it */
	const char *facts;		    /* members of a JSON object, without braces, as `make` takes it */
	const char *sha256;
};

/* What such a table offers: store() looks into a file and puts it into the store, where nobody ever had an address to write to; the
 * rest is SQL, and each is a statement of whoever asks. A file that no row comes of is swept away. */
struct resource_files {
	int (*store)(struct job_run *run, struct arena *a, const struct resource_file *f, struct resource_stored *out, struct problem *p);
	const char *waiting; /* select size … of the caller's upload $1 that was not committed */
	const char *known;   /* select sha256, url, etag … of the row $1 */
	const char *make;    /* select … ($1::jsonb): the row; with `replaces`, in the place of another */
	const char *settle;  /* select … ($1::uuid, $2::jsonb): position, cover, url, etag; whether anything is another now */
};

struct resource {
	const char *name;   /* of the table and, without `path`, of the path */
	const char *path;   /* behind /api/, when it is another: "credits/transactions" */
	const char *schema; /* in OpenAPI: "Property" */
	const char *label;  /* in sentences: "API key"; NULL: the schema in small letters */
	/* What API keys need here: "properties" stands for properties:read and properties:write. NULL: no key comes here. */
	const char *scope;
	const char *doc;
	const struct field *fields;
	const struct include *includes; /* ends with an empty row; NULL: none */
	struct {
		unsigned list, read, create, update, remove;
	} roles;
	const char *sort;   /* default order: "-created_at" */
	const char *search; /* the definer function behind q=, [like] and [contains], or NULL */
	const char *live;   /* the one that counts rows that are not deleted, for who may read all of them (else NULL), or NULL */
	bool global;	    /* no agency_id column: rows are chosen by policy alone */
	bool keeps_deleted; /* has deleted_at: DELETE is soft, restore exists */
	bool by_ref;	    /* has external_ref: PUT by_ref exists */
	const struct resource_import *import; /* files can be read into it; NULL: not */
	const struct resource_files *files; /* its rows have a file each; NULL: they have none */
	const struct resource_card *card; /* its rows can be read as cards, one by one and as a list; NULL: they are no people */
	bool bulk;	    /* people change many at once: POST bulk exists */
	bool views;	    /* ?view= of its lists names a saved view */
	/* Runs after validation and before SQL; may add values, or refuse. NULL: none. */
	int (*before_write)(struct call *c, struct write *w, struct problem *p);
};

#endif
