/* SPDX-License-Identifier: Apache-2.0 */
#include "estate/module.h"

static const struct field fields[] = {
    FIELDS_FIRST,
    {"name", FIELD_TEXT, FIELD_REQUIRED | FIELD_FILTER | FIELD_SORT | FIELD_SEARCHED, .least = 1, .most = 200,
     .doc = "Of the person or company.", .example = "\"Josée Weber\""},
    {"username", FIELD_TEXT, .least = 1, .most = 80, .doc = "As a synced source has it.", .example = "\"josee\""},
    {"email", FIELD_TEXT, FIELD_FILTER | FIELD_SEARCHED, .format = FORMAT_EMAIL,
     .doc = "The primary address; further ones are contact_emails. No two live contacts share one.",
     .example = "\"josee@example.com\""},
    {"phone", FIELD_TEXT, FIELD_FILTER, .format = FORMAT_PHONE, .raw = "phone_raw",
     .doc = "E.164; what was typed is kept in phone_raw.", .example = "\"+352661123456\""},
    {"phone_raw", FIELD_TEXT, FIELD_READ_ONLY, .doc = "The phone number as it was typed.", .example = "\"+352 661 123 456\""},
    {"type", FIELD_CHOICE, FIELD_NOT_NULL | FIELD_FILTER | FIELD_SORT, .choices = "lead|buyer|seller|investor|other",
     .doc = "What they want.", .example = "\"seller\""},
    {"status", FIELD_CHOICE, FIELD_NOT_NULL | FIELD_FILTER | FIELD_SORT, .choices = "lead|active|closed",
     .doc = "How far it has come.", .example = "\"active\""},
    {"notes", FIELD_TEXT, FIELD_DETAIL, .most = 10000, .doc = "For colleagues only.", .example = "\"Prefers the phone.\""},
    {"tags", FIELD_TEXTS, FIELD_SEARCHED, .most = 50, .doc = "Words of the agency's own.", .example = "[\"vip\"]"},
    {"last_contacted_at", FIELD_TIME, FIELD_FILTER | FIELD_SORT, .doc = "When somebody last spoke with them.",
     .example = "\"2026-05-12T09:30:00Z\""},
    FIELDS_LAST,
    {.type = FIELD_END}};

static const struct import_part import_parts[] = {
    {"email", "contact_emails", "contact_id"}, {"phone", "contact_phones", "contact_id"}, {.field = NULL}};

static const struct import_alias import_aliases[] = {
    {"name", "prenom|firstname|givenname|vorname"},
    {"name", "nom|fullname|nomcomplet|displayname|lastname|familyname|surname|nomdefamille|nachname|contact|client"},
    {"email", "mail|courriel|emailaddress|adressemail|adresseemail|email1value|email2value|email3value|email2address|email3address|emailaddress2|emailprincipal"},
    {"phone", "telephone|tel|mobile|gsm|portable|cell|phonenumber|mobilephone|businessphone|homephone|phone1value|phone2value|phone3value|numero|telephonemobile|primaryphone"},
    {"notes", "note|remarque|remarques|comment|comments|commentaire|commentaires|organization|organisation|company|societe|entreprise|title|jobtitle|address|adresse|birthday|anniversaire|url"},
    {"tags", "tag|etiquettes|etiquette|categories|labels|groupmembership|motscles"},
    {"type", "typedecontact|contacttype"},
    {"type=lead", "prospect|piste"},
    {"type=buyer", "acheteur|acquereur|kaufer"},
    {"type=seller", "vendeur|proprietaire|owner|verkaufer"},
    {"type=investor", "investisseur"},
    {"type=other", "autre"},
    {"status", "statut|etat"},
    {"status=active", "actif|aktiv"},
    {"status=closed", "clos|ferme|termine|archive"},
    {"external_ref", "id|uid|ref|reference|externalid|contactid|identifiant"},
    {"last_contacted_at", "derniercontact|lastcontact|lastcontacted"},
    {.field = NULL}};

static const struct resource_import import = {.keys = "external_ref|email|phone", .parts = import_parts, .aliases = import_aliases};

static const struct resource_card card = {
    .name = "name", .note = "notes", .categories = "tags", .emails = {"email", "contact_emails"}, .phones = {"phone", "contact_phones"}};

const struct resource estate_contacts = {
    .name = "contacts",
    .schema = "Contact",
    .scope = "contacts",
    .doc = "People the agency deals with: leads, buyers, sellers, investors.",
    .fields = fields,
    .roles = {ROLES_READ, ROLES_READ, ROLES_WRITE, ROLES_WRITE, ROLES_WRITE},
    .sort = "-created_at",
    .search = "app.search_contacts",
    .live = "estate.count_live",
    .keeps_deleted = true,
    .bulk = true,
    .by_ref = true,
    .import = &import,
    .card = &card,
    .views = true,
};
