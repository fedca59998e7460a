# The worker that reads foreign formats, in a process of its own without rights.
pkglibexec_PROGRAMS += src/vanthu-read
src_vanthu_read_SOURCES = \
	src/formats/cms.c src/formats/cms.h \
	src/formats/confine.c src/formats/confine.h \
	src/formats/formats-readers.h \
	src/formats/mail.c src/formats/mail.h \
	src/formats/members.c \
	src/formats/number-format.c src/formats/number-format.h \
	src/formats/numbering.c src/formats/numbering.h \
	src/formats/ocr.c src/formats/ocr.h \
	src/formats/ole.c src/formats/ole.h \
	src/formats/paper.c src/formats/paper.h \
	src/formats/pdf-dictionary.c src/formats/pdf-dictionary.h \
	src/formats/read-doc.c \
	src/formats/read-docx.c \
	src/formats/read-foreign.c \
	src/formats/read-html.c \
	src/formats/read-image.c \
	src/formats/read-mail.c \
	src/formats/read-odf.c \
	src/formats/read-ole.c \
	src/formats/read-pdf.c \
	src/formats/read-ppt.c \
	src/formats/read-pptx.c \
	src/formats/read-xls.c \
	src/formats/read-xlsx.c \
	src/formats/signatures.c src/formats/signatures.h \
	src/formats/vanthu-read.c \
	src/formats/word.c src/formats/word.h \
	src/formats/xml.c src/formats/xml.h \
	src/formats/zip.c src/formats/zip.h \
	src/formats/zip-faults.c
src_vanthu_read_CFLAGS = $(AM_CFLAGS) $(CRYPTO_CFLAGS) $(ARCHIVE_CFLAGS) $(XML_CFLAGS) $(POPPLER_CFLAGS) \
	$(GSF_CFLAGS) $(GMIME_CFLAGS) $(SECCOMP_CFLAGS) $(TESSERACT_CFLAGS)
src_vanthu_read_LDADD = src/read/libread.la src/text/libtext.la src/base/libbase.la \
	$(CRYPTO_LIBS) $(ARCHIVE_LIBS) $(XML_LIBS) $(POPPLER_LIBS) $(GSF_LIBS) $(GMIME_LIBS) $(SECCOMP_LIBS) \
	$(TESSERACT_LIBS) $(UTF8PROC_LIBS) -lm

check_PROGRAMS += tests/test-confine
tests_test_confine_SOURCES = tests/test-confine.c src/formats/confine.c
tests_test_confine_CFLAGS = $(AM_CFLAGS) $(SECCOMP_CFLAGS)
tests_test_confine_LDADD = $(SECCOMP_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/test-patience
tests_test_patience_SOURCES = tests/test-patience.c
tests_test_patience_LDADD = src/read/libread.la src/text/libtext.la src/base/libbase.la \
	$(UTF8PROC_LIBS) $(CMOCKA_LIBS)
