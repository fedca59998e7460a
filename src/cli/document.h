/* SPDX-License-Identifier: GPL-3.0-or-later */
/* document.h: the fields of a document that show and list print alike. */
#ifndef VT_CLI_DOCUMENT_H
#define VT_CLI_DOCUMENT_H

#include "cli/cli.h"
#include "cli/json.h"

/* Columns of the name of a field, in show. */
enum { CLI_LABEL = 14 };

/* "45/BC-SKHCN", into `out`; "" without a number. */
const char *cli_own_number(char out[128], const struct vanthu_document *document);

/* The base name of its first source; its id without one. */
const char *cli_source_name(const struct vanthu_document *document);

/* The signatures of a document: a list, and lines of show. */
json_t *cli_signatures_json(const struct vanthu_document *document);
void cli_print_signatures(const struct cli *cli, const struct vanthu_document *document);

#endif
