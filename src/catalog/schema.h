/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * schema.h: the tables of catalog.sqlite. Derived from the volumes: `vanthu rebuild` makes it anew,
 * so a new schema needs a new number and no migration.
 */
#ifndef VT_SCHEMA_H
#define VT_SCHEMA_H

#define VT_SCHEMA_NUMBER 9
#define VT_SCHEMA_NUMBER_TEXT "9"

/* Keys: `key` columns hold vt_ref_key() of the canonical form beside them. `doc` numbers documents
 * in the order they came. Every committed batch has a generation; the index says which one it
 * reaches. */
static const char VT_SCHEMA[] =
    "CREATE TABLE meta(name TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID;"
    /* generation, volume, volume_bytes (committed end), next_passage; version: of the program that
     * made the catalogue */
    "CREATE TABLE frames("
    " frame INTEGER PRIMARY KEY, volume INTEGER NOT NULL, offset INTEGER NOT NULL,"
    " bytes INTEGER NOT NULL, content_bytes INTEGER NOT NULL, UNIQUE(volume, offset));"
    "CREATE TABLE documents("
    " doc INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, sha256 TEXT NOT NULL UNIQUE,"
    " bytes INTEGER NOT NULL, media_type TEXT NOT NULL,"
    " frame INTEGER NOT NULL REFERENCES frames, data_offset INTEGER NOT NULL, member TEXT NOT NULL,"
    " generation INTEGER NOT NULL, first_passage INTEGER NOT NULL, passages INTEGER NOT NULL,"
    " encoding TEXT, encoding_score REAL NOT NULL, text_status TEXT NOT NULL, text_reason TEXT, "
    "text_bytes INTEGER NOT NULL, text_agent TEXT NOT NULL,"
    /* of a text that was recognised; NULL: it was not */
    " text_engine TEXT, text_confidence REAL NOT NULL,"
    " type TEXT, title TEXT, number TEXT, symbol TEXT, own_canonical TEXT, own_key TEXT,"
    " office TEXT, place TEXT, date TEXT, year INTEGER, period TEXT, recipients TEXT," /* JSON */
    /* JSON: where in the text each was found, {"title":["text",120,180]} */
    " facts_from TEXT, signed_as TEXT);"
    "CREATE INDEX documents_own_key ON documents(own_key) WHERE own_key IS NOT NULL;"
    "CREATE INDEX documents_generation ON documents(generation);"
    /* what people have said that facts are, {"title":"..."}; and all that were found */
    "CREATE TABLE said("
    " doc INTEGER PRIMARY KEY REFERENCES documents, said TEXT NOT NULL, found TEXT NOT NULL);"
    /* passage numbers that a document had, of generation `since`, until `generation` */
    "CREATE TABLE withdrawn("
    " first_passage INTEGER PRIMARY KEY, passages INTEGER NOT NULL, since INTEGER NOT NULL,"
    " generation INTEGER NOT NULL);"
    /* what was withdrawn, or is lost; the same bytes may have been added again since */
    "CREATE TABLE tombstones("
    " id TEXT NOT NULL, sha256 TEXT NOT NULL, at TEXT NOT NULL, by TEXT NOT NULL,"
    " reason TEXT NOT NULL, agent TEXT NOT NULL, lost INTEGER NOT NULL, title TEXT, canonical TEXT,"
    " own_key TEXT, date TEXT, source TEXT, PRIMARY KEY(id, sha256, at)) WITHOUT ROWID;"
    /* what is lost still */
    "CREATE VIEW lost AS SELECT * FROM tombstones t WHERE lost"
    " AND NOT EXISTS(SELECT 1 FROM documents d WHERE d.id=t.id)"
    " AND at=(SELECT max(at) FROM tombstones o WHERE o.id=t.id);"
    /* the log, as it lies in the volumes, and whom its entries concern; `whole`: all documents */
    "CREATE TABLE log("
    " number INTEGER PRIMARY KEY, whole INTEGER NOT NULL, line TEXT NOT NULL);"
    "CREATE TABLE log_documents("
    " id TEXT NOT NULL, number INTEGER NOT NULL REFERENCES log, PRIMARY KEY(id, number))"
    " WITHOUT ROWID;"
    /* zstd; and where each page begins: differences, 4 bytes each, little-endian */
    "CREATE TABLE texts("
    " doc INTEGER PRIMARY KEY REFERENCES documents, text BLOB NOT NULL, pages BLOB);"
    "CREATE TABLE sources("
    " doc INTEGER NOT NULL REFERENCES documents, path BLOB NOT NULL, mtime INTEGER NOT NULL,"
    " ingested_at TEXT NOT NULL, PRIMARY KEY(doc, path)) WITHOUT ROWID;"
    "CREATE TABLE sections("
    " doc INTEGER NOT NULL REFERENCES documents, seq INTEGER NOT NULL, level INTEGER NOT NULL,"
    " label TEXT NOT NULL, text TEXT NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL,"
    " page INTEGER NOT NULL, PRIMARY KEY(doc, seq)) WITHOUT ROWID;"
    "CREATE TABLE signatures("
    " doc INTEGER NOT NULL REFERENCES documents, seq INTEGER NOT NULL, time_stamp INTEGER NOT NULL,"
    " signer TEXT, organization TEXT, time TEXT, time_from INTEGER NOT NULL,"
    " start0 INTEGER NOT NULL, end0 INTEGER NOT NULL,"
    " start1 INTEGER NOT NULL, end1 INTEGER NOT NULL, covers_whole INTEGER NOT NULL,"
    " intact INTEGER NOT NULL, reason TEXT, PRIMARY KEY(doc, seq)) WITHOUT ROWID;"
    "CREATE TABLE mentions("
    " doc INTEGER NOT NULL REFERENCES documents, seq INTEGER NOT NULL,"
    " start INTEGER NOT NULL, end INTEGER NOT NULL, kind INTEGER NOT NULL,"
    " type TEXT, number TEXT, year_in_symbol INTEGER NOT NULL, symbol TEXT,"
    " canonical TEXT NOT NULL, key TEXT NOT NULL, date TEXT,"
    " date_start INTEGER NOT NULL, date_end INTEGER NOT NULL, year_said INTEGER NOT NULL,"
    " issuer TEXT, pinpoint TEXT,"
    " PRIMARY KEY(doc, seq)) WITHOUT ROWID;"
    "CREATE INDEX mentions_key ON mentions(key);"
    "CREATE TABLE relations("
    " doc INTEGER NOT NULL REFERENCES documents, seq INTEGER NOT NULL, relation TEXT NOT NULL,"
    " from_canonical TEXT, from_key TEXT, from_date TEXT,"
    " to_canonical TEXT NOT NULL, to_key TEXT NOT NULL, to_date TEXT,"
    " start INTEGER NOT NULL, end INTEGER NOT NULL, PRIMARY KEY(doc, seq)) WITHOUT ROWID;"
    "CREATE INDEX relations_from ON relations(from_key) WHERE from_key IS NOT NULL;"
    "CREATE INDEX relations_to ON relations(to_key);";

#endif
